"""Everything that was said about somebody to anybody, and what was kept from being said, from every way out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from acogida.accounts.models import User
from acogida.exchange import wording
from acogida.exchange.models import Agreement, Consent, Disclosure, OutboxMessage
from acogida.partners.sharing import words
from acogida.people import identity
from acogida.people.access import hidden_from
from acogida.people.models import Person


class Act(StrEnum):
    """What was done."""

    TOLD = "told"
    ASKED = "asked"
    ANSWERED = "answered"
    LISTED = "listed"  # in a file
    LETTER = "letter"
    MAIL = "mail"
    HANDED = "handed"
    SEARCHED = "searched"
    CODE = "code"
    COMPARED = "compared"
    WAITING = "waiting"  # to be told
    STOPPED = "stopped"  # on its way, or set aside: not told
    REFUSED = "refused"


NOTHING_LEFT = frozenset({Act.WAITING, Act.STOPPED, Act.REFUSED})
OF_DISCLOSURE = {
    Disclosure.Kind.ANSWER: Act.ANSWERED, Disclosure.Kind.EXPORT: Act.LISTED, Disclosure.Kind.LETTER: Act.LETTER,
    Disclosure.Kind.MAIL: Act.MAIL, Disclosure.Kind.PERSON: Act.HANDED, Disclosure.Kind.SEARCH: Act.SEARCHED,
    Disclosure.Kind.CODE: Act.CODE, Disclosure.Kind.COMPARED: Act.COMPARED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a history. `receipt`: the agency's own number, or ours."""

    at: dt.datetime
    act: Act
    to: str
    purpose: str
    agreement: Agreement | None
    fields: tuple[str, ...]
    receipt: str = ""
    sha256: str = ""
    reference: str = ""
    why: str = ""  # a code, when nothing left
    consent: Consent | None = None
    since: dt.datetime | None = None
    times: int = 1
    message: uuid.UUID | None = None  # in the outbox

    @property
    def left(self) -> bool:
        """Whether something left the house."""
        return self.act not in NOTHING_LEFT

    @property
    def basis(self) -> str:
        return self.agreement.legal_basis if self.agreement else ""

    def purpose_in(self, language: str) -> str:
        """What for, in plain words."""
        agreed = self.agreement.in_words(language) if self.agreement else ""
        return agreed or words.purpose(self.purpose, language) or wording.purpose(self.purpose)

    def fields_in(self, language: str) -> list[str]:
        """Which data, in plain words, names first."""
        return [words.field(name, language) for name in sorted(self.fields, key=wording.order)]


def records_of(user: User | None, person: Person) -> frozenset[uuid.UUID]:
    """All records that are hers, but for sealed ones that `user` may not know of (None: the system, all of them)."""
    ids = identity.cluster(person.pk)
    if user is None or len(ids) == 1:
        return ids
    return ids - set(hidden_from(user).filter(pk__in=ids).values_list("pk", flat=True))


def history(ids: Collection[uuid.UUID]) -> list[Entry]:
    """Everything about these records, newest first."""
    return sorted([*_sent(ids), *_given(ids)], key=lambda entry: entry.at, reverse=True)


def _sent(ids: Collection[uuid.UUID]) -> Iterator[Entry]:
    rows = OutboxMessage.objects.filter(Q(person_id__in=ids) | Q(also_about__overlap=list(ids)))
    rows = rows.select_related("agency", "agreement").defer("payload", "attachment")
    asked: dict[tuple[str, str], list[OutboxMessage]] = {}  # what the nightly comparison asked by itself
    consents = {each.used_for: each for each in Consent.objects.filter(person_id__in=ids).exclude(used_for="")}
    for row in rows:
        act = _act(row)
        if not row.listed and act is Act.ASKED:
            asked.setdefault((row.agency_id, row.purpose), []).append(row)
            continue
        yield Entry(
            row.delivered_at or row.created_at, act, row.agency.name, row.purpose, row.agreement, tuple(row.field_names),
            receipt=str((row.receipt or {}).get("receipt") or ""), sha256=row.sha256, reference=row.reference,
            why=(row.reason or row.last_error) if act in NOTHING_LEFT else "", consent=consents.get(str(row.pk)),
            message=row.pk,
        )  # fmt: skip

    for same in asked.values():
        times = sorted(each.created_at for each in same)
        one = same[0]
        yield Entry(
            times[-1], Act.COMPARED, one.agency.name, one.purpose, one.agreement, tuple(one.field_names),
            since=times[0], times=len(times),
        )  # fmt: skip


def _act(row: OutboxMessage) -> Act:
    state = OutboxMessage.State(row.state)
    if state is OutboxMessage.State.REFUSED:
        return Act.REFUSED
    if row.key.startswith("ask:"):  # it left even where no answer came
        return Act.ASKED
    if state is OutboxMessage.State.DELIVERED:
        return Act.TOLD
    return Act.WAITING if state in (OutboxMessage.State.PENDING, OutboxMessage.State.SENDING) else Act.STOPPED


def _given(ids: Collection[uuid.UUID]) -> Iterator[Entry]:
    for row in Disclosure.objects.filter(person_id__in=ids).select_related("agency", "agreement", "consent"):
        act = Act.REFUSED if row.refusal else OF_DISCLOSURE[Disclosure.Kind(row.kind)]
        yield Entry(
            row.at, act, row.agency.name if row.agency else row.recipient, row.purpose, row.agreement,
            tuple(row.field_names), receipt="" if row.refusal else str(row.pk), sha256=row.sha256,
            reference=row.reference, why=row.refusal, consent=row.consent, since=row.since, times=row.times,
        )  # fmt: skip
