"""Addresses of the frame."""

from django.urls import path

from acogida.ui import views

urlpatterns = [
    path("buscar/", views.global_search, name="global_search"),
    path("idioma/", views.set_language, name="set_language"),
    path("tema/", views.set_theme, name="set_theme"),
    path("sin-conexion/", views.offline, name="offline"),
    path("_ui/", views.style_guide, name="style_guide"),
]
