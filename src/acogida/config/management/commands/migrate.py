"""Django's `migrate`, followed by the application role's rights on whatever tables there are now."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from acogida.config import roles


class Command(Migrate):
    """Migrate, make the cache table, grant."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options.get("check_unapplied") or options.get("plan"):
            return
        call_command("createcachetable", database=options["database"], verbosity=0)
        warning = roles.grant(connections[options["database"]])
        if warning:
            self.stderr.write(self.style.WARNING(warning))
