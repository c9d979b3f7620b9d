"""The determination rows of a claim: interview, findings, draft, submissions, decision and notification.

They follow the events of the chronicle, with the same people and moments, so that an officer, a reviewer or a
signatory can go on with a loaded case. Texts come from `data/accounts.toml`. A loaded decision shares one sample
document per outcome; decisions signed in the application have their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from acogida.demo.households import DemoPerson
from acogida.hooks.copytext import array, line
from acogida.hooks.ids import check_character

INTERPRETERS = {"ht": "Mirlande Cadet", "pt": "Renata Lopes", "prs": "Farid Amiri", "ps": "Najib Safi", "wo": "Awa Ndiaye",
                "fr": "Camille Laurent", "zh": "Lin Zhou", "ln": "Joana Makiese", "quc": "Juana Tum", "kek": "Elvira Caal",
                "mam": "Catarina Us", "cab": "Iris Norales", "miq": "Lesbia Rocha"}  # fmt: skip
HEARD = dt.timedelta(minutes=40)  # from the second part of an interview to its end


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "accounts.toml").read_text(encoding="utf-8"))


@dataclass
class Moment:
    """An event as the chronicle tells it: when, who, and how a new identifier is made."""

    at: dt.datetime
    on: dt.date
    actor: str
    new_id: Callable[[], str]


@dataclass
class Dossier:
    """The determination of one claim while it is being told. `principal` is the dossier a derivative claim follows."""

    claim: str
    office: int
    person: DemoPerson
    country: str
    random: Random
    case_number: str
    position: int
    presented: str
    letters: dict[str, str]
    reading_id: int
    rows: dict[str, list[str]]
    principal: Dossier | None = None
    interview: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    round: int = 0
    submission: str = ""
    digest: str = ""
    decision: str = ""
    decided: int = 0  # how often
    draft: tuple[str, Moment] | None = None
    comment: tuple[str, Moment, str] | None = None
    answered: Moment | None = None
    found: Moment | None = None

    @property
    def outcome(self) -> str:
        return self.person.outcome

    def __post_init__(self) -> None:
        positive = self.outcome == "recognised"
        fits = [a for a in _texts()["account"] if a["positive"] == positive]
        own = [a for a in fits if self.country in a["countries"]]
        general = [a for a in fits if "*" in a["countries"]]
        self.account = (
            self.principal.account if self.principal else self.random.choice(own * 3 + general if own else general)
        )

    # --- what each event does; the answer is what its payload says besides -------------------------------------------

    def begin_interview(self, now: Moment) -> dict[str, Any]:
        language, interpreter = self.person.languages[0]
        self.interview = {
            "id": now.new_id(), "started": now.at, "held_by": now.actor, "language": language, "entries": [],
            "interpreter": INTERPRETERS.get(language, "") if interpreter else "", "read_back": None,
        }  # fmt: skip
        common, account = _texts()["common"], self.account
        said = [common["opening"], [common["why"], account["why"]]]
        self._say(now.at, now, said)
        return {"interview": self.interview["id"], "modality": "in_person", "language": language}

    def close_interview(self, now: Moment) -> dict[str, Any]:
        source = self if self.interview else self.principal
        if source is None or not source.interview:
            return {}
        held = source.interview
        if source is self:
            common, account = _texts()["common"], self.account
            said = [[common[name], account[name]] for name in ("fear", "help", "elsewhere")] + [common["closing"]]
            self._say(now.at - HEARD, now, said)
            held["read_back"] = now.at
            held["sha256"] = self._fingerprint()
        payload = {"interview": held["id"], "record_sha256": held["sha256"], "entries": len(held["entries"])}
        return payload if source is self else payload | {"principal_claim": source.claim}

    def submit_draft(self, now: Moment) -> dict[str, Any]:
        self.round += 1
        self.found = now
        content = {
            "assessment": self.findings(), "facts": [self._fact_values()], "sections": self.sections(),
            "country_information": {}, "outcome": self.outcome, "grounds": self.grounds(), "circumstances": self.circumstances(),
        }  # fmt: skip
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        self.submission, self.digest = now.new_id(), hashlib.sha256(canonical).hexdigest()
        self.rows["determination_submission"].append(line(
            self.submission, self.claim, self.round, self.outcome, content["grounds"], content["circumstances"],
            content["assessment"], content["facts"], content["sections"], content["country_information"], now.actor, now.at.isoformat(), self.digest,
        ))  # fmt: skip
        self.draft = ("submitted", now)
        if self.comment and self.answered is None:
            self.answered = now
        return {"round": self.round}

    def return_draft(self, now: Moment) -> dict[str, Any]:
        self.draft = ("returned", self.draft[1] if self.draft else now)
        self.comment = (now.new_id(), now, self.submission)
        return {"submission": self.submission, "round": self.round, "sha256": self.digest, "reason_given": True}

    def approve_draft(self, now: Moment) -> dict[str, Any]:
        self.draft = ("approved", self.draft[1] if self.draft else now)
        return {"submission": self.submission, "round": self.round, "sha256": self.digest}

    def sign(self, now: Moment) -> dict[str, Any]:
        self.decided += 1
        again = f"-{self.decided}" if self.decided > 1 else ""
        body = f"RES-{self.case_number.rsplit('-', 1)[0]}-{self.position + 1}{again}"
        number, file = f"{body}-{check_character(body)}", self.letters[self.outcome]
        self.decision, reading = now.new_id(), self.reading_id + self.decided - 1
        opened = now.at - dt.timedelta(minutes=6)
        self.rows["determination_reading"].append(line(reading, self.submission, now.actor, opened.isoformat()))
        self.rows["determination_decision"].append(line(
            self.decision, self.claim, self.decided, self.office, self.submission, number, self.outcome, self.grounds(), now.on,
            now.at.isoformat(), now.actor, reading, file,
        ))  # fmt: skip
        self.draft = ("signed", self.draft[1] if self.draft else now)
        return {
            "decision": self.decision, "number": number, "grounds": self.grounds(), "submission": self.submission,
            "opened_at": opened.isoformat(),
        }  # fmt: skip

    def notify(self, now: Moment) -> dict[str, Any]:
        language, interpreter = self.person.languages[0]
        act = now.new_id()
        self.rows["determination_notification"].append(line(
            act, self.claim, self.decision, self.office, "in_person", now.on, now.on, "", language,
            INTERPRETERS.get(language, "") if interpreter else "", True, "own_words", True, True, "", True, "", now.actor,
            now.at.isoformat(),
        ))  # fmt: skip
        return {"notification": act, "method": "in_person", "effective_on": now.on.isoformat()}

    # --- what stands at the end ------------------------------------------------------------------------------------

    def finish(self, stage: str, last: Moment) -> None:
        """Write the rows that show the present state."""
        if self.interview:
            self._write_interview()
        if self.found is None and stage == "assessment" and self.interview and self.random.random() < 0.5:
            self.found = last  # begun, and waiting for the officer to go on
            self._write_findings(whole=False)
        elif self.found:
            self._write_findings(whole=True)
        if self.draft:
            state, now = self.draft
            self.rows["determination_draft"].append(line(
                self.claim, self.office, self.sections(), state, self.round, now.actor, now.at.isoformat()
            ))  # fmt: skip
        if self.comment:
            key, now, submission = self.comment
            answer = self.answered
            self.rows["determination_reviewcomment"].append(line(
                key, submission, self.claim, "", "Amplíe las razones de credibilidad y cite la información del país.",
                now.actor, now.at.isoformat(), "Se amplió y se agregó la cita." if answer else "",
                answer.actor if answer else None, answer.at.isoformat() if answer else None, key,
            ))  # fmt: skip

    def findings(self) -> dict[str, Any]:
        """The assessment's data: answers to the pack's template by field code."""
        account, common = self.account, _texts()["common"]
        answers: dict[str, Any] = {
            "summary": f"La persona dijo: «{account['why']}»", "credibility_result": "accepted",
            "credibility_reasons": "El relato es detallado, coherente y compatible con la información del país.",
            "harm": account["harm"], "agent": account["agent"], "nexus_grounds": self.grounds(),
            "likelihood": "Se valoró lo ocurrido y la posibilidad razonable de que ocurra si la persona regresa.",
            "nexus_reasons": self._nexus(), "state_protection": account["protection"],
            "relocation_reasons": account["relocation"], "cartagena_circumstances": self.circumstances(),
            "cartagena_reasons": self._cartagena(), "conclusion": self._conclusion(), "articles": common["articles"],
            "evidence": common["evidence"], "sre_state": "none",
        }  # fmt: skip
        if self.outcome != "recognised":
            granted = self.outcome == "complementary_protection"
            answers |= {
                "cp_life": "Se examinó el riesgo para la vida con la información del país y la situación personal.",
                "cp_torture": "Se examinó si hay razones fundadas para esperar tortura u otros tratos crueles.",
                "cp_conclusion": "granted" if granted else "not_granted",
                "cp_reasons": "Regresar pondría en peligro su vida por su situación actual."
                if granted
                else "No se encontraron elementos de peligro para la vida ni de tratos crueles si regresa.",
            }
        if self.outcome == "excluded":
            answers |= {
                "exclusion_grounds": ["exclusion_serious_crime"],
                "exclusion_standard": "Hay motivos fundados, en documentos públicos, de un delito grave anterior.",
                "dual_criminality": "La conducta es punible en México y en el lugar en que ocurrió.",
            }
        return {"answers": answers, "flags": ["exclusion"] if self.outcome == "excluded" else []}

    def grounds(self) -> list[str]:
        if self.outcome == "recognised":
            return list(self.account["grounds"])
        return {"complementary_protection": ["life_in_danger"], "excluded": ["exclusion_serious_crime"]}.get(
            self.outcome, []
        )

    def circumstances(self) -> list[str]:
        return list(self.account["circumstances"]) if self.outcome == "recognised" else []

    def sections(self) -> dict[str, str]:
        """The draft's text by section."""
        answers = self.findings()["answers"]
        resolves = {
            "recognised": "PRIMERO. Se reconoce la condición de refugiado.",
            "complementary_protection": "PRIMERO. No se reconoce la condición de refugiado.\n"
            "SEGUNDO. Se otorga protección complementaria.",
            "refused": "PRIMERO. No se reconoce la condición de refugiado.\nSEGUNDO. No se otorga protección complementaria.",
            "excluded": "PRIMERO. La persona queda excluida de la protección.",
        }[self.outcome]
        return {
            "background": f"La solicitud se presentó el {self.presented}, con el expediente {self.case_number}.",
            "facts": f"1. {self.account['fact']}",
            "analysis": "\n\n".join(
                answers[n] for n in ("credibility_reasons", "harm", "nexus_reasons", "state_protection", "conclusion")
            ),
            "complementary": "" if self.outcome == "recognised" else f"{answers['cp_life']} {answers['cp_reasons']}",
            "resolves": f"{resolves}\nNotifíquese personalmente, en un idioma que la persona comprenda.",
        }

    def _nexus(self) -> str:
        if self.outcome == "recognised":
            return "El daño temido se relaciona con los motivos señalados."
        return "El daño referido no se relaciona con ninguno de los motivos de la ley."

    def _cartagena(self) -> str:
        if self.circumstances():
            return "La persona vivía en la zona y en el tiempo en que ocurrieron esas circunstancias."
        return "Se examinó la situación de la zona de origen y no se encontró un vínculo con la persona."

    def _conclusion(self) -> str:
        return {
            "recognised": "Se acreditan los elementos de la definición de persona refugiada; procede el reconocimiento.",
            "complementary_protection": "No se acreditan los elementos de la definición, pero procede la protección"
            " complementaria.",
            "refused": "No se acreditan los elementos de la definición ni los de la protección complementaria.",
            "excluded": "Se acredita una causa de exclusión, examinada después del análisis de la solicitud.",
        }[self.outcome]

    def _say(self, start: dt.datetime, now: Moment, said: list[list[str]]) -> None:
        for turn, (question, answer) in enumerate(said):
            for kind, text, seconds in (("question", question, 30), ("answer", answer, 90)):
                entries = self.interview["entries"]
                at = start + dt.timedelta(seconds=240 * turn + seconds)
                entries.append((len(entries) + 1, at, kind, text, now.actor, now.new_id(), now.new_id()))

    def _fingerprint(self) -> str:
        """As `determination.models.Interview.fingerprint`."""
        held = self.interview
        header = {
            "id": held["id"], "claim": self.claim, "held_by": held["held_by"], "started_at": held["started"].isoformat(),
            "ended_at": self._ended(), "place": "", "modality": "in_person", "language": held["language"],
            "interpreter": held["interpreter"], "undertaking": bool(held["interpreter"]), "present": [],
            "read_back_at": self._ended(), "read_back_by_interpreter": bool(held["interpreter"]), "confirmed": True,
        }  # fmt: skip
        entries = [
            {"seq": seq, "at": at.isoformat(), "kind": kind, "text": text, "corrects": None, "author": author}
            for seq, at, kind, text, author, _key, _id in held["entries"]
        ]
        text = json.dumps([header, entries], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _ended(self) -> str | None:
        held = self.interview
        return held["read_back"].isoformat() if held["read_back"] else None

    def _write_interview(self) -> None:
        held = self.interview
        closed = held["read_back"] is not None
        ended = self._ended()
        self.rows["determination_interview"].append(line(
            held["id"], self.claim, self.office, held["held_by"], held["started"].isoformat(), ended, "", "in_person",
            held["language"], held["interpreter"], bool(held["interpreter"]), [], ended,
            closed and bool(held["interpreter"]), closed, "closed" if closed else "open", held.get("sha256", ""),
        ))  # fmt: skip
        self.rows["determination_interviewentry"] += [
            line(held["id"], seq, at.isoformat(), kind, text, author, key)
            for seq, at, kind, text, author, key, _id in held["entries"]
        ]

    def _fact_values(self) -> dict[str, Any]:
        return {
            "statement": self.account["fact"], "evidence": _texts()["common"]["evidence"], "explanation": "",
            "result": "accepted", "reasons": "Detalle suficiente, sin contradicciones; compatible con la información del país.",
            "indicators": {"detail": "supports", "internal": "supports", "external": "supports"}, "entries": [],
        }  # fmt: skip

    def _write_findings(self, *, whole: bool) -> None:
        now = self.found
        assert now is not None
        data = (
            self.findings() if whole else {"answers": {"summary": self.findings()["answers"]["summary"]}, "flags": []}
        )
        outcome, grounds = (self.outcome, self.grounds()) if whole else ("", [])
        follows = self.principal.claim if self.principal and self.principal.found and whole else None
        self.rows["determination_assessment"].append(line(
            self.claim, self.office, data, outcome, array(grounds), array(self.circumstances() if whole else []), follows,
            max(self.round, 1), now.actor, now.at.isoformat(),
        ))  # fmt: skip
        if follows is None:
            fact, key = self._fact_values(), now.new_id()
            self.rows["determination_materialfact"].append(line(
                key, self.claim, 1, fact["statement"], fact["evidence"], fact["indicators"], "",
                fact["result"] if whole else "", fact["reasons"] if whole else "", False, 1, now.actor, now.at.isoformat(),
            ))  # fmt: skip
            if whole:
                none = [str(uuid.uuid5(uuid.UUID(key), name)) for name in ("none", "key")]
                self.rows["determination_noinformation"].append(line(
                    none[0], self.claim, key, "not_sought", now.on, "", array([]), array([]), 0, 0,
                    _texts()["common"]["not_sought"], now.actor, now.at.isoformat(), none[1],
                ))  # fmt: skip
