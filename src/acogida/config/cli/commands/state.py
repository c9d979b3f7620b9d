"""`acogida doctor` and `acogida health`: what there is, what is missing, whether it works."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]
MARKS = {"ok": "✓", "missing": "–", "broken": "✗"}


def doctor(arguments: Namespace) -> Result:
    """Say what is installed, what is missing, and what that switches off."""
    from acogida.config import doctor as examination

    findings = examination.examine()
    broken = [finding for finding in findings if finding.state == "broken"]
    lines = [
        f"{MARKS[finding.state]} {finding.name}: {finding.found}"
        + (f"\n    switches off: {finding.switches_off}" if finding.switches_off and finding.state != "ok" else "")
        + (f"\n    to have it:   {finding.advice}" if finding.advice and finding.state != "ok" else "")
        for finding in findings
    ]
    document = {"sound": not broken, "findings": [finding._asdict() for finding in findings]}
    return document, "\n".join(lines), 1 if broken else 0


def health(arguments: Namespace) -> Result:
    """Say whether database, migrations, queue and disk are in order."""
    from acogida.config.health import state

    checks = state()
    good = all(check["ok"] for check in checks.values())
    text = "\n".join(f"{MARKS['ok' if check['ok'] else 'broken']} {name}" for name, check in checks.items())
    return {"ready": good, "checks": checks}, text, 0 if good else 1


COMMANDS: dict[tuple[str, ...], Command] = {
    ("doctor",): Command(lambda parser: None, doctor, needs_database=False),
    ("health",): Command(lambda parser: None, health),
}
