"""The pages of rules: read by whoever may, every rule with its source; drafts seen and written only by who manages."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acogida.accounts.models import Grant, Role
from acogida.cases import packs
from acogida.cases.models import PackVersion
from acogida.law import load_pack
from acogida.law.soundness import unverified
from tests.cases.lawyers import TODAY, adopted, drafted, longer
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(lawyers: Cast) -> str:
    response = signed_in(lawyers, "officer").get(reverse("rules"))
    assert response.status_code == 200
    return response.content.decode()


def test_every_rule_stands_on_the_page_with_its_source(page: str) -> None:
    pack = load_pack("mexico")
    text = re.sub(r"\s+", " ", page).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    for rule in pack.transitions.values():
        assert f'id="step-{rule.name}"' in text and rule.label.es in text and rule.source in text, rule.name
        for condition in rule.conditions:
            assert condition.message.es in text, (rule.name, condition.code)
    for clock in pack.clocks.values():
        assert f'id="clock-{clock.name}"' in text and clock.lapse.text.es in text, clock.name
    for layer in pack.files.calendar.layer:
        assert all(day.why.es in text and day.source in text for day in (*layer.day, *layer.suspension)), layer.code
    for modality in pack.modalities:
        assert f'id="modality-{modality.code}"' in text and all(s.es in text for s in modality.safeguards)
    for table in pack.triage_tables:
        assert all(row.because.es in text and row.source in text for row in table.row)
    for switch in pack.switches:
        assert f'id="switch-{switch}"' in text
    for letter in pack.letters:
        assert f'id="letter-{letter.code}"' in text


def test_what_nobody_has_verified_is_marked_with_what_is_missing(page: str) -> None:
    missing = unverified(load_pack("mexico"))
    assert missing
    text = page.replace("&#x27;", "'").replace("&quot;", '"')
    for rule in missing:
        assert rule.note.es in text, rule.name


def test_every_link_inside_the_page_leads_somewhere_and_no_anchor_is_twice(page: str) -> None:
    anchors = re.findall(r'\sid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    for target in set(re.findall(r'href="#([^"]+)"', page)):
        assert target in anchors, target


def test_the_page_obeys_the_policy(page: str) -> None:
    main = page[page.index("<main") : page.index("</main>")]
    assert "style=" not in main and "<style" not in main and "onclick" not in main


def test_steps_say_which_roles_may_take_them(page: str) -> None:
    article = page[page.index('id="step-admit"') :]
    assert "Supervisión de registro" in article[: article.index("</article>")]


def test_the_page_asks_few_queries(lawyers: Cast) -> None:
    client = signed_in(lawyers, "officer")
    client.get(reverse("rules"))
    with CaptureQueriesContext(connection) as found:
        client.get(reverse("rules"))
    assert len(found) <= 10, "\n".join(q["sql"] for q in found.captured_queries)


def test_nobody_without_the_grant_reads_them(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    for name, arguments in (("rules", []), ("rules_versions", []), ("rules_diagram", []), ("rules_version", [draft.pk]),
                            ("rules_of_hash", [packs.current().hash])):  # fmt: skip
        assert signed_in(lawyers, "nobody").get(reverse(name, args=arguments)).status_code == 404, name


def test_drafts_are_for_who_manages_and_adopted_versions_for_who_reads(lawyers: Cast) -> None:
    draft, officer = drafted(lawyers), signed_in(lawyers, "officer")
    pages = ("rules_version", "rules_of_version", "rules_version_zip")
    for name in pages:
        assert officer.get(reverse(name, args=[draft.pk])).status_code == 404
        assert signed_in(lawyers, "lawyer").get(reverse(name, args=[draft.pk])).status_code == 200
    assert str(draft.pk) not in officer.get(reverse("rules_versions")).content.decode()
    version = adopted(lawyers, files=longer(50, "9.1.0"))
    for name in pages:
        assert officer.get(reverse(name, args=[version.pk])).status_code == 200
    for name in ("rules_try", "rules_move_cases"):
        assert officer.post(reverse(name, args=[version.pk])).status_code == 404
    assert officer.get(reverse("rules_edit", args=[version.pk, "clocks.toml"])).status_code == 404


def test_the_rules_a_case_was_opened_under_stay_readable(lawyers: Cast) -> None:
    case = a_case(lawyers)
    adopted(lawyers)
    text = signed_in(lawyers, "officer").get(reverse("rules_of_hash", args=[case.pack_id])).content.decode()
    assert "Not the rules in force today" in text or "No son las reglas vigentes hoy" in text
    assert signed_in(lawyers, "officer").get(reverse("rules_of_hash", args=["0" * 64])).status_code == 404


def test_the_drawing_is_a_file_that_runs_nothing(lawyers: Cast) -> None:
    response = signed_in(lawyers, "officer").get(reverse("rules_diagram"))
    assert response["Content-Type"].startswith("image/svg+xml") and "sandbox" in response["Content-Security-Policy"]
    assert response.content.startswith(b"<svg ")


# --- drafting through the pages --------------------------------------------------------------------------------


def begin(client: Client, **more: object) -> PackVersion:
    response = client.post(reverse("rules_versions"), {"note": "Reforma", "idempotency_key": uuid.uuid4(), **more})
    assert response.status_code == 302, response.content.decode()[:2000]
    return PackVersion.objects.get(pk=response["Location"].rstrip("/").rsplit("/", 1)[-1])


def test_a_draft_is_edited_checked_compared_tried_and_adopted_by_a_colleague(lawyers: Cast) -> None:
    a_case(lawyers)
    client = signed_in(lawyers, "lawyer")
    draft = begin(client)
    files, revision = longer(), 1
    for file, text in files.items():
        address = reverse("rules_edit", args=[draft.pk, file])
        assert client.post(address, {"text": text.replace("\n", "\r\n"), "revision": revision}).status_code == 302
        revision += 1
    draft.refresh_from_db()
    assert {file: draft.content[file] for file in files} == files
    client.post(reverse("rules_try", args=[draft.pk]))
    text = client.get(reverse("rules_version", args=[draft.pk])).content.decode()
    assert "45 → 60" in text and "COM-TAP-" in text
    adopt = reverse("rules_adopt", args=[draft.pk])
    answer = client.post(adopt, {"effective_on": TODAY().isoformat(), "revision": revision})
    assert answer.status_code == 409
    answer = signed_in(lawyers, "director").post(adopt, {"effective_on": TODAY().isoformat(), "revision": revision})
    assert answer.status_code == 302
    packs.forget_adoptions()
    assert packs.current().clock("decide").amount == 60
    assert "60" in signed_in(lawyers, "officer").get(reverse("rules")).content.decode()


def test_what_was_typed_is_kept_with_its_problems_beside_it(lawyers: Cast) -> None:
    client = signed_in(lawyers, "lawyer")
    draft = begin(client)
    broken = draft.content["clocks.toml"].replace("amount = 45", 'amount = "sesenta"', 1)
    address = reverse("rules_edit", args=[draft.pk, "clocks.toml"])
    page = client.post(address, {"text": broken, "revision": 1, "stay": "1"}, follow=True).content.decode()
    assert "sesenta" in page and "problem-list" in page and "amount" in page
    text = client.get(reverse("rules_version", args=[draft.pk])).content.decode()
    assert "clocks.toml" in text and "problem-list" in text


def test_two_people_editing_one_file_lose_nothing(lawyers: Cast) -> None:
    mine, theirs = signed_in(lawyers, "lawyer"), signed_in(lawyers, "second_lawyer")
    draft = begin(mine)
    address = reverse("rules_edit", args=[draft.pk, "grounds.toml"])
    base = draft.content["grounds.toml"]
    theirs.post(address, {"text": base + "# de Berta\n", "revision": 1})
    answer = mine.post(address, {"text": base + "# de Ana\n", "revision": 1})
    text = answer.content.decode()
    assert answer.status_code == 409 and "# de Ana" in text and "# de Berta" in text
    revision = re.search(r'name="revision" value="(\d+)"', text)
    assert revision
    mine.post(address, {"text": base + "# de ambas\n", "revision": revision.group(1)})
    draft.refresh_from_db()
    assert draft.content["grounds.toml"].endswith("# de ambas\n")


def test_files_are_uploaded_into_a_draft(lawyers: Cast) -> None:
    client = signed_in(lawyers, "lawyer")
    draft = begin(client, uploads=[SimpleUploadedFile("clocks.toml", longer()["clocks.toml"].encode())])
    assert "amount = 60" in draft.content["clocks.toml"]
    address = reverse("rules_upload", args=[draft.pk])
    answer = client.post(address, {"revision": 1, "uploads": SimpleUploadedFile("virus.exe", b"MZ")})
    assert answer.status_code == 400 and "virus.exe" in answer.content.decode()
    files = SimpleUploadedFile("pack.toml", longer()["pack.toml"].encode())
    assert client.post(address, {"revision": 1, "uploads": files}).status_code == 302
    draft.refresh_from_db()
    assert draft.version == "9.0.0"


def test_a_case_is_moved_from_its_own_page_of_consequences(lawyers: Cast) -> None:
    case = a_case(lawyers)
    adopted(lawyers)
    address = reverse("rules_move_case", args=[case.number])
    director = signed_in(lawyers, "director")
    assert "45 → 60" in director.get(address).content.decode()
    body = {"pack": packs.current().hash, "reason": "Lo pidió", "idempotency_key": uuid.uuid4()}
    assert director.post(address, body).status_code == 302
    assert director.post(address, body).status_code == 302  # sent twice
    case.refresh_from_db()
    assert case.events.filter(kind="pack_moved").count() == 1
    for part in ("supervisor", "outsider", "nobody"):
        assert signed_in(lawyers, part).get(address).status_code == 404


def test_the_case_page_offers_the_move_only_to_who_manages_the_rules(lawyers: Cast) -> None:
    case = a_case(lawyers)
    address, move = reverse("case_page", args=[case.number]), reverse("rules_move_case", args=[case.number])
    assert move not in signed_in(lawyers, "director").get(address).content.decode()
    adopted(lawyers)
    assert move in signed_in(lawyers, "director").get(address).content.decode()
    text = signed_in(lawyers, "supervisor").get(address).content.decode()
    assert move not in text and reverse("rules_of_hash", args=[case.pack_id]) in text


def test_many_cases_are_moved_from_the_page_of_the_version(lawyers: Cast) -> None:
    first, second = a_case(lawyers), a_case(lawyers)
    version = adopted(lawyers)
    director = signed_in(lawyers, "director")
    director.post(reverse("rules_try", args=[version.pk]))
    page = reverse("rules_version", args=[version.pk])
    assert first.number in director.get(page).content.decode()
    body = {"pack": packs.current().hash, "reason": "Reforma", "case": [first.number], "idempotency_key": uuid.uuid4()}
    assert director.post(reverse("rules_move_cases", args=[version.pk]), body).status_code == 302
    text = director.get(page).content.decode()
    assert first.number not in text and second.number in text
    first.refresh_from_db()
    assert first.pack_id == version.snapshot_id


def test_a_grant_for_one_office_does_not_change_the_rules_of_all(lawyers: Cast) -> None:
    Grant.objects.create(role=Role.objects.get(code="registration_supervisor"), action="pack.manage", scope="office")
    draft = drafted(lawyers)
    client = signed_in(lawyers, "supervisor")
    assert client.get(reverse("rules_version", args=[draft.pk])).status_code == 404
    body = {"note": "x", "idempotency_key": uuid.uuid4()}
    assert client.post(reverse("rules_versions"), body).status_code == 404
    with pytest.raises(PermissionDenied):
        drafted(lawyers, "supervisor")
