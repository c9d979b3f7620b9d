"""kill -9 of the worker between what it sent and the receipt it would have kept: told once all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from acogida.cases.actions import take
from acogida.cases.models import Event
from acogida.exchange import delivery
from acogida.exchange.models import OutboxMessage
from acogida.partners.models import Opinion
from tests.cast import a_case, admitted

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLED = """
import sys, time, uuid
import django
django.setup()
from django.conf import settings
from acogida.exchange import delivery
settings.SRE_URL = sys.argv[2]
def forever(*_arguments):
    print("answered", flush=True)
    time.sleep(60)
delivery._keep = forever
delivery.deliver_one(uuid.UUID(sys.argv[1]))
"""


def address() -> str:
    database = settings.DATABASES["default"]
    login = f"{database['USER']}:{database.get('PASSWORD') or ''}"
    place = f"host={database['HOST']}&port={database.get('PORT') or 5432}"
    return f"postgresql://{login}@/{connection.settings_dict['NAME']}?{place}"


def test_what_arrived_before_the_worker_was_killed_is_not_told_again(cast, agencies):
    case = admitted(cast, a_case(cast))
    payload = {"how": "electronic", "country": "HN"}
    take(cast.as_("officer"), case.pk, "ask_sre", key=uuid.uuid4(), payload=payload)
    message = OutboxMessage.objects.get(agency="sre")
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(message.pk), agencies.sre.url],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "acogida.config.settings", "DATABASE_URL": address()},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "answered"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(120)
    message.refresh_from_db()
    assert (message.state, agencies.sre.kept("opinion")) == ("sending", 1)
    assert not Event.objects.filter(kind="sre_acknowledged").exists()
    assert delivery.deliver_one(message.pk) is None  # its claim still stands: nobody sends it twice at once
    OutboxMessage.objects.update(claimed_until=timezone.now())
    delivery.sweep("sre")
    message.refresh_from_db()
    assert (message.state, message.receipt["receipt"]) == ("delivered", "SRE-00000001")
    assert agencies.sre.kept("opinion") == 1
    assert Event.objects.filter(kind="sre_acknowledged").count() == 1
    assert Opinion.objects.get().state == "received"
