"""Addresses of the frame."""

from django.urls import path

from acogida.ui import views

urlpatterns = [
    path("search/", views.global_search, name="global_search"),
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("offline/", views.offline, name="offline"),
    path("worker.js", views.worker, name="worker"),
    path("_ui/", views.style_guide, name="style_guide"),
]
