"""A family carried from admission to notification, as far as a test wants."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.cases.actions import NewMember
from acogida.cases.models import Claim, Member
from acogida.determination import actions
from acogida.determination.models import Decision, Interview, Notification
from tests.cast import Cast, a_case, a_person, admitted

LONG = "La persona relata con detalle y sin contradicciones lo que vivió en su país, y por qué no puede regresar a él."
INTERVIEW = {"place": "Sala 2", "modality": "in_person", "language": "ht", "interpreter_name": "Jean Michel",
             "interpreter_undertaking": True, "present": []}  # fmt: skip
COMMON = {
    "summary": LONG, "credibility_result": "accepted", "credibility_reasons": LONG, "harm": LONG, "agent": "non_state",
    "likelihood": LONG, "nexus_reasons": LONG, "state_protection": LONG, "relocation_reasons": LONG, "conclusion": LONG,
    "articles": "LSR arts. 2, 13, 24", "evidence": "Constancia médica; informe del país",
}  # fmt: skip
COMPLEMENTARY = {
    "cartagena_reasons": LONG, "cp_life": LONG, "cp_torture": LONG, "cp_conclusion": "not_granted", "cp_reasons": LONG,
}  # fmt: skip


def findings(outcome: str, **changes: Any) -> dict[str, Any]:
    """A complete assessment that proposes `outcome`."""
    grounds = {
        "recognised": ["gender"],
        "complementary_protection": ["life_in_danger"],
        "excluded": ["exclusion_peace"],
    }
    answers = COMMON | ({} if outcome == "recognised" else COMPLEMENTARY)
    return {**answers, "outcome": outcome, "grounds": grounds.get(outcome, []), "flags": [], **changes}


class Journey:
    """One case with three claims: `mother` (principal), `partner` (own claim), `child` (derivative)."""

    def __init__(self, cast: Cast, on: dt.date | None = None, said: dict[str, Any] | None = None) -> None:
        self.cast = cast
        haitian = {"nationalities": ["HT"], "languages": [("ht", True)]}
        mother = a_person(cast, given_names="Marie", first_surname="Délva", second_surname="", **haitian)
        partner = a_person(cast, given_names="Jean", first_surname="Pierre", second_surname="", sex="M", **haitian)
        child = a_person(
            cast, given_names="Rose", first_surname="Pierre", second_surname="", birth_year=2016, **haitian
        )
        self.case = a_case(
            cast,
            members=[
                NewMember(mother, Member.Role.PRINCIPAL),
                NewMember(partner, Member.Role.DEPENDANT, "partner"),
                NewMember(child, Member.Role.DEPENDANT, "child", Claim.Basis.DERIVATIVE),
            ],
            on=on,
            said=said,
        )
        admitted(cast, self.case)
        self.mother, self.partner, self.child = self.case.claims.order_by("position")

    def heard(self, claim: Claim, *, with_claims: tuple[Any, ...] = ()) -> Interview:
        """The claim after its interview."""
        officer = self.cast.as_("officer")
        interview = actions.start_interview(officer, claim.pk, INTERVIEW, key=uuid.uuid4())
        actions.record(officer, interview.pk, "question", "¿Por qué salió de su país?", key=uuid.uuid4())
        actions.record(officer, interview.pk, "answer", "Me amenazaron de muerte.", key=uuid.uuid4())
        actions.close_interview(
            officer, interview.pk, read_back=True, read_back_by_interpreter=True, confirmed=True,
            with_claims=with_claims, key=uuid.uuid4(),
        )  # fmt: skip
        claim.refresh_from_db()
        return interview

    def assessed(self, claim: Claim, outcome: str, **changes: Any) -> None:
        """The claim with complete findings and a composed draft, heard first if it was not."""
        claim.refresh_from_db()
        if claim.stage == "admitted":
            self.heard(claim)
        officer = self.cast.as_("officer")
        actions.save_fact(
            officer, claim.pk, {"statement": "La amenazaron de muerte", "result": "accepted", "reasons": LONG},
            fact_id=uuid.uuid4(), version=0, base={},
        )  # fmt: skip
        actions.not_sought(officer, claim.pk, "El hecho no depende de la situación del país.", key=uuid.uuid4())
        actions.save_assessment(officer, claim.pk, findings(outcome, **changes), version=0, base={})
        actions.compose_draft(officer, claim.pk)

    def submitted(self, claim: Claim, outcome: str = "recognised") -> None:
        self.assessed(claim, outcome)
        actions.submit_draft(self.cast.as_("officer"), claim.pk, key=uuid.uuid4())
        claim.refresh_from_db()

    def approved(self, claim: Claim, outcome: str = "recognised") -> None:
        self.submitted(claim, outcome)
        actions.approve_draft(self.cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
        claim.refresh_from_db()

    def signed(self, claim: Claim, outcome: str = "recognised") -> Decision:
        self.approved(claim, outcome)
        signatory = self.cast.as_("signatory")
        reading = actions.open_for_signature(signatory, claim)
        decision = actions.sign(signatory, claim.pk, reading.submission_id, key=uuid.uuid4())
        claim.refresh_from_db()
        return decision

    def notified(self, claim: Claim, outcome: str = "recognised", **changes: Any) -> Notification:
        self.signed(claim, outcome)
        act = actions.notify(self.cast.as_("notifier"), claim.pk, self.notification(**changes), key=uuid.uuid4())
        claim.refresh_from_db()
        return act

    def notification(self, **changes: Any) -> dict[str, Any]:
        """A valid act of notification, today, in person."""
        today = self.case.office.today()
        return {
            "method": "in_person", "on": today, "effective_on": today, "place": "Tapachula", "language": "ht",
            "interpreter_name": "Jean Michel", "understood": True, "how_checked": "own_words", "copy_given": True,
            "receipt_signed": True, "remarks": "", "defect": "", **changes,
        }  # fmt: skip
