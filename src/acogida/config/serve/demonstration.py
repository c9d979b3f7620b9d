"""The demonstration's process: users at once, so that one can sign in, then the country with visible progress.

`python -m acogida.config.serve.demonstration [--persons N]`.
"""

from __future__ import annotations

import argparse
import os
import sys


def say(text: str) -> None:
    """Progress for people, on standard error."""
    print(f"acogida: {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Exit code 0 when the demonstration is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int)
    wanted = parser.parse_args().persons
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    os.environ["ACOGIDA_DB_OWNER"] = "1"  # loading switches indexes and triggers
    from acogida.config import postgres

    postgres.ensure()
    import django

    django.setup()
    from acogida.demo import users
    from acogida.demo.commands import COMMANDS

    people = users.ensure()
    say(f"demonstration users, all with the password {users.PASSWORD}:")
    for user in people:
        office = user.office.name if user.office else ""
        say(f"  {user.username:<14} {user.name}, {office}: {', '.join(user.role_names)}")
    load = COMMANDS["demo", "load"]
    command = argparse.ArgumentParser()
    load.add_arguments(command)
    words = ["--if-empty", *(["--persons", str(wanted)] if wanted else [])]
    _document, text, code = load.run(command.parse_args(words))
    say(text.splitlines()[0])
    return code


if __name__ == "__main__":
    sys.exit(main())
