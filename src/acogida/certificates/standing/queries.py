"""What the tab shows: each paper of a person with its state in words, what it rests on, and what can be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.cases.models import Case
from acogida.certificates import papers
from acogida.certificates.access import visible_to
from acogida.certificates.models import Certificate
from acogida.certificates.refusals import queries as refusals
from acogida.certificates.requirements import matrix
from acogida.certificates.requirements.explaining import explain_all, explain_for
from acogida.certificates.requirements.models import Evidence
from acogida.certificates.standing import makers, wording
from acogida.certificates.standing.wording import Sheet
from acogida.law.requirements import Explanation, Known, Paper, Requirements, Saved
from acogida.people.models import Person, SpokenLanguage

ORDER = ("again", "ready", "missing", "waiting", "requested", "go", "issued", "not_yet")
TONES = {"again": "warning", "ready": "primary", "missing": "warning", "waiting": "info", "requested": "info",
         "go": "success", "issued": "success", "not_yet": "secondary"}  # fmt: skip


def language() -> str:
    return (get_language() or "es").split("-")[0]


def state_words(state: str) -> str:
    """A state as the clerk reads it."""
    return {
        "again": _("To be issued again"),
        "ready": _("Ready"),
        "missing": _("Missing from the person"),
        "waiting": _("Waits for others"),
        "requested": pgettext("paper", "Requested"),
        "go": _("She can ask for it"),
        "issued": _("She has it"),
        "not_yet": _("Not yet"),
    }[state]


@dataclass(frozen=True)
class Proof:
    """An item a paper rests on: which evidence, how good, from whom."""

    item: str
    evidence: str
    known: Known
    basis: str
    source: str
    relative: str


@dataclass(frozen=True)
class Row:
    """One paper on the tab. `state` is the engine's, or "requested" (asked of who issues it, no answer yet), or "go"
    (complete, and the person asks for it herself)."""

    paper: Paper
    person: Person
    state: str
    word: str
    tone: str
    label: str
    issuer: str
    validity: str
    until: dt.date | None
    since: dt.date | None
    missing: tuple[str, ...]
    waiting: tuple[str, ...]
    reason: str
    verb: str
    can_be_made: bool
    source: str
    proofs: tuple[Proof, ...]
    certificates: tuple[Certificate, ...]

    @property
    def code(self) -> str:
        return self.paper.code


@dataclass(frozen=True)
class Ask:
    """Something to ask the person today."""

    item: str
    title: str
    ask: str
    ways: tuple[tuple[str, str], ...]
    serves: str


@dataclass(frozen=True)
class Standing:
    """Everything about one person's papers."""

    person: Person
    rows: tuple[Row, ...]
    asks: tuple[Ask, ...]
    saved: Saved
    expired: tuple[tuple[str, Known], ...]
    others: tuple[Certificate, ...]  # certificates that are none of the pack's papers

    @property
    def ready(self) -> list[Row]:
        """What the button would issue or request now."""
        return [row for row in self.rows if row.can_be_made]

    @property
    def now(self) -> list[Row]:
        """Papers that have come up for her."""
        return [row for row in self.rows if row.state != "not_yet"]

    @property
    def later(self) -> list[Row]:
        return [row for row in self.rows if row.state == "not_yet"]

    @property
    def reused(self) -> int:
        """Answers that a relative gave and that serve here too."""
        return len({proof.item for row in self.rows for proof in row.proofs if proof.relative})


def can_be_made(paper: Paper, asked: Collection[str]) -> bool:
    """Whether the authority can issue this paper, or request it from who does, now; `asked`: the papers that are asked for
    already. One to be made again says something wrong or has expired: that does not wait for what the first did without."""
    return paper.state in ("ready", "again") and makers.of(paper.code) is not None and paper.code not in asked


def standing(
    user: User,
    person: Person,
    explained: Explanation,
    names: Mapping[str, str] | None = None,
    asked: Mapping[str, dt.date] | None = None,
) -> Standing:
    """The papers of one person as the engine explained them. `names`: of relatives whom the user may see, by id; `asked`:
    the papers under way (of `papers.asked_of`), where they were read with those of others."""
    asked = papers.asked_of([person])[person.pk] if asked is None else asked
    held: dict[str, list[Certificate]] = {}
    for certificate in visible_to(user).filter(person=person).select_related("case", "ended_by").order_by("-number"):
        held.setdefault(makers.document_of(certificate.kind), []).append(certificate)
    build = _Rows(person, names or {}, held, asked)
    rows = sorted((build.row(paper) for paper in explained.documents), key=lambda row: ORDER.index(row.state))
    shown = {row.code for row in rows}
    return Standing(
        person,
        tuple(rows),
        tuple(build.asks(explained)),
        explained.saved,
        tuple((build.item(code), known) for code, known in explained.expired.items()),
        tuple(certificate for code, those in held.items() if code not in shown for certificate in those),
    )


