"""What README and docs promise is there: links lead somewhere, commands exist, buttons are called so, rooms are all drawn."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import acogida
from acogida.config.cli.program import build_parser
from acogida.config.settings import PACKAGE, ROOMS
from acogida.demo.users import PASSWORD, USERS

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GUIDES = sorted(ROOT.glob("docs/users/*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MANAGE = "manage"  # handed on to Django before our own parser reads anything


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(paper: Path) -> set[str]:
    """The headings of a paper as the addresses that readers' programs make of them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", paper.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_link_leads_somewhere(paper: Path) -> None:
    broken = []
    for target in LINK.findall(FENCE.sub("", paper.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        place, _hash, anchor = target.partition("#")
        found = (paper.parent / place).resolve() if place else paper
        there = found.exists() and found.is_relative_to(ROOT)
        if not there or (anchor and found.suffix == ".md" and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> dict[tuple[str, ...], set[str]]:
    """Every command by its words, with the options it takes."""
    found = {before: {option for action in parser._actions for option in action.option_strings}}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, child in action.choices.items():
                found |= commands(child, (*before, word))
    return found


def mentioned(paper: Path) -> set[str]:
    """The lines that begin with `acogida`, in code and in running text."""
    text = paper.read_text()
    inline = re.findall(r"`(?:[\w./]*/)?acogida ([^`\n]+)`", FENCE.sub("", text))
    blocks = re.findall(r"^\s*(?:\S*/)?acogida ([^\n]+)", "\n".join(FENCE.findall(text)), re.MULTILINE)
    return {line for each in [*inline, *blocks] for line in spread(each)}


def spread(line: str) -> list[str]:
    """`db status|start` is two commands."""
    words = line.split("#")[0].split()
    several = next((word for word in words if "|" in word and not word.startswith("[")), None)
    return [line] if several is None else [line.replace(several, word) for word in several.split("|")]


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_command_exists_with_its_options(paper: Path) -> None:
    known = commands(build_parser())
    unknown = []
    for line in mentioned(paper):
        words = line.split("#")[0].split()
        if words[0] in (MANAGE, "…"):
            continue
        depth = max(n for n in range(len(words) + 1) if tuple(words[:n]) in known)
        command = tuple(words[:depth])
        has_more = any(other[:depth] == command and len(other) > depth for other in known)
        if (has_more and len(words) > depth and not words[depth].startswith(("-", "…"))) or (
            not has_more and {word.split("=")[0] for word in words if word.startswith("--")} - known[command]
        ):
            unknown.append(line)
    assert unknown == []


def test_the_readme_names_the_demonstration_users() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = [user.username for user in USERS if f"`{user.username}`" not in readme]
    assert missing == []
    assert f"`{PASSWORD}`" in readme


def test_the_readme_opens_with_the_two_commands_and_a_picture() -> None:
    opening = (ROOT / "README.md").read_text().split("\n## ")[0]
    assert opening.index("make run") < opening.index("make test") < opening.index("](docs/img/case.png)")


def spanish() -> str:
    """Everything the interface says in Spanish, and the pack with it."""
    texts: list[str] = []
    for path in PACKAGE.glob("*/locale/es/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                texts += message.string if isinstance(message.string, tuple) else [message.string]
    texts += [path.read_text() for path in (PACKAGE / "law" / "packs" / "mexico").glob("*.toml")]
    return "\n".join(texts)


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_what_a_guide_says_to_press_is_called_so_on_the_page(guide: Path) -> None:
    said = spanish()
    pressed = {" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", guide.read_text())}
    sentences = {words for words in pressed if words.endswith((".", ":"))}  # emphasis, not a button
    assert sorted(words for words in pressed - sentences if words not in said) == []


def test_every_room_is_drawn_and_described() -> None:
    picture = (ROOT / "docs" / "img" / "rooms.svg").read_text()
    described = (ROOT / "docs" / "architecture.md").read_text()
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {*ROOMS, "law", "config"} == rooms
    assert sorted(room for room in rooms if f">{room}</text>" not in picture) == []
    assert sorted(room for room in rooms if not re.search(rf"^\| \d+ \| `{room}` \|", described, re.MULTILINE)) == []


def test_the_floors_of_the_paper_are_those_that_are_checked() -> None:
    """Rooms in the order of the paper never stand above what the contract puts over them."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    height = {room.strip(): -place for place, layer in enumerate(contract) for room in layer.split("|")}
    described = re.findall(r"^\| (\d+) \| `(\w+)` \|", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE)
    wrong = [
        (low, high)
        for floor, low in described
        for other, high in described
        if int(floor) < int(other) and height[low] >= height[high]
    ]
    assert wrong == []


def test_the_version_is_one_everywhere() -> None:
    version = acogida.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == version
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text()
    assert f"Version {version}" in (ROOT / "README.md").read_text()
    assert f'softwareVersion: "{version}"' in (ROOT / "publiccode.yml").read_text()


def test_the_licence_is_the_one_that_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "EUPL-1.2"
    assert "license: EUPL-1.2" in (ROOT / "publiccode.yml").read_text()
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_publiccode_has_what_the_standard_requires() -> None:
    """Read line by line: it is plain nested YAML, and no YAML library is a dependency."""
    text = (ROOT / "publiccode.yml").read_text()
    assert "\t" not in text
    top = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    assert top >= {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    short = re.findall(r"^    shortDescription: (.+)$", text, re.MULTILINE)
    features = re.findall(r"^      - (.+)$", text, re.MULTILINE)
    assert len(short) == 2
    assert max(map(len, short)) <= 150
    assert max(map(len, features)) <= 100


def test_papers_named_in_the_code_exist() -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), paper)
        for folder in ("src", "simulators", "tools", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        for paper in re.findall(r"\bdocs/[\w/.-]*\w", path.read_text())
    }
    assert sorted((place, paper) for place, paper in named if not list(ROOT.glob(f"{paper}*"))) == []


def test_every_decision_record_is_listed() -> None:
    listed = (ROOT / "docs" / "architecture.md").read_text()
    assert [path.name for path in sorted(ROOT.glob("docs/adr/*.md")) if f"](adr/{path.name})" not in listed] == []
