"""One claim walked through the pack of Mexico by hand, and roads through all of it: each is a list of steps with what is
answered, so that a lawyer can read what happens. `ROADS` together take every step of the procedure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from acogida.cases.projection import apply
from acogida.law import ClockLeft, History, LoggedStep, load_pack
from tests.law.central_america import CLAIM, sample_answers
from tests.law.central_america import Walk as PlainWalk

MEXICO = load_pack("mexico")
# What rooms say of a file in which everything is in order and protection is proposed.
IN_ORDER: dict[str, Any] = {
    "proposed_outcome": "recognised",
    "proposed_positive": True,
    "principal_recognised": True,
    "papers_made": True,
    "papers_awaited": [],
}
START = dt.date(2025, 3, 3)
DRAFTED = ("submit_draft", "approve_draft", "sign", "notify")


class Walk(PlainWalk):
    """As for the other packs; `basis` of the claim, and whatever rooms say, may change on the way (`said`)."""

    def __init__(self, on: dt.date = START, *, basis: str = "own", **said: Any) -> None:
        super().__init__(MEXICO, on, **(IN_ORDER | said))
        self.basis = basis

    def take(self, name: str, *, by: str = "", **answers: Any) -> Walk:
        for field in self.pack.transition(name).fields:
            if field.type == "country":
                answers.setdefault(field.code, "HN")
            elif field.options_from == "offices":
                answers.setdefault(field.code, "CMX")
            elif field.options_from == "extension_grounds":
                answers.setdefault(field.code, "force_majeure")
        if name == "express_intention":
            return self._wish(answers)
        super().take(name, by=by, **answers)
        return self

    def _wish(self, answers: dict[str, Any]) -> Walk:
        """The first step of all, which brings the person whose claim it will be."""
        payload = sample_answers(MEXICO, "express_intention", self.on) | answers
        assert self.refused("express_intention", **payload) == []
        members = [{"claim": CLAIM, "stage": "intention"}]
        event = SimpleNamespace(
            kind="express_intention", on=self.on, payload=payload | {"members": members}, claim_key=None
        )
        self.state = apply(self.state, event, self.rules)
        self.log.append(LoggedStep("express_intention", None, payload, "the first"))
        self.taken.append("express_intention")
        return self

    def later(self, days: int) -> Walk:
        super().later(days)
        return self

    def through(self, *names: str, every: int = 1) -> Walk:
        super().through(*names, every=every)
        return self

    def say(self, **said: Any) -> Walk:
        """What rooms say from now on."""
        self.said |= said
        return self

    def after(self, clock: str) -> Walk:
        """The day after a term ends."""
        due = self.clock(clock).due
        assert due is not None
        self.on = max(self.on, due) + dt.timedelta(days=1)
        return self

    def to_decision(self, outcome: str = "recognised") -> Walk:
        """From presentation to notification, everything in order."""
        self.say(proposed_outcome=outcome, proposed_positive=outcome in ("recognised", "complementary_protection"))
        self.take("present").through("admit", "begin_interview", "close_interview", *DRAFTED)
        return self

    def to_final(self, outcome: str = "recognised") -> Walk:
        self.to_decision(outcome).after("appeal").take("become_final")
        return self

    def _history(self, unit: str) -> History:
        claim = self.state.claims.get(CLAIM)
        modality = self.pack.modality(self.state.modality)
        outcome = claim.outcome if claim else ""
        values = {
            "modality": modality.code, "modality_refusal": modality.refusal, "modality_interview": modality.interview,
            "outcome": outcome, "outcome_positive": bool(outcome) and self.pack.outcome(outcome).positive,
            "basis": self.basis, "role": "principal", "member_count": 1, "office": self.state.office,
        }  # fmt: skip
        clocks = [ClockLeft(c.clock, c.claim, c.due, c.open, c.state == "late") for c in self.state.clocks]
        return History(CLAIM if unit == "claim" else None, self.on, self.log, clocks, self.rules.off(self.on), values)


def presented(how: str = "written", **said: Any) -> Walk:
    walk = Walk(**said)
    walk.take("present", presented_how=how)
    return walk


def admitted(**said: Any) -> Walk:
    walk = presented(**said)
    walk.through("admit")
    return walk


# --- roads -------------------------------------------------------------------------------------------------------


def from_a_wish_to_protection() -> Walk:
    """A wish told to the migration authority, filed by a representative, ratified, completed, decided."""
    walk = Walk(late_filing=True)
    walk.take("express_intention", received_by="inm")
    walk.through("preregister", "authority_told")
    walk.later(20).take("present", presented_how="representative")
    walk.through("ratify", "prevent").say(late_explained=True)
    walk.through("answer_prevention", "inm_informed", "admit", "triage", "curp_assigned", "assign_sign_in")
    for _week in range(3):
        walk.later(6).take("sign_in")
    walk.through("ask_sre", "receive_sre", "request_transfer", "deny_transfer", "request_transfer")
    walk.later(1).take("authorise_transfer", office_to="CMX")
    walk.through("summon", "record_no_show", "summon", "begin_interview", "put_contradictions", "close_interview")
    walk.later(1).take("extend_term", amount=45, ground="no_translator")
    walk.through("renew_certificate", "submit_draft", "return_draft", *DRAFTED, "void_notification", "notify")
    walk.later(1).take("curp_renewed", amount=180)
    return walk.after("appeal").take("become_final")


def a_wish_not_followed() -> Walk:
    walk = Walk()
    walk.take("express_intention", received_by="comar")
    return walk.later(90).take("close_intention")


def never_ratified() -> Walk:
    walk = presented("representative")
    walk.after("ratify").take("deem_not_filed")
    walk.take("appeal_non_admission").through("annul_non_admission", "admit")
    return walk


def unanswered_and_dismissed() -> Walk:
    walk = presented()
    walk.through("prevent").after("prevention_answer").take("dismiss_unanswered")
    return walk


def unanswered_and_gone_on() -> Walk:
    walk = presented(
        unaccompanied_child=True, representative_present=True, childs_own_claim=True, child=True, late_filing=True
    )
    walk.through("representative_appointed", "prevent").after("prevention_answer")
    walk.through("continue_unanswered", "admit")
    return walk


def not_admitted_and_ordered_in() -> Walk:
    walk = presented(late_filing=True, late_explained=True)
    walk.through("not_admit", "record_amparo", "amparo_suspension")
    walk.later(30).take("amparo_ruling", result="redo", days=10)
    walk.through("comply_readmit", "admit")
    return walk


def recognised_on_the_file() -> Walk:
    walk = admitted()
    walk.through("triage").later(1).take("change_modality", modality="file_review")
    walk.through("examine_on_file", *DRAFTED)
    return walk


def excluded() -> Walk:
    walk = admitted(proposed_outcome="excluded", proposed_positive=False)
    walk.through("begin_interview", "close_interview", "open_exclusion", "close_exclusion", "open_exclusion", "submit_draft",
                 "refer_exclusion", "return_exclusion", "submit_draft", "refer_exclusion", "approve_exclusion", "sign",
                 "notify")  # fmt: skip
    return walk


def refused_and_remanded() -> Walk:
    """A refusal annulled: the claim is undecided again and the authority has four months."""
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=True)
    walk.through("grant_suspension").later(3).take("show_new_facts", days=8)
    walk.through("answer_new_facts", "annul_and_remand")
    walk.say(proposed_outcome="complementary_protection", proposed_positive=True)
    walk.through(*DRAFTED)
    return walk


def refused_and_modified() -> Walk:
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=True)
    walk.through("deny_suspension").later(3).take("modify_decision", outcome="recognised")
    walk.through("notify_appeal").after("nullity").take("end_review")
    return walk


def refused_and_silence() -> Walk:
    """No answer on the suspension, none on the appeal; then the court."""
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=True)
    walk.after("suspension_request").take("presume_suspension")
    walk.after("decide_appeal").take("invoke_presumed_confirmation")
    walk.through("record_nullity", "nullity_suspension", "confirm_decision", "notify_appeal")
    walk.later(200).take("nullity_ruling", result="redo", days=20)
    walk.through("comply_ruling").say(proposed_outcome="recognised", proposed_positive=True)
    walk.through(*DRAFTED)
    return walk


def appeal_dismissed() -> Walk:
    walk = Walk()
    walk.to_decision("refused").take("file_appeal", suspension_asked=False)
    walk.through("dismiss_appeal", "report_move", "notify_appeal")
    return walk


def abandoned_and_reopened() -> Walk:
    walk = admitted()
    walk.through("assign_sign_in").after("missed_sign_ins")
    walk.take("warn_missed_sign_ins").through("justify_absence").after("missed_sign_ins")
    walk.take("warn_missed_sign_ins").after("abandonment_answer").take("abandon")
    walk.later(30).take("reopen")
    walk.through("warn_unauthorised_move").after("abandonment_answer").take("abandon")
    walk.take("appeal_closure", suspension_asked=False).through("annul_closure", "excuse_sign_in", "withdraw")
    return walk


def lapsed_and_reopened() -> Walk:
    walk = presented()
    walk.through("warn_inactivity", "resume_activity", "warn_inactivity").after("inactivity")
    walk.take("declare_expired").through("reopen_presented", "record_impossibility", "record_death")
    return walk


def merged() -> Walk:
    walk = admitted(basis="derivative")
    walk.through("own_claim_filed", "merge")
    return walk


def held_and_wanted() -> Walk:
    """Detained, and asked for in extradition: decided first."""
    walk = admitted()
    walk.later(1).take("record_detention", days=15)
    walk.through(
        "record_release",
        "record_extradition",
        "sre_tells_extradition",
    )
    walk.take("card_applied", how="electronic").through("card_acknowledged", "card_prevented", "card_decided")
    walk.take("ask_sre", how="electronic").through("sre_acknowledged")
    walk.after("sre_opinion").take("record_sre_silence")
    return walk


def status_kept_and_lost() -> Walk:
    """Travel, cessation kept, suspension, then cessation under ground V, appealed and confirmed."""
    walk = Walk()
    walk.to_final().through("report_travel", "open_cessation", "hear_status", "extend_status_term", "keep_status")
    walk.through("suspend_status", "reactivate_status", "request_reunification", "decide_reunification")
    walk.later(1).take("open_cessation", ground="v")
    walk.through("hear_status", "end_status", "notify_status").later(1).take("appeal_status", suspension_asked=False)
    walk.through("confirm_decision", "notify_appeal").after("nullity")
    walk.through("status_final_after_appeal", "arco_request", "arco_extend").later(1).take(
        "arco_answered", answer="granted"
    )
    walk.through("arco_carried_out")
    return walk


def status_lost_and_restored() -> Walk:
    walk = Walk()
    walk.to_final().through("open_cancellation", "hear_status", "end_status", "notify_status").later(1)
    walk.take("appeal_status", suspension_asked=False).through(
        "annul_status_decision", "open_revocation", "hear_status", "end_status", "notify_status"
    ).after("appeal_status").take("status_becomes_final")
    return walk


def complementary_protection_withdrawn() -> Walk:
    walk = Walk()
    walk.to_final("complementary_protection").through("open_cp_withdrawal", "hear_status", "end_status")
    return walk


def derived_status_lost() -> Walk:
    walk = Walk(basis="derivative")
    walk.to_final().say(principal_recognised=False).through("derivative_at_risk").after("own_claim")
    return walk.take("derivative_status_ends")


ROADS: tuple[Callable[[], Walk], ...] = (
    from_a_wish_to_protection, a_wish_not_followed, never_ratified, unanswered_and_dismissed, unanswered_and_gone_on,
    not_admitted_and_ordered_in, recognised_on_the_file, excluded, refused_and_remanded, refused_and_modified,
    refused_and_silence, appeal_dismissed, abandoned_and_reopened, lapsed_and_reopened, merged, held_and_wanted,
    status_kept_and_lost, status_lost_and_restored, complementary_protection_withdrawn, derived_status_lost,
)  # fmt: skip
