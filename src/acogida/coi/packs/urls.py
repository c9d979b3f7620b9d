from django.urls import path

from acogida.coi.packs import drafting_views, file_views, views

urlpatterns = [
    path("packs/", views.listing, name="coi_packs"),
    path("packs/<uuid:pk>/", views.page, name="coi_pack"),
    path("packs/<uuid:pk>/draft", views.start, name="coi_pack_start"),
    path("packs/suggestions/<uuid:pk>", views.answer, name="coi_pack_answer"),
    path("packs/versions/<uuid:pk>/", views.version, name="coi_pack_version"),
    path("packs/versions/<uuid:pk>/changes", views.changes, name="coi_pack_changes"),
    path("packs/versions/<uuid:pk>/write", drafting_views.page, name="coi_pack_write"),
    path("packs/versions/<uuid:pk>/change", drafting_views.change, name="coi_pack_change"),
    path("packs/versions/<uuid:pk>/find", drafting_views.find, name="coi_pack_find"),
    path("packs/versions/<uuid:pk>/review", drafting_views.review, name="coi_pack_review"),
    path("packs/versions/<uuid:pk>/file", file_views.ask, name="coi_pack_file_ask"),
    path("packs/versions/<uuid:pk>/share", file_views.share, name="coi_pack_share"),
    path("packs/files/<uuid:pk>/", file_views.state, name="coi_pack_file"),
    path("packs/files/<uuid:pk>/zip", file_views.take, name="coi_pack_zip"),
]
