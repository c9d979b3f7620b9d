from django.urls import path

from acogida.coi.intake import views

urlpatterns = [
    path("intake/", views.intake, name="coi_intake"),
    path("intake/unconfirmed/", views.unconfirmed, name="coi_intake_unconfirmed"),
    path("intake/<uuid:pk>/", views.batch, name="coi_intake_batch"),
    path("intake/<uuid:pk>/progress", views.progress, name="coi_intake_progress"),
    path("intake/<uuid:pk>/confirm", views.confirm, name="coi_intake_confirm"),
    path("intake/files/<uuid:pk>/", views.item, name="coi_intake_item"),
    path("intake/files/<uuid:pk>/leave", views.leave, name="coi_intake_leave"),
    path("versions/<uuid:pk>/withdraw", views.withdraw, name="coi_version_withdraw"),
    path("intake/files/<uuid:pk>/retry", views.retry, name="coi_intake_retry"),
]
