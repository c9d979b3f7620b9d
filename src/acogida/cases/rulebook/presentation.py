"""What the pages of versions show, put into words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.cases import packs, store
from acogida.cases.models import Case, PackSnapshot, PackVersion
from acogida.cases.projection import Rules, apply
from acogida.cases.rulebook import trial, versions
from acogida.law import Pack, Problem
from acogida.law.compare import FILES, Change, compare
from acogida.law.loader import MODELS
from acogida.law.problems import told

State = PackVersion.State


def in_force(pack: Pack) -> PackVersion | None:
    """The adopted version that these rules are; None for the installed ones."""
    rows = PackVersion.objects.filter(snapshot_id=pack.hash, state=State.ADOPTED)
    return rows.select_related("closed_by").order_by("-effective_on").first()


def listed(rows: Iterable[PackVersion]) -> list[dict[str, Any]]:
    """Versions with where they stand: in force, to come, replaced, draft, discarded."""
    today, running = timezone.localdate(), packs.current().hash
    return [{"row": row, **_standing(row, today, running)} for row in rows]


def _standing(row: PackVersion, today: dt.date, running: str) -> dict[str, str]:
    if row.state == State.DRAFT:
        return {"word": _("Draft"), "tone": "warning"}
    if row.state == State.DISCARDED:
        return {"word": _("Discarded"), "tone": "secondary"}
    if row.effective_on and row.effective_on > today:
        return {"word": _("Adopted, to come"), "tone": "info"}
    if row.snapshot_id == running:
        return {"word": _("In force"), "tone": "success"}
    return {"word": _("Replaced"), "tone": "secondary"}


def version_context(request: Any, found: PackVersion, language: str) -> dict[str, Any]:
    """The page of one version."""
    short = "en" if language.startswith("en") else "es"
    pack, problems = versions.checked(found.content)
    base = _base(found)
    changes = compare(base, pack) if pack else []
    _same, against = versions.why_not(found, request.user, None) if found.state == State.DRAFT else (None, [])
    context = {
        "version": found,
        "standing": _standing(found, timezone.localdate(), packs.current().hash),
        "pack": pack,
        "base": base,
        "problems": _by_file([told(problem, short) for problem in problems], short),
        "problem_count": len(problems),
        "changes": _changes(changes, short),
        "change_count": len(changes),
        "files": [
            {"name": name, "label": FILES[name][short], "lines": found.content.get(name, "").count("\n"),
             "present": name in found.content, "problems": sum(p.file == name for p in problems)}
            for name in MODELS
        ],
        "against": against,
        "may_manage": versions.manages(request.user),
        "is_draft": found.state == State.DRAFT,
        "drafters": [user.name for user in found.drafters.order_by("first_name", "last_name")],
        "today": timezone.localdate(),
    }  # fmt: skip
    return context | _trial(request, found, pack, short)


def _base(found: PackVersion) -> Pack:
    """What a version is compared with: the rules in force; for one that is no draft any more, those it was begun from."""
    if found.state == State.DRAFT:
        return packs.current()
    kept = found.based_on == packs.installed_one().hash or PackSnapshot.objects.filter(pk=found.based_on).exists()
    return packs.by_hash(found.based_on) if kept else packs.current()


def _by_file(problems: list[Problem], language: str) -> list[dict[str, Any]]:
    """Problems grouped by file, in the files' order."""
    files = dict.fromkeys([name for name in MODELS if any(p.file == name for p in problems)])
    rest = [p for p in problems if p.file not in MODELS]
    groups = [
        {
            "file": name,
            "label": FILES[name][language],
            "editable": True,
            "rows": [p for p in problems if p.file == name],
        }
        for name in files
    ]
    return groups + ([{"file": "", "label": "", "editable": False, "rows": rest}] if rest else [])


def _changes(changes: list[Change], language: str) -> list[dict[str, Any]]:
    """Changes grouped by file."""
    return [
        {"file": name, "label": FILES[name][language],
         "rows": [{"kind": c.kind, "text": c.text[language]} for c in changes if c.file == name]}
        for name in MODELS if any(c.file == name for c in changes)
    ]  # fmt: skip


def _trial(request: Any, found: PackVersion, pack: Pack | None, language: str) -> dict[str, Any]:
    """The trial as the page tells it."""
    result = found.trial
    if not result or pack is None:
        return {"trial": None}
    try:
        number = max(1, int(request.GET.get("page", 1)))
    except ValueError:
        number = 1
    rows, pages, hidden = trial.page_of(result, request.user, number)
    old = packs.current()

    def stage(code: str) -> str:
        return next((old.text(s.label, language) for s in old.stages if s.code == code), code)

    def term(code: str) -> str:
        rule = pack.clocks.get(code) or old.clocks.get(code)
        return pack.text(rule.label, language) if rule else code

    return {
        "trial": result,
        "tried_at": dt.datetime.fromisoformat(result["at"]),
        "trial_rows": [{"change": row, "term": term(row.clock)} for row in rows],
        "trial_page": number,
        "trial_pages": range(1, pages + 1),
        "trial_hidden": hidden,
        "trial_listed": len(result["rows"]),
        "trial_stages": [(stage(code), n) for code, n in result["stages"].items()],
        "trial_terms": [(term(code), n) for code, n in result["terms"].items()],
        "movable": found.state == State.ADOPTED and found.snapshot_id == packs.current().hash,
    }


def move_context(case: Case, new: Pack, language: str) -> dict[str, Any]:
    """What moving a case to other rules would change: its dates, and the rules themselves."""
    short = "en" if language.startswith("en") else "es"
    old, state = packs.of(case), store.load(case)
    dates = []
    if all(clock.clock in new.clocks for clock in state.clocks if clock.open):
        kept = packs.rules_of(case)
        after = apply(state, _Move(), Rules(new, kept.closures, kept.switches))
        dates = [
            {"term": new.text(new.clock(then.clock).label, language), "now": now.due, "then": then.due}
            for now, then in zip(state.clocks, after.clocks, strict=True)
            if now.open and now.due != then.due
        ]
    changes = compare(old, new) if old.name == new.name and old.hash != new.hash else []
    return {"dates": dates, "changes": _changes(changes, short), "change_count": len(changes)}


class _Move:
    """The event that moving would write, as far as the projection looks at it."""

    kind = "pack_moved"
    on = dt.date.min
    payload: dict[str, Any] = {}  # noqa: RUF012  read only
    claim_key = None
