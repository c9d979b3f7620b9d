"""Message catalogues: compiled without gettext, and checked so that no text stays untranslated.

`python -m acogida.config.catalogues check` lists what is missing, room by room.
"""

from __future__ import annotations

import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "es"
_ASKED_IN_TEXT = re.compile(rb"\{(_|gettext)\(")
KEYWORDS: dict[str, Any] = {  # how Babel describes the arguments of each function
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Finding:
    """One text that is not translated, or not translatable."""

    path: Path
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(PACKAGE.parent.parent)}:{self.line}: {self.problem}"


def compile_all() -> int:
    """Compile every catalogue newer than its compiled form; returns how many were."""
    count = 0
    for source in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text:
            catalogue = pofile.read_po(text, locale=source.parent.parent.name.replace("-", "_"))
        # Another process may read or write it at the same time: a whole file takes its place at once.
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as compiled:
            mofile.write_mo(compiled, catalogue)
        temporary.replace(target)
        count += 1
    return count


def messages_of(room: Path) -> Iterator[tuple[Path, int, str | tuple[str, str], str | None]]:
    """Every message a room uses: file, line, message id (a pair where it has a plural), context."""
    for path in sorted([*room.rglob("*.py"), *room.glob("templates/**/*.*")]):
        if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        source = path.read_bytes() if path.suffix == ".py" else _template_as_python(path)
        for line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            yield path, line, message if isinstance(message, str) else (message[0], message[1]), context
        if path.suffix == ".py" and sys.version_info < (3, 12) and _ASKED_IN_TEXT.search(source):
            yield from ((path, line, message, None) for line, message in _in_f_strings(source))


def _in_f_strings(source: bytes) -> Iterator[tuple[int, str]]:
    """Messages asked for within f-strings, which Python 3.11, and with it Babel, reads as text: line and message id."""
    for text in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(text) if isinstance(node, ast.Call) and node.args):
            named, first = call.func, call.args[0]
            if isinstance(named, ast.Name) and named.id in ("_", "gettext") and isinstance(first, ast.Constant):
                yield call.lineno, str(first.value)


def check_room(room: Path) -> list[Finding]:
    """What is missing in one room's Spanish catalogue."""
    findings: list[Finding] = []
    source = room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    catalogue = Catalog(locale=LANGUAGE)
    if source.exists():
        with source.open("rb") as text:
            catalogue = pofile.read_po(text, locale=LANGUAGE)
    for path, line, message, context in messages_of(room):
        identity = message if isinstance(message, str) else message[0]
        if not identity.strip():
            continue
        entry = catalogue.get(identity, context)
        translated = entry is not None and all(
            entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
        )
        if entry is None or not translated:
            findings.append(Finding(path, line, f"no Spanish for {identity!r}"))
        elif entry.fuzzy:
            findings.append(Finding(path, line, f"the Spanish for {identity!r} is marked fuzzy"))
        elif isinstance(message, str) and _placeholders(identity) != _placeholders(str(entry.string)):
            findings.append(Finding(path, line, f"the Spanish for {identity!r} has other placeholders"))
    for path in sorted(room.glob("templates/**/*.html")):
        findings += [Finding(path, line, f"visible text is not translatable: {text!r}") for line, text in _bare(path)]
    return findings


def check_together(rooms: list[Path]) -> list[Finding]:
    """Texts that two rooms translate differently: Django merges the catalogues, and only one of them would be seen."""
    findings: list[Finding] = []
    first: dict[tuple[Any, Any], tuple[str, Any]] = {}
    for room in rooms:
        source = room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if not source.exists():
            continue
        with source.open("rb") as text:
            catalogue = pofile.read_po(text, locale=LANGUAGE)
        for entry in catalogue:
            if not entry.id:
                continue
            other, string = first.setdefault((entry.id, entry.context), (room.name, entry.string))
            if string != entry.string:
                problem = (
                    f"{entry.id!r} is {entry.string!r} here and {string!r} in {other}: give it a context, or one word"
                )
                findings.append(Finding(source, entry.lineno or 0, problem))
    return findings


def check() -> list[Finding]:
    """What is missing anywhere."""
    rooms = [path for path in sorted(PACKAGE.iterdir()) if (path / "__init__.py").exists()]
    return [*check_together(rooms), *(finding for room in rooms for finding in check_room(room))]


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def _template_as_python(path: Path) -> bytes:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    # Only calls and blotted-out words are left, as indented as the page was: read as Python, lines must start at the margin.
    source = templatize(path.read_text(), origin=str(path))
    return "\n".join(line.strip() for line in source.splitlines()).encode()


# What is not visible text: template tags, comments, scripts and styles, and attributes other than those read aloud.
_HIDDEN = (
    r"\{%\s*(comment)\b.*?%\}.*?\{%\s*endcomment\s*%\}",
    r"\{%\s*(blocktranslate|blocktrans)\b.*?%\}.*?\{%\s*end\1\s*%\}",
    r"\{#.*?#\}",
    r"<!--.*?-->",
    r"<(script|style)\b.*?</\1>",
    r"\{%\s*block\s+\w*class\w*\s*%\}.*?\{%\s*endblock\b.*?%\}",  # goes into an attribute
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
)
_READ_ALOUD = re.compile(r"""\b(?:title|alt|placeholder|aria-label|aria-description|label)=("([^"]*)"|'([^']*)')""")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")  # case.view
# The same in every language: names of things, not words of the interface.
_NAMES = re.compile(
    r"\b(Acogida|CURP|COMAR|ACNUR|UNHCR|RENAPO|INM|PDF|QR|UTC|CSV|JSON|html|nbsp|amp|lt|gt|middot|times)\b"
)


def _bare(path: Path) -> list[tuple[int, str]]:
    """Visible words of a template outside translation tags, with their lines."""
    text = path.read_text()
    for pattern in _HIDDEN:
        # Lines are kept, so that findings point at the right one.
        text = re.sub(pattern, lambda match: " " + "\n" * match[0].count("\n"), text, flags=re.DOTALL)
    found: list[tuple[int, str]] = []

    def consider(words: str, position: int) -> None:
        if _WORD.search(_NAMES.sub("", words)) and not _CODE.match(words.strip()):
            start = position + len(words) - len(words.lstrip())
            found.append((text.count("\n", 0, start) + 1, " ".join(words.split())))

    for match in _READ_ALOUD.finditer(text):
        consider(match[2] or match[3] or "", match.start())
    position = 0
    for part in re.split(r"(<[^>]*>)", text, flags=re.DOTALL):
        if not part.startswith("<"):
            consider(part, position)
        position += len(part)
    return found


def main() -> int:
    """`check` lists findings and fails on any; `compile` compiles."""
    if sys.argv[1:] == ["compile"]:
        print(f"{compile_all()} catalogues compiled", file=sys.stderr)
        return 0
    findings = check()
    for finding in findings:
        print(finding)
    print(f"{len(findings)} texts to translate", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
