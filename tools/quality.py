#!/usr/bin/env python
"""Every check that is not a test, one after the other; all are run, then the failures are listed.

.venv/bin/python tools/quality.py            all
.venv/bin/python tools/quality.py ruff mypy  some
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
TIMEOUT = 600

# Pure rooms and modules import no Django: they are typed strictly, and without Django's plugin.
ROOMS = ROOT / "src" / "acogida"
PURE_MODULES = (
    "law",
    "hooks/command.py hooks/copytext.py hooks/dates.py hooks/ids.py hooks/registry.py hooks/scripts.py",
    "letters/glyphs.py",
    "audit/chain.py",
    "files/media.py",
    "ui/suppression.py ui/cells.py",
    "exchange/comparing.py exchange/firewall.py exchange/nations.py exchange/messages.py exchange/operations.py",
    "exchange/replies.py exchange/backoff.py exchange/topics.py exchange/wire.py partners/events/addresses.py partners/osia/names.py",
    "people/renapo/fields.py people/renapo/known.py people/renapo/osia.py people/renapo/published.py",
    "people/curp people/names.py people/unions.py people/commands/curp.py",
    "people/matching/record.py people/matching/people_csv.py people/matching/ordinary.py people/matching/pairs people/matching/training",
    "people/matching/compare.py people/matching/explain.py people/matching/keys.py people/matching/profile.py people/matching/sinitic.py",
    "people/matching/tokens.py people/matching/variants.py people/matching/weights.py",
    "cases/projection.py",
    "certificates/bundle.py certificates/cose.py certificates/numbers.py certificates/qr.py certificates/status_list.py",
    "certificates/status_token.py certificates/token.py certificates/standing/wording.py certificates/verdicts.py",
    "languages/detect.py languages/sentences.py languages/engines/pipe.py languages/engines/stream.py languages/checks",
    "languages/terms/matching.py languages/memory/tmx.py",
    "coi/requests/dates_in_text.py coi/requests/screening.py coi/requests/states.py",
    "coi/packs/bundle.py coi/packs/difference.py coi/packs/references.py",
    "registration/lists.py registration/naming.py",
    "registration/importing/check.py registration/importing/dates.py registration/importing/detect.py",
    "registration/importing/families.py registration/importing/findings.py registration/importing/folding.py",
    "registration/importing/mapping.py registration/importing/questions.py registration/importing/reading.py",
    "registration/importing/survey.py registration/importing/swapped.py registration/importing/table.py",
    "coi/ages.py coi/quoting.py coi/recall/registry.py",
    "coi/library/differences.py coi/library/finding.py coi/library/topics.py",
    "determination/country_checks.py determination/sampling.py determination/template.py",
    "demo/again.py demo/figures.py demo/households.py demo/journeys.py demo/names.py demo/plan.py",
    "coi/intake/countries.py coi/intake/likeness.py coi/intake/passages.py coi/intake/reading",
    "coi/finding/marks.py coi/finding/syntax.py",
    "coi/search/embedding.py coi/search/query.py coi/search/ranking.py",
    "config/cli config/postgres config/serve config/database.py config/environment.py config/prepare.py",
)
PURE = [str(ROOMS / module) for line in PURE_MODULES for module in line.split()]

CHECKS: dict[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "--quiet", "src", "tests", "tools", "simulators", "benchmarks", "manage.py"],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "src", "tests", "tools", "simulators", "benchmarks"],
    "floors": [str(BIN / "lint-imports"), "--no-cache"],
    "types-pure": [str(BIN / "mypy"), "--strict", "--config-file", "tools/mypy-pure.ini", *PURE],
    "types": [str(BIN / "mypy"), "src/acogida"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "-m", "acogida.config.catalogues", "check"],
    "deploy": [PYTHON, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
}


def production() -> dict[str, str]:
    """The environment of a production process, with a data folder of its own and no demonstration."""
    dropped = ("ACOGIDA_DEMO", "ACOGIDA_DEBUG", "ACOGIDA_SECRET_KEY")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    home = Path(tempfile.gettempdir() if os.geteuid() else "/var/tmp") / f"acogida-quality-{os.geteuid()}"
    return {**kept, "ACOGIDA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "acogida.config.settings"}


def run(name: str) -> bool:
    """Run one check, show its output when it fails; True when it passes."""
    start = time.monotonic()
    try:
        done = subprocess.run(
            CHECKS[name],
            cwd=ROOT,
            env=production(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT,
        )
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        code, output = 1, f"no end within {TIMEOUT} seconds"
    print(f"{'ok  ' if code == 0 else 'FAIL'} {name} ({time.monotonic() - start:.1f} s)", flush=True)
    if code:
        print(output, flush=True)
    return code == 0


def main(names: Sequence[str]) -> int:
    """Exit code 0 when every check passes."""
    if unknown := set(names) - set(CHECKS):
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = [name for name in names or CHECKS if not run(name)]
    print(f"failed: {', '.join(failed)}" if failed else "all checks pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
