from django.urls import path

from acogida.coi.finding import drafting, exporting, use_views, views

urlpatterns = [
    path("search/", views.page, name="coi_search"),
    path("search/export", exporting.export, name="coi_search_export"),
    path("search/missed", views.missed, name="coi_search_missed"),
    path("search/versions/<uuid:pk>/said", views.say, name="coi_search_say"),
    path("search/saved", views.save, name="coi_search_save"),
    path("search/saved/<uuid:pk>/remove", views.remove, name="coi_search_remove"),
    path("search/saved/<uuid:pk>/new", views.fresh, name="coi_search_fresh"),
    path("search/passages/<int:passage_id>/draft", drafting.draft, name="coi_search_draft"),
    path("use/", use_views.page, name="coi_use"),
]
