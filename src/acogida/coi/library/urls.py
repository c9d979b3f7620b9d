from django.urls import path

from acogida.coi.library.views import countries, documents, sources

urlpatterns = [
    path("countries/", countries.listing, name="coi_countries"),
    path("countries/<slug:code>/", countries.page, name="coi_country"),
    path("countries/<slug:code>/priority", countries.set_priority, name="coi_country_priority"),
    path("countries/<slug:code>/alert", countries.raise_flag, name="coi_flag_raise"),
    path("countries/<slug:code>/missing", countries.missing, name="coi_country_missing"),
    path("alerts/<uuid:pk>/end", countries.end_flag, name="coi_flag_end"),
    path("feedback/<uuid:pk>/seen", countries.feedback_seen, name="coi_feedback_seen"),
    path("sources/", sources.listing, name="coi_sources"),
    path("sources/new", sources.edit, name="coi_source_new"),
    path("sources/<uuid:pk>/", sources.page, name="coi_source"),
    path("sources/<uuid:pk>/edit", sources.edit, name="coi_source_edit"),
    path("sources/<uuid:pk>/status", sources.status, name="coi_source_status"),
    path("sources/<uuid:pk>/checked", sources.checked, name="coi_source_checked"),
    path("sources/<uuid:pk>/assess", sources.assess, name="coi_source_assess"),
    path("documents/<uuid:pk>/", documents.page, name="coi_document"),
    path("documents/<uuid:pk>/edit", documents.edit, name="coi_document_edit"),
    path("documents/<uuid:pk>/confirm", documents.confirm, name="coi_document_confirm"),
    path("versions/<uuid:pk>/", documents.version, name="coi_version"),
    path("versions/<uuid:pk>/difference", documents.difference, name="coi_version_difference"),
    path("versions/<uuid:pk>/file", documents.snapshot, name="coi_version_file"),
    path("versions/<uuid:pk>/language", documents.language, name="coi_version_language"),
    path("versions/<uuid:pk>/feedback", documents.feedback, name="coi_version_feedback"),
    path("passages/<int:pk>/", documents.passage, name="coi_passage"),
]
