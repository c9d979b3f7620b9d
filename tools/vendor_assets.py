"""Fetch the browser assets Acogida ships: run by developers, never at install time.

Takes exact versions from npm, keeps only the files pages use, and writes `VENDOR.json` with version, licence and
sha256 of each. Icons are cut down to those named in templates and Python, plus a small set for menus.

    python tools/vendor_assets.py            # everything
    python tools/vendor_assets.py --icons    # only the icon set, after a template names a new one
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "acogida"
VENDOR = SOURCE / "ui" / "static" / "ui" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
ICONS = SOURCE / "ui" / "icons.json"


@dataclass(frozen=True)
class Package:
    """An npm package at one version, and which of its files go where."""

    name: str
    version: str
    licence: str
    files: dict[str, Path] = field(default_factory=dict)


PACKAGES = [
    Package(
        "@tabler/core",
        "1.6.1",
        "MIT",
        {"dist/css/tabler.min.css": VENDOR / "tabler.min.css", "dist/js/tabler.min.js": VENDOR / "tabler.min.js"},
    ),
    Package("htmx.org", "2.0.11", "0BSD", {"dist/htmx.min.js": VENDOR / "htmx.min.js"}),
    Package(
        "@fontsource-variable/noto-sans",
        "5.3.0",
        "OFL-1.1",
        {
            "files/noto-sans-latin-wght-normal.woff2": VENDOR / "noto-sans-latin.woff2",
            "files/noto-sans-latin-ext-wght-normal.woff2": VENDOR / "noto-sans-latin-ext.woff2",
        },
    ),
    Package("axe-core", "4.14.1", "MPL-2.0", {"axe.min.js": TEST_VENDOR / "axe.min.js"}),
]
TABLER_ICONS = Package("@tabler/icons", "3.51.0", "MIT")
# Names that reach the icon tag through a variable (menus, alerts, packs), so that no search finds them.
ALWAYS = (ROOT / "tools" / "icons.txt").read_text().split()


def fetch(package: Package, into: Path) -> Path:
    """Download and unpack one npm package; its folder."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=into, check=True, capture_output=True, text=True)
    archive = into / done.stdout.strip().splitlines()[-1]
    folder = into / archive.stem
    shutil.unpack_archive(archive, folder)
    return folder / "package"


def cleaned(data: bytes) -> bytes:
    """Without source-map comments: the maps are not shipped, and hashed static files would look for them."""
    return re.sub(rb"\s*(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*$", b"\n", data)


def icons_named() -> set[str]:
    """Every icon a template or a Python file names literally."""
    names = set(ALWAYS)
    for path in SOURCE.rglob("*"):
        if path.suffix in {".html", ".py", ".toml"} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            names |= set(re.findall(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""", text))
            names |= set(re.findall(r"""\bicon\s*[=:]\s*["']([a-z0-9-]+)["']""", text))
            names |= set(re.findall(r"""["']icon["']\s*:\s*["']([a-z0-9-]+)["']""", text))
            names |= set(re.findall(r"""\{%\s*(?:empty|empty_state)\s+["']([a-z0-9-]+)["']""", text))
    return names


def write_icons(folder: Path) -> None:
    """Cut the outline set down to the named icons: name → what stands between <svg> and </svg>."""
    kept: dict[str, str] = {}
    for name in sorted(icons_named()):
        path = folder / "icons" / "outline" / f"{name}.svg"
        if not path.exists():
            print(f"no such icon: {name}", file=sys.stderr)
            continue
        inner = path.read_text().split(">", 1)[1].rsplit("</svg>", 1)[0]
        inner = inner.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        kept[name] = re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>").strip()
    ICONS.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n")
    print(f"{len(kept)} icons")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icons", action="store_true", help="only cut the icon set again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        write_icons(fetch(TABLER_ICONS, Path(temporary)))
        if arguments.icons:
            return
        record = [{"name": TABLER_ICONS.name, "version": TABLER_ICONS.version, "licence": TABLER_ICONS.licence,
                   "files": {}}]  # fmt: skip
        for package in PACKAGES:
            folder = fetch(package, Path(temporary))
            hashes = {}
            for source, target in package.files.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(cleaned((folder / source).read_bytes()))
                hashes[target.relative_to(ROOT).as_posix()] = hashlib.sha256(target.read_bytes()).hexdigest()
            record.append(
                {"name": package.name, "version": package.version, "licence": package.licence, "files": hashes}
            )
    (VENDOR / "VENDOR.json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
