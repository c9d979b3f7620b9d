"""Whether the database has the migrations of this code, told in milliseconds and without loading Django.

`migrate` writes a fingerprint of the migrations as the comment of its own table, so that it travels with every dump.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from acogida.config.database import databases
from acogida.people.matching import scheme

PACKAGE = Path(__file__).resolve().parent.parent
WITH_MIGRATIONS = ("Django", "django-allauth", "procrastinate")  # packages that bring their own
TABLE = "django_migrations"


def fingerprint() -> str:
    """A hash of everything a migrated database depends on."""
    digest = hashlib.sha256()
    files = [path for path in PACKAGE.glob("*/migrations/**/*") if path.suffix in {".py", ".sql"}]
    # Rights are granted with the migrations, and from what models declare.
    files += [PACKAGE / "config" / name for name in ("roles.py", "migrations_near.py")]
    files += [*PACKAGE.glob("*/**/models.py"), *PACKAGE.glob("*/models/*.py")]
    files += PACKAGE.glob("law/packs/*/agreements.toml")  # agreements are rows: installed with the migrations
    # Who is found under which key is kept in the database: other rules for names mean another index of persons.
    files += scheme.files()
    for path in sorted(files):
        digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    for name in WITH_MIGRATIONS:
        digest.update(f"{name}={version(name)}".encode())
    return digest.hexdigest()


def connect() -> psycopg.Connection[Any]:
    """A plain connection with the settings' own parameters."""
    settings = databases()["default"]
    options = {key: value for key, value in settings["OPTIONS"].items() if key not in ("pool", "assume_role")}
    fields = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: settings[field] for key, field in fields.items() if settings.get(field)}
    return psycopg.connect(**given, **options, autocommit=True)


def recorded() -> str | None:
    """The fingerprint the database carries; None when it was never migrated."""
    with connect() as connection:
        row = connection.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f"public.{TABLE}"]).fetchone()
    return row[0] if row else None


def record(connection: Any) -> None:
    """Write the fingerprint, after all migrations (as the owner)."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(sql.Identifier(TABLE), sql.Literal(fingerprint())))
