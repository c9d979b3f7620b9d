"""Every message of the check has its Spanish: the sources are walked, so that a new one without it fails here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from acogida.law import conditions, loader
from acogida.law.errors import PackError, Problem
from acogida.law.loader import read_pack
from acogida.law.problems import message_in, place_in, told
from tests.law.packs import change, plain
from tests.law.test_commands_give_one_document import run

ROOM = Path(loader.__file__).parent
SOURCES = [
    *(ROOM / name for name in ("loader.py", "checks.py", "soundness.py", "scaffold.py")),
    *(ROOM / "model").glob("*.py"),
    ROOM / "requirements" / "checking.py",
]


def texts(node: ast.AST, names: dict[str, ast.expr]) -> Iterator[str]:
    """The texts an expression may be, with a stand-in for each value put into it."""
    if isinstance(node, ast.Name) and node.id in names:
        yield from texts(names[node.id], names)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "7" for part in node.values]
        yield "".join(str(part) for part in parts)
    elif isinstance(node, ast.BinOp):
        for left in texts(node.left, names):
            for right in texts(node.right, names):
                yield left + right


def messages() -> Iterator[tuple[str, str]]:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Problem", "ValueError")
            ):
                for text in texts(node.args[-1], names):
                    yield path.name, text
    yield from (("loader.py", text) for text in loader._WORDS.values())


def test_the_sources_have_many_messages() -> None:
    assert len(set(messages())) > 40


@pytest.mark.parametrize(("file", "message"), sorted(set(messages())))
def test_the_message_has_its_spanish(file: str, message: str) -> None:
    assert message_in(message, "es") != message
    assert message_in(message, "en") == message


def test_a_condition_that_is_not_cel_is_told_in_spanish() -> None:
    with pytest.raises(conditions.BadExpression) as caught:
        conditions.compiled("a ==")
    assert message_in(str(caught.value), "es").startswith("la condición 'a ==' no es CEL válido")


def test_a_place_is_named_in_spanish() -> None:
    assert (
        place_in('transition "admit" › conditions "late" › message', "es")
        == "paso «admit» › condición «late» › mensaje"
    )
    assert place_in('transition "admit"', "en") == 'transition "admit"'


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("clocks.toml", "amount = 45", 'amount = "x"', "plazo «C8» › duración: escriba un número entero, sin comillas"),
        ("clocks.toml", "amount = 10", "amount = -1", "debe ser al menos 0"),
        ("clocks.toml", "[[clock]]", "[[clock]", "no se puede leer como TOML en la línea 5"),
        ("procedure.toml", 'to = "review"', 'to = "revew"', "paso «submit_draft»: 'revew' no es etapa de estas reglas; hay: admitted"),
        ("clocks.toml", 'unit = "working"', 'unit = "weeks"', "'weeks' no se admite aquí; escriba 'working', 'calendar'"),
    ],
)  # fmt: skip
def test_real_mistakes_are_told_in_spanish(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = plain(tmp_path)
    change(folder, file, old, new)
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    assert said in "\n".join(str(told(problem, "es")) for problem in caught.value.problems)


def test_the_command_speaks_spanish_when_asked(tmp_path: Path) -> None:
    document, text, code = run("pack", "check", str(tmp_path), "--lang", "es")
    assert code == 1 and "pack.toml: falta el archivo" in text
    assert Problem("pack.toml", "", "falta el archivo").as_json() in document["problems"]
