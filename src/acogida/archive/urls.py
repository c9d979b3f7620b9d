from django.urls import path

from acogida.archive import views

urlpatterns = [
    path("documents/<uuid:pk>/", views.document_pdf, name="document_pdf"),
    path("documents/<uuid:pk>/retry", views.document_retry, name="document_retry"),
    path("notices/<int:pk>/letter", views.notice_letter, name="notice_letter"),
    path("cases/<str:number>/documents/", views.papers_state, name="case_papers"),
    path("cases/<str:number>/information/", views.case_information, name="case_information"),
    path("information/", views.information_list, name="information_list"),
    path("information/<str:code>/", views.information_page, name="information_page"),
]
