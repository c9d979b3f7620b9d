from django.urls import path

from acogida.accounts import views

urlpatterns = [
    path("demo/switch", views.switch_user, name="switch_user"),
    path("staff/", views.staff_list, name="staff_list"),
    path("staff/new", views.staff_new, name="staff_new"),
    path("staff/<uuid:pk>/", views.staff_page, name="staff_page"),
    path("staff/<uuid:pk>/password", views.staff_password, name="staff_password"),
    path("staff/postings/<int:pk>/end", views.posting_end, name="posting_end"),
]
