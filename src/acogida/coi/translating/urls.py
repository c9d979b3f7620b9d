from django.urls import path

from acogida.coi.translating import views

urlpatterns = [
    path("versions/<uuid:pk>/translation/", views.page, name="coi_translation"),
    path("versions/<uuid:pk>/translation/draft/", views.draft, name="coi_translation_draft"),
    path("versions/<uuid:pk>/translation/progress/", views.progress, name="coi_translation_progress"),
    path("versions/<uuid:pk>/translation/submit/", views.submit, name="coi_translation_submit"),
    path("versions/<uuid:pk>/translation/approve/", views.approve, name="coi_translation_approve"),
]
