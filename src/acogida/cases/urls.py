from django.urls import include, path

from acogida.cases import clock_views, notice_views, step_views, views
from acogida.cases.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.case_list, name="case_list"),
    path("cases/export.csv", views.export, name="case_export"),
    path("cases/take", views.take_many, name="case_take_many"),
    path("cases/views/save", views.save_filter, name="case_save_filter"),
    path("cases/views/<int:pk>/delete", views.delete_filter, name="case_delete_filter"),
    path("cases/<str:number>/", views.case_page, name="case_page"),
    path("cases/<str:number>/assign", views.assign, name="case_assign"),
    path("cases/<str:number>/clocks/<int:pk>/", clock_views.clock_page, name="case_clock"),
    path("cases/<str:number>/clocks/<int:pk>/clock.json", clock_views.clock_json, name="case_clock_json"),
    path("cases/<str:number>/steps/<str:transition>/", step_views.step, name="case_step"),
    path("cases/<str:number>/steps/<str:transition>/<uuid:claim>/", step_views.step, name="case_claim_step"),
    path("notices/", notice_views.notice_list, name="notice_list"),
    path("notices/<int:pk>/", notice_views.notice_sheet, name="notice_sheet"),
    path("notices/<int:pk>/delivered", notice_views.notice_deliver, name="notice_deliver"),
    path("notices/<int:pk>/drop", notice_views.notice_drop, name="notice_drop"),
    path("reglas/", include("acogida.cases.rulebook.urls")),
    path("api/v1/", api.urls),
]
