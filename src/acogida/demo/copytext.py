"""The tables that the demonstration copies, with their columns. Pure."""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "people_person": "id office_id name_as_declared given_names first_surname second_surname name_basis sex birth_year "
    "birth_month birth_day birth_estimated birth_basis birth_country birth_place former_residence feared_countries "
    "marital_status occupation education phone email address search_text sort_key created_at updated_at version",
    "people_nationality": "person_id country basis",
    "people_spokenlanguage": "person_id code variant preferred needs_interpreter",
    "people_helddocument": "person_id kind number country original_seen basis",
    "people_specificneed": "person_id code status restricted recorded_at",
    "people_familyrelation": "person_id relative_id kind basis",
    "cases_case": "id number office_id pack_id intent_on presented_on modality created_at stage open principal_id title "
    "search_text nationality sex birth_year language needs_interpreter member_count has_children unaccompanied_child "
    "needs next_clock next_due next_start clock_paused assignee_id lease_until closed_on version last_seq last_hash",
    "cases_member": "case_id person_id role relation position start",
    "cases_claim": "id case_id person_id basis position stage outcome decided_on notified_on",
    "cases_event": "id case_id seq kind claim_id on at actor_id actor_roles office_id payload key hash",
    "certificates_certificate": "id key kind number office_id case_id person_id relation issued_at issued_on valid_until "
    "token status_list status_index status status_changed_at ended_at cause end_reason",
    "people_identitynumber": "person_id scheme value temporary status assigned_on valid_until renewals valid_until_theirs "
    "wanted wanted_by source channel reference recorded_at unlike_reason end_reason",
    "determination_interview": "id claim_id office_id held_by_id started_at ended_at place modality language "
    "interpreter_name interpreter_undertaking present read_back_at read_back_by_interpreter confirmed state record_sha256",
    "determination_interviewentry": "interview_id seq at kind text author_id key",
    "determination_assessment": "claim_id office_id data outcome grounds circumstances follows_id version author_id updated_at",
    "determination_materialfact": "id claim_id position statement evidence indicators explanation result reasons withdrawn "
    "version author_id updated_at",
    "determination_noinformation": "id claim_id fact_id kind on query countries languages documents passages reason made_by_id "
    "made_at key",
    "determination_draft": "claim_id office_id sections state version author_id updated_at",
    "determination_submission": "id claim_id round outcome grounds circumstances assessment facts sections "
    "country_information submitted_by_id submitted_at sha256",
    "determination_reviewcomment": "id submission_id claim_id section text author_id at answer resolved_by_id resolved_at key",
    "determination_reading": "id submission_id user_id opened_at",
    "determination_decision": "id claim_id sequence office_id submission_id number outcome grounds signed_on signed_at signed_by_id "
    "reading_id file_id",
    "determination_notification": "id claim_id decision_id office_id method on effective_on place language interpreter_name "
    "understood how_checked copy_given receipt_signed remarks valid defect made_by_id recorded_at",
    "cases_clockinforce": "case_id claim_id clock start due state pauses extensions stopped_on",
}
"""Columns by table, parents before children: the order in which they are copied."""


def statement(table: str) -> str:
    columns = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
    return f"COPY {table} ({columns}) FROM STDIN"
