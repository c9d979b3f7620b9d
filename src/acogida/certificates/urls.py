from django.urls import path

from acogida.certificates import views

urlpatterns = [
    path("certificates/<uuid:pk>/", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<uuid:pk>/replace", views.certificate_replace, name="certificate_replace"),
    path("certificates/<uuid:pk>/revoke", views.certificate_revoke, name="certificate_revoke"),
    path("certificates/notices/<uuid:pk>/", views.notice_pdf, name="certificate_notice"),
    path("verificar/", views.verify, name="verify"),
    path("status-lists/<int:year>", views.status_list, name="status_list"),
    path("verificar/keys.pem", views.reader_keys, name="reader_keys"),
]
