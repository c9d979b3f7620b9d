"""A register of the size a benchmark needs, in a data folder of its own, measured as the application's role."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import say

PERSONS_PER_CASE = 1.6
ROOT = Path(__file__).resolve().parent.parent


def prepare(cases: int, *, as_owner: bool = False) -> int:
    """Load at least `cases` cases if the register is empty, set Django up, and return how many there are.

    Django speaks to the database as the application does, or `as_owner`.
    Uses ACOGIDA_HOME (default /var/tmp/acogida-benchmarks) or DATABASE_URL; nothing that is there is removed.
    """
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("ACOGIDA_HOME", "/var/tmp/acogida-benchmarks")
    os.environ.update(DJANGO_SETTINGS_MODULE="acogida.config.settings", ACOGIDA_DEMO="1", ACOGIDA_LOG="ERROR")
    os.environ.pop("ACOGIDA_DB_OWNER", None)
    command = [sys.executable, "-m", "acogida.config.cli", "demo", "load", "--if-empty"]
    load = subprocess.run([*command, "--persons", str(round(cases * PERSONS_PER_CASE))], stdout=sys.stderr, cwd=ROOT)
    if load.returncode:
        raise SystemExit("the demonstration country could not be loaded (see above)")
    os.environ["ACOGIDA_POOL"] = "4"
    if as_owner:
        os.environ["ACOGIDA_DB_OWNER"] = "1"

    from acogida.config import postgres, prepare

    postgres.ensure(say)
    prepare.static_files(say)
    prepare.translations(say)

    import django

    django.setup()
    from acogida.cases.models import Case

    found = Case.objects.count()
    if found < cases * 0.99:
        raise SystemExit(f"there are only {found} cases there; give a fresh ACOGIDA_HOME to load {cases}")
    return found
