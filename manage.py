#!/usr/bin/env python
"""Django's own command line; `acogida` is the one for people. Works as the database's owner and starts it if needed."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    os.environ.setdefault("ACOGIDA_DB_OWNER", "1")
    from django.core.management import execute_from_command_line

    from acogida.config import postgres

    postgres.ensure(say=lambda text: print(text, file=sys.stderr))
    execute_from_command_line(sys.argv)
