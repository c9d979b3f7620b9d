"""The whole register is compared as a job: progress is seen, it stops when asked, and killed it goes on without telling twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from acogida.audit.models import Record
from acogida.people.judgements import PossibleDuplicate
from acogida.people.models import Person, RegisterPair, RegisterRun
from acogida.people.register_runs import running
from tests.cast import Cast, a_person

RARE = ("Wildelson", "Mirtala", "Yeferson", "Oneyda", "Herminio", "Zoila")
SURNAMES = ("Villatoro", "Queriogo", "Ustariz", "Zelaya", "Bustillo", "Ochaeta")


def twice(cast: Cast, number: int = len(RARE), sealed: int = 0) -> None:
    """So many persons, each registered twice with surnames in the other order; the last `sealed` pairs sealed."""
    for place in range(number):
        about = {"given_names": RARE[place], "sex": "F", "birth_year": 1980 + place, "birth_month": 4, "birth_day": 17}
        one, other = SURNAMES[place], SURNAMES[place - 1]
        first = a_person(cast, **about, first_surname=one, second_surname=other)
        a_person(cast, **about, first_surname=other, second_surname=one)
        if place >= number - sealed:
            Person.objects.filter(pk=first.pk).update(sealed=True)


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


@pytest.mark.django_db
def test_whoever_stands_twice_is_at_the_desk_once(cast: Cast) -> None:
    twice(cast)
    for again in (0, 1):
        run, new = running.start(None)
        assert new
        done = running.work(run.pk)
        assert done is not None
        assert (done.state, done.persons, done.found) == ("done", 2 * len(RARE), len(RARE))
        assert done.new == (0 if again else len(RARE))
        assert PossibleDuplicate.objects.count() == len(RARE)
        assert not RegisterPair.objects.exists()
    assert {tuple(row.sources) for row in PossibleDuplicate.objects.all()} == {("register",)}


@pytest.mark.django_db
def test_a_run_that_fails_while_handing_over_goes_on_with_what_is_left(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice(cast)
    run, _new = running.start(None)
    monkeypatch.setattr(running, "BATCH", 2)
    real, told = running.suspect, []

    def second_time_dies(pairs: Any, source: str) -> int:
        pairs = list(pairs)
        if pairs:
            told.append(len(pairs))
            if len(told) == 2:
                raise KeyboardInterrupt  # what no handler tidies up after
        return real(pairs, source)

    monkeypatch.setattr(running, "suspect", second_time_dies)
    with pytest.raises(KeyboardInterrupt):
        running.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.found) == ("handing", 2, len(RARE), 2)
    done = running.work(run.pk)
    assert done is not None and (done.state, done.done, done.found, done.new) == ("done", 6, 6, 6)
    assert told == [2, 2, 2, 2]  # one handed over, one lost, and the two that were left
    assert running.work(run.pk) is None


@pytest.mark.django_db
def test_two_presses_make_one_run_and_asking_stops_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    twice(cast, 2)
    client = signed_in(cast, "supervisor")
    for _press in range(2):
        assert client.post(reverse("register_run_begin")).status_code == 302
    run = RegisterRun.objects.get()
    assert run.started_by == cast.supervisor
    page = client.get(reverse("register_runs")).content.decode()
    assert "Por comenzar" in page and reverse("register_run_stop", args=[run.pk]) in page
    client.post(reverse("register_run_stop", args=[run.pk]))
    done = running.work(run.pk)
    assert done is not None and done.state == "stopped"
    assert not PossibleDuplicate.objects.exists()
    assert {"duplicates.compare_register", "duplicates.stop_comparing"} <= set(
        Record.objects.values_list("action", flat=True)
    )
    assert running.start(None)[1]


@pytest.mark.django_db
def test_only_who_judges_everywhere_sees_it_and_sealed_pairs_are_not_counted_for_all(cast: Cast) -> None:
    twice(cast, 4, sealed=1)
    done = running.work(running.start(None)[0].pk)
    assert done is not None and (done.found, done.sealed_found, done.sealed_persons) == (3, 1, 1)
    for part in ("clerk", "officer", "auditor", "nobody"):
        client = signed_in(cast, part)
        assert client.get(reverse("register_runs")).status_code == 404
        assert client.post(reverse("register_run_begin")).status_code == 404
        assert client.post(reverse("register_run_stop", args=[uuid.uuid4()])).status_code == 404
    page = signed_in(cast, "supervisor").get(reverse("register_runs")).content.decode()
    assert '<td class="text-end">7</td><td class="text-end">3</td><td class="text-end">3</td>' in page


@pytest.mark.django_db
def test_what_went_wrong_is_said_without_names(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    twice(cast, 1)
    run, _new = running.start(None)

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise ValueError("Wildelson Villatoro")

    monkeypatch.setattr(running, "likely_pairs", fails)
    with pytest.raises(ValueError, match="Wildelson"):
        running.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "ValueError")
    assert "Wildelson" not in signed_in(cast, "supervisor").get(reverse("register_runs")).content.decode()


KILLED = """
import os, sys, time, uuid
import django
django.setup()
from acogida.people.register_runs import running
running.BATCH = 1
real, told = running.suspect, 0
def slowly(pairs, source):
    global told
    pairs = list(pairs)
    if pairs:
        told += 1
        if told == 3:
            print("now", flush=True)
            time.sleep(60)
    return real(pairs, source)
running.suspect = slowly
running.work(uuid.UUID(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_a_run_that_goes_on_without_doubling(cast: Cast) -> None:
    twice(cast)
    run, _new = running.start(None)
    database = settings.DATABASES["default"]
    place = f"{database['HOST']}" if str(database["HOST"]).startswith("/") else database["HOST"]
    address = f"postgresql://{database['USER']}:{database.get('PASSWORD') or ''}@/{connection.settings_dict['NAME']}?host={place}&port={database.get('PORT') or 5432}"
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(run.pk)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "acogida.config.settings", "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None and worker.stdout.readline().strip() == "now"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(120)
    run.refresh_from_db()
    assert (run.state, run.done, PossibleDuplicate.objects.count()) == ("handing", 2, 2)
    done = None
    for _try in range(300):  # the server notices the dead connection, and lets its lock go
        done = running.work(run.pk)
        if done is not None:
            break
        time.sleep(0.2)
    assert done is not None and (done.state, done.found, done.new) == ("done", len(RARE), len(RARE))
    assert PossibleDuplicate.objects.count() == len(RARE)
