from django.urls import path

from acogida.people import views

urlpatterns = [
    path("people/<uuid:pk>/", views.person_page, name="person_page"),
    path("people/<uuid:pk>/photo", views.person_photo, name="person_photo"),
    path("people/<uuid:pk>/seal", views.person_seal, name="person_seal"),
    path("people/<uuid:pk>/correct", views.person_correct, name="person_correct"),
]
