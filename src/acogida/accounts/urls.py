from django.urls import path

from acogida.accounts import closures_views, views

urlpatterns = [
    path("demo/switch", views.switch_user, name="switch_user"),
    path("staff/", views.staff_list, name="staff_list"),
    path("staff/new", views.staff_new, name="staff_new"),
    path("staff/<uuid:pk>/", views.staff_page, name="staff_page"),
    path("staff/<uuid:pk>/password", views.staff_password, name="staff_password"),
    path("staff/postings/<int:pk>/end", views.posting_end, name="posting_end"),
    path("closures/", closures_views.closure_list, name="closure_list"),
    path("closures/progress", closures_views.closure_progress, name="closure_progress"),
    path("closures/new", closures_views.closure_new, name="closure_new"),
    path("closures/<int:pk>/withdraw", closures_views.closure_withdraw, name="closure_withdraw"),
    path("closures/switches/new", closures_views.switch_new, name="switch_new"),
    path("closures/switches/<int:pk>/withdraw", closures_views.switch_withdraw, name="switch_withdraw"),
]
