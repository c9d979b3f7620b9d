from django.urls import path

from acogida.audit import views

urlpatterns = [path("audit/", views.audit_page, name="audit_page")]
