"""Goes through two packs side by side, rule by rule, and says what was added, taken away and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from acogida.law.compare import values
from acogida.law.compare.words import FIELDS, KINDS, WITHIN, Kind
from acogida.law.model.base import Model, Text
from acogida.law.model.calendar import YearlyDay
from acogida.law.model.clocks import ClockRule
from acogida.law.model.procedure import Condition, Stage, StageBar
from acogida.law.model.requirements import PaperCondition
from acogida.law.model.triage import TriageRow
from acogida.law.pack import Pack

ORDERED = (StageBar, Stage, TriageRow)  # where the order itself is a rule


@dataclass(frozen=True)
class Change:
    """One difference. `kind` says what happened, `subject` to which kind of rule (the model's name), `code` which one;
    `text` is the sentence in each language."""

    kind: Literal["added", "removed", "changed"]
    subject: str
    code: str
    file: str
    text: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "subject": self.subject,
            "code": self.code,
            "file": self.file,
            "text": dict(self.text),
        }


def compare(old: Pack, new: Pack) -> list[Change]:
    """What is different in `new`, in the order of its files; an empty list when both say the same."""
    return list(_Walk(old, new).all())


@dataclass(frozen=True)
class _Place:
    """Where the walk stands: the file, the rule whose parts are compared (None at the top of a file), and the key of
    that rule which holds them, when they are not its own (what lapse does)."""

    file: str
    rule: Model | None = None
    code: str = ""
    part: str = ""

    def into(self, rule: Model) -> _Place:
        return _Place(self.file, rule, _key(rule) if not self.code else f"{self.code}.{_key(rule)}")


class _Walk:
    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new

    def all(self) -> Iterator[Change]:
        for file in fields(self.new.files):
            name = "pack.toml" if file.name == "head" else f"{file.name}.toml"
            yield from self._model(_Place(name), getattr(self.old.files, file.name), getattr(self.new.files, file.name))

    def _model(self, place: _Place, old: Model, new: Model) -> Iterator[Change]:
        """Two forms of one rule."""
        if (
            isinstance(old, ClockRule)
            and isinstance(new, ClockRule)
            and (old.amount, old.unit) != (new.amount, new.unit)
        ):
            yield self._sentence("changed", place, new, {n: _lengths(old, new, n) for n in values.LANGUAGES})
        for name in type(new).model_fields:
            before, after = getattr(old, name), getattr(new, name)
            if before == after or name == "order" or (isinstance(new, ClockRule) and name in ("amount", "unit")):
                continue
            if isinstance(before, tuple) and isinstance(after, tuple) and _models(before, after):
                yield from self._rows(place, before, after)
            elif isinstance(before, Model) and isinstance(after, Model):
                yield from self._model(replace(place, part=name), before, after)
            elif isinstance(before, dict) and isinstance(after, dict):
                yield from self._table(place, name, before, after)
            else:
                yield self._field(place, name, before, after)

    def _rows(self, place: _Place, old: tuple[Model, ...], new: tuple[Model, ...]) -> Iterator[Change]:
        """Two lists of rules: matched by their codes."""
        before, after = {_key(item): item for item in old}, {_key(item): item for item in new}
        for key, item in before.items():
            if key not in after:
                yield self._came_or_went("removed", place, item)
        for key, item in after.items():
            if key not in before:
                yield self._came_or_went("added", place, item)
            elif item != before[key]:
                yield from self._model(place.into(item), before[key], item)
        common = [key for key in before if key in after]
        if isinstance((*new, *old)[0], ORDERED) and common != [key for key in after if key in before]:
            names = {n: " · ".join(values.called(i, n, self.new) for i in new) for n in values.LANGUAGES}
            kind = KINDS[type(new[0]).__name__]
            text = {"es": f"Otro orden ({kind.es}): {names['es']}", "en": f"New order ({kind.en}): {names['en']}"}
            yield Change("changed", type(new[0]).__name__, place.code, place.file, text)

    def _came_or_went(self, what: Literal["added", "removed"], place: _Place, item: Model) -> Change:
        pack = self.new if what == "added" else self.old
        kind = KINDS.get(type(item).__name__, Kind(type(item).__name__, False, type(item).__name__))
        name = {language: values.called(item, language, pack) for language in values.LANGUAGES}
        within = {language: self._within(place, what, language) for language in values.LANGUAGES}
        if isinstance(item, YearlyDay):
            es = f"Día inhábil {'añadido' if what == 'added' else 'retirado'}{within['es']}: {name['es']}"
            en = f"Non-working day {what}{within['en']}: {name['en']}"
        elif what == "added":
            es = f"{'Nueva' if kind.feminine else 'Nuevo'} {kind.es}{within['es']}: {name['es']}"
            en = f"New {kind.en}{within['en']}: {name['en']}"
        else:
            gone = "retirada" if kind.feminine else "retirado"
            es = f"{kind.es.capitalize()} {gone}{within['es']}: {name['es']}"
            en = f"{kind.en.capitalize()} removed{within['en']}: {name['en']}"
        return Change(what, type(item).__name__, place.into(item).code, place.file, {"es": es, "en": en})

    def _within(self, place: _Place, what: str, language: str) -> str:
        if place.rule is None:
            return ""
        joint = ("en" if what == "added" else "de") if language == "es" else ("in" if what == "added" else "from")
        return f" {joint} {values.quoted(_label(place.rule, language), language)}"

    def _table(self, place: _Place, field: str, old: dict[str, Text], new: dict[str, Text]) -> Iterator[Change]:
        """A table of texts by code, such as the instruments."""
        for code in dict.fromkeys([*old, *new]):
            if old.get(code) != new.get(code):
                what: Literal["added", "removed", "changed"] = (
                    "added" if code not in old else "removed" if code not in new else "changed"
                )
                text = {
                    n: f"{_noun(field, n).capitalize()} {code}: {values.value(old.get(code), field, n, self.old)} → "
                    f"{values.value(new.get(code), field, n, self.new)}"
                    for n in values.LANGUAGES
                }
                yield Change(what, "table", code, place.file, text)

    def _field(self, place: _Place, name: str, old: Any, new: Any) -> Change:
        """One value that is another now. A text that differs in another language only is shown in that one."""
        text = {}
        for language in values.LANGUAGES:
            shown, noun = language, _noun(name, language, place.rule)
            if place.part:
                noun = f"{_noun(place.part, language)}: {noun}"
            if isinstance(old, Text) and isinstance(new, Text) and old.in_(language) == new.in_(language):
                shown = next(key for key in {**old.root, **new.root} if old.root.get(key) != new.root.get(key))
                noun = f"{noun} ({shown})"
            if isinstance(old, tuple) and isinstance(new, tuple):
                gone = [values.value(i, name, language, self.old) for i in old if i not in new]
                come = [values.value(i, name, language, self.new) for i in new if i not in old]
                listed = "; ".join([*(f"− {one}" for one in gone), *(f"+ {one}" for one in come)])
                text[language] = f"{noun}: {listed or values.value(new, name, language, self.new)}"
            else:
                before, after = values.value(old, name, shown, self.old), values.value(new, name, shown, self.new)
                text[language] = f"{noun}: {before} → {after}"
        return self._sentence("changed", place, None, text)

    def _sentence(self, kind: Literal["changed"], place: _Place, rule: Model | None, text: Mapping[str, str]) -> Change:
        """A sentence about the rule the walk stands in."""
        about = rule or place.rule
        if about is None:
            return Change(kind, "file", "", place.file, {n: t[:1].upper() + t[1:] for n, t in text.items()})
        noun = KINDS.get(type(about).__name__, Kind("regla", True, "rule"))
        opening = {"es": noun.es.capitalize(), "en": noun.en.capitalize()}
        sentences = {n: f"{opening[n]} {values.quoted(_label(about, n), n)}: {text[n]}" for n in text}
        return Change(kind, type(about).__name__, place.code, place.file, sentences)


def _models(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    return all(isinstance(item, Model) for item in (*old, *new))


def _key(item: Model) -> str:
    """What tells a rule from others in its list."""
    if isinstance(item, YearlyDay):
        return f"{item.month}-{item.day or f'{item.nth}-{item.weekday}'}-{item.from_}"
    for name in ("code", "name", "clock", "from_", "heading"):
        if found := getattr(item, name, None):
            return str(found)
    return str(item)


def _label(rule: Model, language: str) -> str:
    if isinstance(rule, Condition | PaperCondition):
        return rule.message.in_(language)
    if isinstance(rule, YearlyDay):
        return values.yearly(rule, language)
    for name in ("label", "heading", "why", "because"):
        found = getattr(rule, name, None)
        if isinstance(found, Text):
            return found.in_(language)
    return _key(rule)


def _noun(field: str, language: str, rule: Model | None = None) -> str:
    pair = WITHIN.get((type(rule).__name__, field)) or FIELDS.get(field)
    return values.words(pair, language) if pair else field


def _lengths(old: ClockRule, new: ClockRule, language: str) -> str:
    """45 → 60 días hábiles; both with their unit when it is another."""
    if old.unit == new.unit and new.unit != "immediate":
        return f"{old.amount} → {values.length(new, language)}"
    return f"{values.length(old, language)} → {values.length(new, language)}"
