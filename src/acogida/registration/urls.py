from django.urls import path

from acogida.registration.duplicates import views as duplicates
from acogida.registration.views import admission, check, drafts, intention, people, result, steps, taking_down

urlpatterns = [
    path("intake/", drafts.listing, name="intake_drafts"),
    path("intake/new/", drafts.new, name="intake_new"),
    path("intake/wish/<str:transition>/", intention.new, name="intention_new"),
    path("intake/<uuid:draft_id>/", drafts.resume, name="intake_resume"),
    path("intake/<uuid:draft_id>/discard", drafts.discard, name="intake_discard"),
    path("intake/<uuid:draft_id>/restore", drafts.restore, name="intake_restore"),
    path("intake/<uuid:draft_id>/save", steps.save, name="intake_save"),
    path("intake/<uuid:draft_id>/check/", check.check, name="intake_check"),
    path("intake/<uuid:draft_id>/present", check.present_claim, name="intake_present"),
    path("intake/<uuid:draft_id>/people/<slug:key>/remove", people.remove, name="intake_person_remove"),
    path("intake/<uuid:draft_id>/people/<slug:key>/restore", people.restore, name="intake_person_restore"),
    path("intake/<uuid:draft_id>/people/<slug:key>/photo", people.photo, name="intake_photo"),
    path("intake/<uuid:draft_id>/people/<slug:key>/alike", people.likely, name="intake_alike"),
    path("intake/<uuid:draft_id>/people/<slug:key>/alike/<uuid:other>", people.judge, name="intake_alike_answer"),
    path(
        "intake/<uuid:draft_id>/people/<slug:key>/alike/<uuid:other>/goes-on/<uuid:case_id>",
        taking_down.go_on_with,
        name="intake_goes_on",
    ),
    path("intake/<uuid:draft_id>/<slug:step>/", steps.page, name="intake_step"),
    path("intake/<uuid:draft_id>/<slug:step>/<slug:person>/", steps.page, name="intake_person_step"),
    path("duplicados/", duplicates.listing, name="duplicates"),
    path("duplicados/por-confirmar/", duplicates.waiting, name="duplicates_waiting"),
    path("duplicados/comparar", duplicates.start, name="duplicates_start"),
    path("duplicados/deshacer", duplicates.undo, name="duplicates_undo"),
    path("duplicados/<uuid:pk>/", duplicates.pair, name="duplicates_pair"),
    path("duplicados/<uuid:pk>/responder", duplicates.judge, name="duplicates_judge"),
    path("duplicados/<uuid:pk>/foto/<uuid:who>", duplicates.photo, name="duplicates_photo"),
    path("duplicados/grupo/<uuid:group>/", duplicates.group, name="duplicates_group"),
    path("duplicados/grupo/<uuid:group>/responder", duplicates.judge_group, name="duplicates_judge_group"),
    path("duplicados/decision/<uuid:pk>", duplicates.second, name="duplicates_second"),
    path("duplicados/persona/<uuid:pk>/", duplicates.person, name="duplicates_person"),
    path("registration/<uuid:case_id>/", result.result, name="registration_result"),
    path("registration/<uuid:case_id>/take-down/", taking_down.take_down, name="intake_take_down"),
    path("registration/<uuid:case_id>/documents", result.documents, name="registration_documents"),
    path("registration/<uuid:case_id>/admission/", admission.admission, name="registration_admission"),
    path("registration/<uuid:case_id>/admission/<slug:act>", admission.act, name="registration_act"),
]
