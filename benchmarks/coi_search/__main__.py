"""`python -m benchmarks.coi_search speed --passages 50000` and `… recall`.

`speed --keep 1` leaves its database (acogida_kept_coi_50000) for the next run with `--keep 1`, which need not load it again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import Report


def main() -> int:
    which = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
    if which not in ("speed", "recall"):
        print("speed or recall?", file=sys.stderr)
        return 2
    options = measuring.arguments(__doc__ or "", passages=50_000, searches=100, keep=0)
    _prepare()
    from django.core.management import call_command

    from acogida.people.matching import scratch

    report = Report(f"Searching country information: {which}", {"cores": os.cpu_count()})
    kept = f"coi_{options.passages}" if options.keep and which == "speed" else ""
    with scratch.database(measuring.say, kept):
        call_command("migrate", verbosity=0, interactive=False)
        if which == "speed":
            from benchmarks.coi_search import speed

            report.setting["passages"] = f"{options.passages:,}"
            speed.measure(options.passages, options.searches, report)
        else:
            from benchmarks.coi_search import recall

            recall.measure(report)
    return report.finish(options.json)


def _prepare() -> None:
    os.environ.setdefault("ACOGIDA_HOME", str(Path("/var/tmp") / f"acogida-bench-{os.geteuid()}"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "acogida.config.settings"
    os.environ["ACOGIDA_DB_OWNER"] = "1"
    import django

    from acogida.config import prepare

    prepare.database(measuring.say)
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
