from django.urls import include, path

urlpatterns = [
    path("coi/", include("acogida.coi.intake.urls")),
    path("coi/", include("acogida.coi.finding.urls")),
    path("coi/", include("acogida.coi.library.urls")),
    path("coi/", include("acogida.coi.packs.urls")),
    path("coi/", include("acogida.coi.translating.urls")),
    path("coi/", include("acogida.coi.requests.urls")),
]
