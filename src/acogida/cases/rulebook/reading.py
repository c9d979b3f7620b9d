"""A pack in words, for the page that lets anybody of the house read the rules and where each comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from acogida.accounts.models import Grant
from acogida.law import ClockRule, Pack, Text, Transition
from acogida.law.compare import values
from acogida.law.compare.words import UNITS
from acogida.law.diagram import diagram
from acogida.law.diagram.graph import WORDS
from acogida.law.model.calendar import WEEKDAYS
from acogida.law.model.procedure import Start
from acogida.law.soundness import unverified

DRAWN = "#step-{name}"  # a step's words in the drawing lead to the step on the page


@dataclass(frozen=True)
class Named:
    """A rule that another one names: what it is called, and its anchor on the page."""

    label: str
    anchor: str


def rules_page(pack: Pack, language: str) -> dict[str, Any]:
    """Everything the page shows about a pack. Roles are the authority's own and come from the database; the rest follows
    from the pack and is put together once."""
    roles: dict[str, list[str]] = defaultdict(list)
    name = "role__name_en" if language.startswith("en") else "role__name_es"
    for action, role in Grant.objects.filter(hand_on_only=False).order_by("role_id").values_list("action", name):
        roles[action].append(role)
    page = _page(pack, "en" if language.startswith("en") else "es")
    groups = [
        group | {"steps": [step | {"roles": roles.get(step["action"], [])} for step in group["steps"]]}
        for group in page["groups"]
    ]
    return page | {"groups": groups}


@lru_cache(maxsize=16)
def drawing(pack: Pack, language: str, link: str = DRAWN) -> str:
    """The procedure as SVG."""
    return diagram(pack, "svg", language, link)


@lru_cache(maxsize=16)
def _page(pack: Pack, language: str) -> dict[str, Any]:
    read = _Reading(pack, language)
    return {
        "groups": read.groups(),
        "clocks": [read.clock(rule) for rule in pack.clocks.values()],
        "calendars": read.calendars(),
        "layers": read.layers(),
        "modalities": [read.modality(rule) for rule in pack.modalities],
        "tables": [read.table(rule) for rule in pack.triage_tables],
        "declarations": [read.declaration(rule) for rule in pack.declarations],
        "switches": [read.switch(rule) for rule in pack.switches.values()],
        "outcomes": [read.plain(rule, "outcome") | {"positive": rule.positive} for rule in pack.outcomes],
        "grounds": [read.ground(rule) for rule in pack.grounds],
        "letters": [read.letter(rule) for rule in pack.letters],
        "bodies": [read.body(rule) for rule in pack.bodies],
        "instruments": [(code, read.text(text)) for code, text in pack.instruments.items()],
        "unverified": [{"name": rule.name, "source": rule.source, "note": read.text(rule.note)}
                       for rule in unverified(pack)],
        "steps": len(pack.transitions),
    }  # fmt: skip


class _Reading:
    """A pack read in one language."""

    def __init__(self, pack: Pack, language: str) -> None:
        self.pack, self.language = pack, language
        self.stages = {stage.code: self.text(stage.label) for stage in pack.stages}

    def text(self, text: Text | None) -> str:
        return self.pack.text(text, self.language) if text else ""

    # --- what rules have in common -----------------------------------------------------------------------------

    def plain(self, rule: Any, kind: str) -> dict[str, Any]:
        """Label, source, dates, and what has to be verified."""
        code = getattr(rule, "name", None) if kind in ("step", "clock") else getattr(rule, "code", None)
        since = getattr(rule, "from_", None) if kind != "step" else rule.since
        until = getattr(rule, "to", None) if kind != "step" else rule.until
        return {
            "anchor": f"{kind}-{code}",
            "code": code,
            "label": self.text(getattr(rule, "label", None)),
            "source": getattr(rule, "source", ""),
            "since": since,
            "until": until,
            "verified": getattr(rule, "verified", True),
            "note": self.text(getattr(rule, "note", None)),
        }

    def named_clocks(self, codes: Iterable[str]) -> list[Named]:
        return [self.named_clock(code) for code in codes]

    def named_clock(self, code: str) -> Named:
        rule = self.pack.clock(code)
        return Named(self.text(rule.label), f"clock-{rule.name}")

    def named_steps(self, found: Callable[[Transition], bool]) -> list[Named]:
        return [Named(self.text(t.label), f"step-{t.name}") for t in self.pack.transitions.values() if found(t)]

    # --- procedure ---------------------------------------------------------------------------------------------

    def groups(self) -> list[dict[str, Any]]:
        """Steps under the part of the stage bar where they are first taken; those taken nearly anywhere at the end."""
        bars = {bar.code: self.text(bar.label) for bar in self.pack.stage_bar}
        words = WORDS[self.language]
        order = [words["start"], *bars.values(), words["legend_many"].capitalize(), words["side"]]
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in order}
        for rule in self.pack.transitions.values():
            first = next((s for s in self.pack.stages if s.code in rule.from_), None)
            if not rule.from_:
                name = words["start"]
            elif len({self.pack.stage(code).bar for code in rule.from_}) > 2:
                name = words["legend_many"].capitalize()
            else:
                name = bars.get(first.bar or "", words["side"]) if first else words["side"]
            found[name].append(self.step(rule))
        return [
            {"label": name, "anchor": f"group-{index}", "steps": steps}
            for index, (name, steps) in enumerate(found.items())
            if steps
        ]

    def step(self, rule: Transition) -> dict[str, Any]:
        modalities = [Named(self.text(self.pack.modality(code).label), f"modality-{code}") for code in rule.modalities]
        body = next((b for b in self.pack.bodies if b.code == rule.body), None)
        switch = self.pack.switches.get(rule.switch or "")
        return self.plain(rule, "step") | {
            "help": self.text(rule.help),
            "from": [self.stages[code] for code in rule.from_],
            "opens": rule.opens_case,
            "to": self.stages[rule.to] if rule.to else "",
            "unit": rule.unit,
            "action": rule.action,
            "rare": rule.rare,
            "body": Named(self.text(body.label), f"body-{body.code}") if body else None,
            "switch": Named(self.text(switch.label), f"switch-{switch.code}") if switch else None,
            "modalities": modalities,
            "distinct": [
                Named(self.text(self.pack.transition(name).label), f"step-{name}") for name in rule.distinct_from
            ],
            "conditions": [
                {"message": self.text(c.message), "expr": c.expr, "source": c.source or ""} for c in rule.conditions
            ],
            "fields": [(self.text(field.label), field.required) for field in rule.fields],
            "starts": [(self.named_clock(start.clock), self._if(start)) for start in rule.starts],
            "stops": self.named_clocks(rule.stops),
            "pauses": self.named_clocks(rule.pauses),
            "resumes": self.named_clocks(rule.resumes),
            "extends": self.named_clocks(rule.extends),
            "documents": [
                Named(self.text(letter.label), f"letter-{letter.code}")
                for code in rule.documents
                for letter in self.pack.letters
                if letter.code == code
            ],
        }

    def _if(self, start: Start) -> str:
        """On what it depends whether a step starts a term: the outcomes it is for, or the answers given."""
        if start.outcomes:
            return ", ".join(self.text(self.pack.outcome(code).label) for code in start.outcomes)
        return gettext("with certain answers") if start.when else ""

    # --- terms -------------------------------------------------------------------------------------------------

    def clock(self, rule: ClockRule) -> dict[str, Any]:
        calendar = next(c for c in self.pack.files.calendar.calendar if c.code == rule.calendar)
        grounds = {ground.code: ground for ground in self.pack.extension_grounds}
        code, switch = rule.code, self.pack.switches.get(rule.switch or "")
        extension = rule.extension
        return self.plain(rule, "clock") | {
            "number": rule.code,
            "length": values.length(rule, self.language),
            "amount": rule.amount,
            "unit": values.words(UNITS[rule.unit], self.language),
            "immediate": rule.unit == "immediate",
            "at_least": rule.at_least,
            "most": rule.most,
            "holder": rule.holder,
            "per": rule.unit_of,
            "trigger": self.text(rule.trigger_text),
            "calendar": Named(self.text(calendar.label), f"calendar-{calendar.code}"),
            "suspends": rule.suspends,
            "rolls": rule.roll == "next_working_day",
            "started": self.named_steps(lambda t: any(start.clock == code for start in t.starts)),
            "paused": self.named_steps(lambda t: code in t.pauses),
            "resumed": self.named_steps(lambda t: code in t.resumes),
            "stopped": self.named_steps(lambda t: code in t.stops),
            "extended": self.named_steps(lambda t: code in t.extends),
            "switch": Named(self.text(switch.label), f"switch-{switch.code}") if switch else None,
            "extension": self.plain(extension, "extension") | {
                "max": extension.max, "times": extension.times,
                "grounds": [(self.text(grounds[g].label), grounds[g].source) for g in extension.grounds if g in grounds],
            } if extension else None,
            "overrides": [self.plain(o, "override") | {"amount": o.amount} for o in rule.override],
            "lapse": rule.lapse.kind,
            "lapse_text": self.text(rule.lapse.text),
        }  # fmt: skip

    # --- calendars ---------------------------------------------------------------------------------------------

    def calendars(self) -> list[dict[str, Any]]:
        layers = {layer.code: layer for layer in self.pack.files.calendar.layer}
        return [
            self.plain(calendar, "calendar")
            | {
                "rest": [
                    values.value(day, "rest", self.language, self.pack) for day in WEEKDAYS if day in calendar.rest
                ],
                "rest_source": calendar.rest_source,
                "layers": [Named(self.text(layers[code].label), f"layer-{code}") for code in calendar.layers],
                "clocks": [
                    Named(self.text(rule.label), f"clock-{rule.name}")
                    for rule in self.pack.clocks.values()
                    if rule.calendar == calendar.code
                ],
            }
            for calendar in self.pack.files.calendar.calendar
        ]

    def layers(self) -> list[dict[str, Any]]:
        return [
            self.plain(layer, "layer")
            | {
                "days": [
                    self.plain(day, "day") | {"date": values.yearly(day, self.language), "why": self.text(day.why)}
                    for day in layer.day
                ],
                "suspensions": [
                    self.plain(rule, "suspension")
                    | {
                        "dates": values.span(rule.start, rule.end, self.language),
                        "why": self.text(rule.why),
                        "offices": [self.pack.office(code).name for code in rule.offices],
                        "assumed": rule.assumed_end,
                    }
                    for rule in layer.suspension
                ],
            }
            for layer in self.pack.files.calendar.layer
        ]

    # --- modalities, triage, switches --------------------------------------------------------------------------

    def modality(self, rule: Any) -> dict[str, Any]:
        return self.plain(rule, "modality") | {
            "description": self.text(rule.description),
            "default": rule.default,
            "refusal": rule.refusal,
            "interview": rule.interview,
            "safeguards": [self.text(text) for text in rule.safeguards],
        }

    def table(self, rule: Any) -> dict[str, Any]:
        rows = [
            self.plain(row, "row")
            | {
                "because": self.text(row.because),
                "when": row.when,
                "modality": Named(self.text(self.pack.modality(row.modality).label), f"modality-{row.modality}"),
                "priority": row.priority,
            }
            for row in rule.row
        ]
        return self.plain(rule, "table") | {"rows": rows}

    def declaration(self, rule: Any) -> dict[str, Any]:
        return self.plain(rule, "declaration") | {
            "kind": rule.kind,
            "profile": self.text(rule.profile),
            "nationalities": rule.nationalities,
            "exclusions": [self.text(condition.message) for condition in rule.exclusions],
        }

    def switch(self, rule: Any) -> dict[str, Any]:
        periods = [
            {"on": p.on, "dates": values.span(p.from_, p.to, self.language), "source": p.source} for p in rule.period
        ]
        return self.plain(rule, "switch") | {
            "default": rule.default,
            "periods": periods,
            "steps": self.named_steps(lambda t: t.switch == rule.code),
            "clocks": self.named_clocks(c.code for c in self.pack.clocks.values() if c.switch == rule.code),
        }

    # --- the rest ----------------------------------------------------------------------------------------------

    def ground(self, rule: Any) -> dict[str, Any]:
        return self.plain(rule, "ground") | {
            "family": rule.family,
            "circumstances": [self.text(circumstance.label) for circumstance in rule.circumstances],
        }

    def letter(self, rule: Any) -> dict[str, Any]:
        return self.plain(rule, "letter") | {"steps": self.named_steps(lambda t: rule.code in t.documents)}

    def body(self, rule: Any) -> dict[str, Any]:
        return self.plain(rule, "body") | {
            "scope": self.text(rule.scope),
            "powers": [self.text(power) for power in rule.powers],
            "steps": self.named_steps(lambda t: t.body == rule.code),
        }
