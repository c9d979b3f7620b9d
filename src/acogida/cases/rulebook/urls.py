from django.urls import path

from acogida.cases.rulebook import views

urlpatterns = [
    path("", views.rules, name="rules"),
    path("diagram.svg", views.diagram_file, name="rules_diagram"),
    path("kept/<str:pack_hash>/", views.rules_of_hash, name="rules_of_hash"),
    path("versions/", views.version_list, name="rules_versions"),
    path("versions/<uuid:pk>/", views.version_page, name="rules_version"),
    path("versions/<uuid:pk>/read/", views.rules_of_version, name="rules_of_version"),
    path("versions/<uuid:pk>/files.zip", views.version_file, name="rules_version_zip"),
    path("versions/<uuid:pk>/files/<str:file>/", views.edit_file, name="rules_edit"),
    path("versions/<uuid:pk>/upload", views.upload, name="rules_upload"),
    path("versions/<uuid:pk>/try", views.try_out, name="rules_try"),
    path("versions/<uuid:pk>/adopt", views.adopt, name="rules_adopt"),
    path("versions/<uuid:pk>/discard", views.discard, name="rules_discard"),
    path("versions/<uuid:pk>/move", views.move_cases, name="rules_move_cases"),
    path("move/<str:number>/", views.move_case, name="rules_move_case"),
]