class _Rows:
    """Rows of one person in the language of who reads them."""

    def __init__(
        self,
        person: Person,
        names: Mapping[str, str],
        held: Mapping[str, Sequence[Certificate]],
        asked: Mapping[str, dt.date],
    ) -> None:
        self.requirements: Requirements = matrix.in_force()
        self.person, self.names, self.held, self.asked, self.language = person, names, held, asked, language()

    def of(self, text: Any) -> str:
        return text if isinstance(text, str) else str(text.in_(self.language))

    def item(self, code: str) -> str:
        return self.of(self.requirements.items[code].label)

    def whom(self, code: str) -> str:
        if code in self.requirements.documents:
            return self.of(self.requirements.documents[code].label)
        return self.of(self.requirements.agencies[code].label) if code in self.requirements.agencies else ""

    def row(self, paper: Paper) -> Row:
        rule, maker = self.requirements.documents[paper.code], makers.of(paper.code)
        since = None if maker is None or paper.state in ("issued", "not_yet") else self.asked.get(paper.code)
        state = "requested" if since else "go" if paper.state == "ready" and maker is None else paper.state
        return Row(
            paper=paper,
            person=self.person,
            state=state,
            word=state_words(state),
            tone=TONES[state],
            label=self.of(rule.label),
            issuer=self.whom(rule.issuer),
            validity=self.of(rule.validity),
            until=paper.issued.until if paper.issued else None,
            since=since,
            missing=tuple(self.item(code) for code in paper.missing),
            waiting=tuple(dict.fromkeys(self._waiting(item, whom) for item, whom in paper.waiting)),
            reason=self.of(paper.reason) if paper.reason else "",
            verb=maker.verb if maker else "",
            can_be_made=can_be_made(paper, self.asked),
            source=rule.source,
            proofs=tuple(self._proof(known) for known in paper.satisfied.values()),
            certificates=tuple(self.held.get(paper.code, ())),
        )

    def _waiting(self, item: str, whom: str) -> str:
        names = {"item": self.item(item), "whom": self.whom(whom)}
        if whom in self.requirements.documents:
            return _("After: %(whom)s") % names
        return _("%(item)s, from %(whom)s") % names if whom else _("%(item)s: nobody can give it today") % names

    def _proof(self, known: Known) -> Proof:
        kind = self.requirements.evidence.get(known.evidence)
        basis = {"declared": _("Declared"), "documented": _("Documented"), "verified": _("Verified")}
        return Proof(
            self.item(known.item), self.of(kind.label) if kind else known.evidence, known,
            basis.get(known.basis, known.basis), self.whom(known.source) or known.source,
            self.names.get(known.person, _("a relative")) if known.person else "",
        )  # fmt: skip

    def asks(self, explained: Explanation) -> list[Ask]:
        found = []
        for question in wording.asked_now(explained):
            rule = self.requirements.items[question.item]
            ways = tuple((code, self.of(self.requirements.evidence[code].label)) for code in question.evidence)
            serves = ", ".join(self.whom(code) for code in question.documents)
            found.append(Ask(question.item, self.of(rule.label), self.of(rule.ask), ways, serves))
        return found


@dataclass(frozen=True)
class Household:
    """The papers of everybody in a case: one line a paper, one cell a person."""

    standings: tuple[Standing, ...]

    @property
    def lines(self) -> list[tuple[str, list[Row]]]:
        """Papers that have come up for somebody, in the pack's order, with each member's row."""
        return [(label, rows) for label, rows in self._all() if any(row.state != "not_yet" for row in rows)]

    @property
    def later(self) -> list[str]:
        """Papers that have come up for nobody yet."""
        return [label for label, rows in self._all() if all(row.state == "not_yet" for row in rows)]

    def _all(self) -> list[tuple[str, list[Row]]]:
        by_person = [{row.code: row for row in each.rows} for each in self.standings]
        order = matrix.in_force().documents if by_person else ()
        return [(by_person[0][code].label, [rows[code] for rows in by_person]) for code in order]

    @property
    def ready(self) -> int:
        return sum(len(each.ready) for each in self.standings)

    @property
    def reused(self) -> int:
        return sum(each.reused for each in self.standings)


def members(case: Case) -> list[Person]:
    """Who is in a case, in its order."""
    rows = case.members.filter(end=None).select_related("person__office").order_by("position")
    return [member.person for member in rows]


def household(user: User, persons: Sequence[Person]) -> Household:
    """Everybody's papers, with the names of each other."""
    names, explained = {str(person.pk): person.full_name for person in persons}, explain_all(persons)
    asked = papers.asked_of(persons)
    return Household(tuple(standing(user, each, explained[each.pk], names, asked[each.pk]) for each in persons))


def refusals_of(user: User, person: Person) -> Any:
    return refusals.of_person(user, person)[:5]


# --- for the person --------------------------------------------------------------------------------------------------


def own_language(person: Person) -> str:
    """The language she prefers, where a sheet can be in it; else the authority's first."""
    spoken = SpokenLanguage.objects.filter(person=person).order_by("-preferred", "pk").values_list("code", flat=True)
    known = (code.split("-")[0] for code in spoken)
    return next((code for code in known if code in wording.languages()), wording.FIRST_LANGUAGE)


def sheet_of(person: Person, in_language: str) -> Sheet:
    """What the person is told of her papers, in one of `wording.languages()`: printed here, and for any page of hers (a
    portal) to show. Who may read it is the caller's to know."""
    explained, asked = explain_for(person), papers.asked_of([person])[person.pk]
    requested = {
        paper.code: asked[paper.code]
        for paper in explained.documents
        if paper.state != "issued" and paper.code in asked and makers.of(paper.code)
    }
    return wording.sheet(matrix.in_force(), explained, in_language, makers=makers.codes(), requested=requested)


# --- evidence --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """An evidence that somebody recorded, with its names."""

    of: Evidence
    item: str
    evidence: str


def evidences(rows: QuerySet[Evidence], person: Person) -> list[Recorded]:
    """What was recorded of a person, those in force first; `rows` are those the user may see."""
    requirements, found = matrix.in_force(), []
    mine = rows.filter(person=person).select_related("recorded_by", "withdrawn_by", "office")
    for row in mine.order_by("-withdrawn_at", "-recorded_at"):
        item, kind = requirements.items.get(row.item), requirements.evidence.get(row.evidence)
        names = (item.label.in_(language()) if item else row.item, kind.label.in_(language()) if kind else row.evidence)
        found.append(Recorded(row, *names))
    return sorted(found, key=lambda each: each.of.withdrawn_at is not None)
