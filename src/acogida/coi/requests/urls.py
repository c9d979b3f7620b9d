from django.urls import path

from acogida.coi.requests.views import answers, asking, drafting, reviewing

urlpatterns = [
    path("requests/", asking.listing, name="coi_requests"),
    path("requests/new", asking.new, name="coi_request_new"),
    path("requests/<uuid:pk>/", asking.page, name="coi_request"),
    path("requests/<uuid:pk>/edit", asking.edit, name="coi_request_edit"),
    path("requests/<uuid:pk>/check", asking.check, name="coi_request_check"),
    path("requests/<uuid:pk>/near", asking.near, name="coi_request_near"),
    path("requests/<uuid:pk>/found", asking.found, name="coi_request_found"),
    path("requests/<uuid:pk>/submit", asking.submit, name="coi_request_submit"),
    path("requests/<uuid:pk>/act/<slug:name>", asking.act, name="coi_request_act"),
    path("requests/<uuid:pk>/answer/", drafting.page, name="coi_response_draft"),
    path("requests/<uuid:pk>/answer/parts/<uuid:section>/new", drafting.finding_new, name="coi_finding_new"),
    path("requests/<uuid:pk>/answer/<uuid:finding>/", drafting.finding, name="coi_finding"),
    path("requests/<uuid:pk>/answer/<uuid:finding>/passages", drafting.passages, name="coi_finding_passages"),
    path("requests/<uuid:pk>/answer/<uuid:finding>/cite", drafting.cite, name="coi_finding_cite"),
    path("requests/<uuid:pk>/answer/<uuid:finding>/drop", drafting.drop, name="coi_finding_drop"),
    path("requests/<uuid:pk>/review/", reviewing.page, name="coi_response_review"),
    path("requests/<uuid:pk>/review/comment", reviewing.comment, name="coi_response_comment"),
    path("requests/<uuid:pk>/review/<uuid:comment>", reviewing.resolve, name="coi_comment_resolve"),
    path("responses/<slug:answer>/", answers.page, name="coi_response"),
    path("responses/<slug:answer>/difference", answers.difference, name="coi_response_difference"),
    path("responses/<slug:answer>/v<int:sequence>.pdf", answers.paper, name="coi_response_pdf"),
    path("responses/<slug:answer>/publish", answers.publish, name="coi_response_publish"),
    path("responses/<slug:answer>/feedback", answers.feedback, name="coi_response_feedback"),
    path("responses/<slug:answer>/export", answers.export, name="coi_response_export"),
    path("public/", answers.public_list, name="coi_public"),
    path("public/<slug:answer>/", answers.public_page, name="coi_public_response"),
    path("public/<slug:answer>/paper.pdf", answers.public_paper, name="coi_public_paper"),
]
