from django.urls import path

from acogida.certificates import verifier_views, views
from acogida.certificates.refusals import figures_views as refusal_figures
from acogida.certificates.refusals import views as refusals
from acogida.certificates.standing import views as standing

urlpatterns = [
    path("certificates/<uuid:pk>/", views.certificate_pdf, name="certificate_pdf"),
    *(
        path(f"certificates/<uuid:pk>/{act}", views.certificate_act, {"act": act}, name=f"certificate_{act}")
        for act in ("replace", "lost", "suspend", "resume", "revoke")
    ),
    path("certificates/<uuid:pk>/sign", views.certificate_sign, name="certificate_sign"),
    path("certificates/notices/<uuid:pk>/", views.notice_pdf, name="certificate_notice"),
    path("people/<uuid:pk>/papers/", standing.person_papers, name="person_papers"),
    path("people/<uuid:pk>/papers/make", standing.person_make, name="person_papers_make"),
    path("people/<uuid:pk>/papers/sheet.pdf", standing.person_sheet, name="person_papers_sheet"),
    path("people/<uuid:pk>/papers/read", standing.person_read, name="person_papers_read"),
    path("people/<uuid:pk>/papers/evidence/new", standing.evidence_new, name="evidence_new"),
    path("evidence/<uuid:pk>/file", standing.evidence_file, name="evidence_file"),
    path("evidence/<uuid:pk>/withdraw", standing.evidence_withdraw, name="evidence_withdraw"),
    path("cases/<str:number>/papers/make", standing.case_make, name="case_papers_make"),
    path("cases/<str:number>/papers/sheets.pdf", standing.case_sheets, name="case_papers_sheets"),
    path("cases/<str:number>/papers/cover.pdf", views.family_cover, name="case_papers_cover"),
    path("people/<uuid:pk>/refusals/new", refusals.new, name="refusal_new"),
    path("refusals/", refusals.listing, name="refusal_list"),
    path("refusals/export", refusals.export, name="refusal_export"),
    path("refusals/figures/", refusal_figures.page, name="refusal_figures"),
    path("refusals/<uuid:pk>/", refusals.page, name="refusal_page"),
    path("verificar/", verifier_views.verify, name="verify"),
    path("verificar/worker.js", verifier_views.verifier_worker, name="verifier_worker"),
    path("verificar/manifest.webmanifest", verifier_views.verifier_manifest, name="verifier_manifest"),
    path("status-lists/<int:number>", views.status_list, name="status_list"),
    path("verificar/bundle", views.key_bundle, name="key_bundle"),
    path("verificar/keys.pem", views.reader_keys, name="reader_keys"),
]
