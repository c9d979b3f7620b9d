"""What is wrong with requirements.toml: names nobody defines, items nobody can provide, texts without their translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from acogida.law.conditions import BadExpression, variables_of
from acogida.law.errors import Problem
from acogida.law.model.base import Model, Text
from acogida.law.model.requirements import Item
from acogida.law.requirements.matrix import Frame, Requirements

if TYPE_CHECKING:
    from acogida.law.pack import Pack

FILE = "requirements.toml"


def broken(pack: Pack) -> Iterator[Problem]:
    """What keeps the engine from reading the matrix: a pack with this cannot be loaded."""
    found = pack.requirements
    if found and found.file.words is None:
        yield Problem(FILE, "words", "this key is required and is missing")
    for kind in found.evidence.values():
        where = f'evidence "{kind.code}"'
        yield from _unknown(where, "document", [kind.document] if kind.document else [], found.documents)
        yield from _unknown(where, "agency", [kind.agency] if kind.agency else [], found.agencies)
        if kind.kind == "produced" and not (kind.document or kind.agency):
            yield Problem(FILE, where, "say which document it is, or which agency makes it")
        if kind.kind == "held" and not kind.agency:
            yield Problem(FILE, where, "say which agency has it")
    names = {*found.facts, *found.items, *found.documents}
    for code in sorted(found.facts.keys() & (found.items.keys() | found.documents.keys())):
        yield Problem(
            FILE, f'fact "{code}"', "an item or a document is called so too: conditions could not tell them apart"
        )
    for item in found.items.values():
        where = f'item "{item.code}"'
        yield from _unknown(where, "evidence", item.evidence, found.evidence)
        yield from _unknown(where, "ban", item.bans, found.bans)
        yield from _expression(where, item.when, names)
    for paper in found.documents.values():
        where = f'document "{paper.code}"'
        yield from _unknown(where, "agency", [paper.issuer], found.agencies)
        yield from _unknown(where, "item", dict.fromkeys([*paper.items, *paper.always, *paper.carries]), found.items)
        listed = [*paper.needs, *(code for group in paper.one_of for code in group)]
        for code in sorted({code for code in listed if listed.count(code) > 1}):
            yield Problem(FILE, where, f"it needs {code!r} twice: in 'needs' or in one group of 'one_of', once")
        for condition in (*([paper.of] if paper.of else []), *paper.conditions):
            yield from _expression(f'{where} › condition "{condition.code}"', condition.expr, names)


def unsound(pack: Pack) -> Iterator[Problem]:
    """What would go wrong in use; a pack that judged cases before this was known stays readable."""
    found = pack.requirements
    if not found:
        return
    taken = {code for paper in found.documents.values() if paper.registration for code in paper.items}
    asked = {code for paper in found.documents.values() for code in paper.items}
    for item in found.items.values():
        yield from _given(found, item, item.code in taken)
        if item.code not in asked:
            yield Problem(FILE, f'item "{item.code}"', "no document needs it: remove it")
    accepted = {code for item in found.items.values() for code in item.evidence}
    for code in found.evidence.keys() - accepted:
        yield Problem(FILE, f'evidence "{code}"', "no item accepts it: remove it")
    yield from _reach(found)
    yield from _untranslated(found, pack.languages)


def _unknown(where: str, kind: str, used: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    names = set(known)
    for name in used:
        if name not in names:
            yield Problem(FILE, where, f"{name!r} is not a {kind} of this pack; known: {', '.join(sorted(names))}")


def _expression(where: str, expr: str | None, known: Iterable[str]) -> Iterator[Problem]:
    if expr is None:
        return
    try:
        used = variables_of(expr)
    except BadExpression as error:
        yield Problem(FILE, where, str(error))
        return
    yield from _unknown(where, "name", sorted(used), known)


def _given(found: Requirements, item: Item, taken: bool) -> Iterator[Problem]:
    """Who gives an item is what its evidence allows."""
    where, askable = f'item "{item.code}"', found.askable[item.code]
    if item.given_by == "registration" and not taken:
        yield Problem(
            FILE, where, "it is said to be taken down at registration, and the document of registration does not ask it"
        )
    if item.given_by != "registration" and taken:
        yield Problem(FILE, where, 'the document of registration asks it: write given_by = "registration"')
    if item.given_by == "state" and askable:
        yield Problem(
            FILE,
            where,
            f"the State provides it, and yet the person could be asked for {askable[0]!r}: write sought = false",
        )
    if item.given_by != "state" and not askable:
        yield Problem(
            FILE,
            where,
            "the person gives it, and none of its evidence is a document or a declaration she can be asked for",
        )


def _reach(found: Requirements) -> Iterator[Problem]:
    """Beginning with nothing, every paper can be completed; none waits for itself."""
    frame = Frame.of(found, dict.fromkeys(found.used, True))
    reach = frame.reach(0, (1 << len(found.documents)) - 1)
    items = found.codes(reach.items)
    for item in found.items:
        if item not in items:
            message = "nobody can provide it: no agency, and no document that can be made without it"
            yield Problem(FILE, f'item "{item}"', message)
    for code, paper in found.documents.items():
        if not reach.papers & found.paper_bit[code]:
            groups = [*((item,) for item in paper.needs), *paper.one_of]
            lacking = ", ".join("/".join(group) for group in groups if not set(group) & set(items))
            yield Problem(FILE, f'document "{code}"', f"it can never be made: {lacking}")


def _untranslated(found: Requirements, languages: Iterable[str]) -> Iterator[Problem]:
    """The person reads these texts: each must be there in every language of the pack."""
    file = found.file
    rows: list[tuple[str, Model]] = [("words", file.words)] if file.words else []
    rows += [(f'agency "{row.code}"', row) for row in file.agency]
    rows += [(f'ban "{row.code}"', row) for row in file.ban]
    rows += [(f'evidence "{row.code}"', row) for row in file.evidence]
    rows += [(f'item "{row.code}"', row) for row in file.item]
    for paper in file.document:
        rows.append((f'document "{paper.code}"', paper))
        rows += [(f'document "{paper.code}" › condition "{row.code}"', row) for row in paper.conditions]
        rows += [(f'document "{paper.code}" › condition "{paper.of.code}"', paper.of)] if paper.of else []
    for where, row in rows:
        for name in type(row).model_fields:
            text = getattr(row, name)
            if isinstance(text, Text) and name != "note":
                for language in languages:
                    if not text.get(language).strip():
                        yield Problem(FILE, f"{where} › {name}", f"the text in {language!r} is missing")
