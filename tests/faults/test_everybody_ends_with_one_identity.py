"""The promise of the exchange, with the house's parts killed at random while it keeps it."""

from __future__ import annotations

import faulthandler
import os
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.faults.house import PARTS, House, dump_of, listening, until

pytestmark = [pytest.mark.slow, pytest.mark.embedded]

HOUSEHOLDS, SIZE = 100, 5
CLIENTS = 8
EACH = 3  # how often every part is killed
SEED = 20261122


@pytest.fixture
def house(django_db_setup: Any, django_db_blocker: Any, database_server: Any) -> Any:
    if database_server is None:
        pytest.skip("an external database is not ours to kill")
    with django_db_blocker.unblock():
        template = databases.template()
        dump = dump_of(template, database_server)
    with House(Path(f"/var/tmp/acogida-faults-{os.getpid()}"), dump) as made:
        yield made


def test_whatever_is_killed_while_500_numbers_are_asked_for_each_person_ends_with_exactly_one(house: House) -> None:
    faulthandler.dump_traceback_later(
        900, exit=True
    )  # instead of pytest's: some 100 s of processor time, shared with others
    chance = random.Random(SEED)
    begun = time.monotonic()
    ready = house.run("prepare", str(HOUSEHOLDS), str(SIZE))
    house.start()
    assert until(lambda: listening(house.web_port) and listening(house.renapo_port), 180), house.logs()

    keys = {case: str(uuid.UUID(int=chance.getrandbits(128), version=4)) for case in ready["cases"]}
    over = threading.Event()

    def press(case: str) -> bool:
        """As a person would: pressed again until the page says that it is done."""
        while not over.is_set():
            if house.admit(case, ready["session"], keys[case]) == 302:
                return True
            time.sleep(0.2)
        return False

    victims = list(PARTS) * EACH
    chance.shuffle(victims)
    started = time.monotonic()
    print(f"prepared and up after {started - begun:.0f} s")
    with ThreadPoolExecutor(CLIENTS) as clients:
        pressed = [clients.submit(press, case) for case in ready["cases"]]
        try:
            for victim in victims:
                time.sleep(chance.uniform(0.6, 2.0))
                house.kill(victim, immediate=chance.random() < 0.5)
                time.sleep(chance.uniform(0.0, 0.4))
                house.tend()
            killed_until = time.monotonic()

            def everything_arrived() -> bool:
                house.tend()
                return all(each.done() for each in pressed) and house.at_rest()

            arrived = until(everything_arrived, 400, every=0.5)
        finally:
            over.set()
    at_rest = time.monotonic()
    print(f"killed {house.killed} within {killed_until - started:.0f} s, at rest after {at_rest - started:.0f} s")
    found = house.run("check")
    assert arrived, f"{found['states']} {found['errors']}\n{house.logs()}"

    people = HOUSEHOLDS * SIZE
    assert found["persons"] == people
    assert found["rows"] == found["active"] == found["persons_with_one"] == people
    assert len(set(found["numbers"])) == people
    theirs = house.register()
    assert theirs["numbers"] == found["numbers"]  # not one too many, not one lost
    assert len(set(theirs["transactions"])) == people
    assert theirs["entered"] == sorted(f"{person} {curp}" for person, curp in found["by_person"].items())
    assert found["assign_messages"] == people
    assert sorted(house.killed) == sorted(PARTS * EACH)
    compared = house.run("compare")
    assert compared == {"state": "done", "compared": people, "found": 0, "skipped": 0}
    print(f"compared after {time.monotonic() - started:.0f} s")
