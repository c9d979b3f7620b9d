"""Django's `migrate` with what belongs to it: the cache table, the application role's rights, the fingerprint."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from acogida.config import migrations_state, roles
from acogida.config.migrations_near import only_what_is_near

LOCK = 7000  # advisory lock: of several processes that start at once, one migrates


class Command(Migrate):
    """Migrate, make the cache table, grant, record."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("check_unapplied") or options.get("plan"):
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with only_what_is_near():
                super().handle(*args, **options)
            if not options.get("app_label"):
                self._vectors()
            call_command("createcachetable", database=options["database"], verbosity=0)
            if warning := roles.grant(connection):
                self.stderr.write(self.style.WARNING(warning))
            if not options.get("app_label"):
                self._agree()
                self._index_people()
                migrations_state.record(connection)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _vectors(self) -> None:
        """Search by meaning where the server can: it may have got pgvector since the last time."""
        from acogida.coi.search import vectors

        if warning := vectors.ensure():
            self.stderr.write(self.style.WARNING(warning))

    def _agree(self) -> None:
        """What the jurisdiction's pack agrees with other authorities holds here, too."""
        from acogida.exchange.agreements import installed

        installed()

    def _index_people(self) -> None:
        """Whoever was registered before there was an index of persons can be found in it from now on."""
        from acogida.people.matching import building

        def tell(what: str, done: int) -> None:
            if done:
                self.stderr.write(f"acogida: making persons findable ({what}): {done:,}")

        building.index_missing(tell)
