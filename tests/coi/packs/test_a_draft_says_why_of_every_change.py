from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from acogida.coi.models import PackItem, PackVersion
from acogida.coi.packs import drafting, queries
from tests.cast import Cast
from tests.coi.library import a_version
from tests.coi.packs.desk import a_draft, a_pack, issued

pytestmark = pytest.mark.django_db


def places(draft: PackVersion) -> dict[str, str]:
    return {item.document.title: item.number for item in queries.items(draft)}


def test_items_are_put_in_any_order_without_gaps(cast: Cast) -> None:
    who = cast.as_("researcher")
    draft = a_draft(cast, *[(7, a_version(title=title)) for title in "ABC"])
    items = {item.document.title: item for item in queries.items(draft)}
    drafting.place_item(who, items["C"].pk, 7, 1)
    assert places(draft) == {"C": "7.1", "A": "7.2", "B": "7.3"}
    drafting.place_item(who, items["A"].pk, 10, 99, "Trata de la policía.")
    assert places(draft) == {"C": "7.1", "B": "7.2", "A": "10.1"}
    drafting.remove_item(who, items["C"].pk, "Ya no es necesario.")
    drafting.remove_item(who, items["C"].pk, "Dos veces no hace nada.")
    assert places(draft) == {"B": "7.1", "A": "10.1"}


def test_an_edition_that_was_superseded_is_offered_to_be_replaced(cast: Cast) -> None:
    old = a_version(title="Informe anual", text="Lo que se sabía el año pasado sobre las cuotas.")
    first = issued(cast, a_draft(cast, (2, old)))
    assert queries.offered(first) == {}
    new = a_version(title="Informe anual", text="Lo que se sabe este año: las cuotas subieron en los mercados.")
    draft = a_draft(cast)
    item = draft.items.get()
    assert item.document_version == old
    assert {key: found.pk for key, found in queries.offered(draft).items()} == {item.pk: new.pk}
    with pytest.raises(ValidationError):
        drafting.replace_item(cast.as_("researcher"), item.pk, new.pk, " ")
    drafting.replace_item(cast.as_("researcher"), item.pk, new.pk, "Edición de este año.")
    assert queries.offered(draft) == {}
    found = queries.changes(first, draft)
    assert [(change.after.place, change.reason) for change in found.replaced] == [("2.1", "Edición de este año.")]
    assert not (found.added or found.removed or found.moved)


def test_the_difference_has_the_reasons(cast: Cast) -> None:
    who = cast.as_("researcher")
    goes, stays = a_version(title="Se va"), a_version(title="Se queda")
    first = issued(cast, a_draft(cast, (7, goes), (7, stays)))
    draft = a_draft(cast)
    drafting.remove_item(who, draft.items.get(document_version=goes).pk, "La fuente cesó.")
    drafting.add_item(who, draft.pk, 9, a_version(title="Llega").pk, "Sobre el acceso a la justicia.")
    found = queries.changes(first, draft)
    assert [(change.before.place, change.reason) for change in found.removed] == [("7.1", "La fuente cesó.")]
    assert [(change.after.place, change.reason) for change in found.added] == [
        ("9.1", "Sobre el acceso a la justicia.")
    ]
    assert found.kept == 1  # it moved up, because something before it went: no change
    second = issued(cast, draft)
    assert queries.changes(first, second).removed[0].reason == "La fuente cesó."


def test_what_was_withdrawn_is_not_put_in(cast: Cast) -> None:
    from acogida.coi.intake.versions import withdraw

    version = a_version()
    withdraw(cast.as_("researcher"), version, "Se publicó por error.")
    draft = a_draft(cast)
    with pytest.raises(ValidationError):
        drafting.add_item(cast.as_("researcher"), draft.pk, 7, version.pk, "Por si acaso.")


@pytest.mark.parametrize(
    "said", ["COM-TAP-2026-00123-K", "com tap 2026 00123", "COM/TAP/2026/00123", "GAEM920314MHNRRN09"]
)
def test_nobodys_number_stands_in_a_pack(cast: Cast, said: str) -> None:
    draft, who = a_draft(cast), cast.as_("researcher")
    clean, dirty = a_version(), a_version(title="Oficio", text=f"Se refiere al expediente {said} y a su familia.")
    for write in (
        lambda: drafting.add_item(who, draft.pk, 7, clean.pk, f"Sirvió en {said}."),
        lambda: drafting.add_item(who, draft.pk, 7, dirty.pk, "Oficio recibido."),
        lambda: drafting.write_note(who, draft.pk, f"Pedido en {said}"),
    ):
        with pytest.raises(ValidationError):
            write()
    assert not draft.items.exists()


def test_a_pack_on_a_profile_is_a_part_of_the_countrys_and_more(cast: Cast) -> None:
    who = cast.as_("researcher")
    about, other = a_version(topics=["extorted_trader"]), a_version(title="Prensa", topics=["media"])
    whole = issued(cast, a_draft(cast, (7, about), (11, other)))
    profile = a_pack(cast, profile="extorted_trader")
    draft = drafting.start_draft(who, profile.pk, key=uuid.uuid4())
    assert profile.code == "HND-extorted_trader"
    assert draft.part_of == whole
    item = draft.items.get()
    assert (item.document_version, item.taken_from) == (about, whole.items.get(document_version=about))
    drafting.add_item(who, draft.pk, 9, a_version(title="Fiscalía").pk, "Solo importa para este perfil.")
    drafting.write_note(who, draft.pk, "Primera edición.")
    issued(cast, draft)
    later = a_version(title="Mercados", topics=["extorted_trader"])
    issued(cast, a_draft(cast, (7, later)))
    again = drafting.start_draft(who, profile.pk, key=uuid.uuid4())
    assert [item.document_version for item in queries.missing_from(again)] == [later]
    assert PackItem.objects.filter(version=again).count() == 2
