from django.urls import path

from acogida.demo import views

urlpatterns = [path("demonstration/", views.about_demo, name="about_demo")]
