"""Vendored files are the ones recorded, light enough, and every icon named by a template exists."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

from acogida.ui import icons

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "src/acogida/ui/static/ui"


def test_vendored_files_have_the_recorded_hash() -> None:
    record = json.loads((STATIC / "vendor/VENDOR.json").read_text())
    files = {path: digest for package in record for path, digest in package["files"].items() if "/" in path}
    assert len(files) >= 6
    for path, digest in files.items():
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest, path


def test_every_icon_named_in_a_template_is_shipped() -> None:
    missing = set()
    for path in (ROOT / "src/acogida").rglob("*.html"):
        names = re.findall(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""", path.read_text())
        missing |= {f"{path.name}: {name}" for name in names if name not in icons.drawings()}
    assert missing == set(), "run: python tools/vendor_assets.py --icons"


def test_a_first_visit_stays_under_300_kilobytes() -> None:
    page = (ROOT / "src/acogida/ui/templates/ui/document.html").read_text()
    names = set(re.findall(r"\{% static 'ui/([^']+)' %\}", page))
    assert "vendor/tabler.min.css" in names
    total = sum(
        len((STATIC / name).read_bytes() if name.endswith("woff2") else gzip.compress((STATIC / name).read_bytes()))
        for name in names
    )
    assert total < 300_000
