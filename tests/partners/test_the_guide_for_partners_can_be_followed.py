"""The examples of docs/agencies.md, run with bash and curl against a served application."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from acogida.certificates.models import Certificate
from acogida.exchange import delivery
from acogida.partners.osia import identifying
from acogida.partners.osia.models import IdentifyTask
from acogida.people.models import IdentityNumber
from tests.cast import Cast, a_case, admitted
from tests.partners.partner import Hook, a_client, agreement
from tests.partners.test_partners_ask_about_somebody import ALL, CURP, STATUS

GUIDE = Path(__file__).parents[2] / "docs" / "agencies.md"
WHO = ["given_names", "first_surname", "second_surname", "birth_date", "curp"]
KEPT = ("TOKEN", "TASK")


def examples() -> list[tuple[str, str]]:
    """Each block of commands, with what the guide says it prints ("" for nothing said)."""
    blocks = re.findall(r"^```(bash|json)\n(.*?)^```$", GUIDE.read_text(), re.S | re.M)
    found: list[tuple[str, str]] = []
    for language, text in blocks:
        if language == "bash":
            found.append((text, ""))
        else:
            found[-1] = (found[-1][0], text)
    return found


def run(commands: str, known: dict[str, str]) -> str:
    """What a block prints; the variables it sets are known to the next one."""
    script = commands + "".join(f'\nprintf "%s" "${{{name}-}}" >"$WORK/{name}"' for name in KEPT)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, **known},
        timeout=60,
    )
    assert done.returncode == 0, f"{commands}\n{done.stderr}"
    known.update({name: (Path(known["WORK"]) / name).read_text() for name in KEPT})
    return done.stdout


def same(said: Any, printed: Any) -> bool:
    """Whether they are the same; "…" in the guide stands for any text."""
    if isinstance(said, dict) and isinstance(printed, dict):
        return said.keys() == printed.keys() and all(same(said[key], printed[key]) for key in said)
    if isinstance(said, list) and isinstance(printed, list):
        return len(said) == len(printed) and all(map(same, said, printed))
    return bool(printed) if said == "…" else bool(said == printed)


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq")
@pytest.mark.django_db(transaction=True)
def test_every_example_does_what_the_guide_says(
    cast: Cast,
    live_server: Any,
    hook: Hook,
    tmp_path: Path,
) -> None:
    case = admitted(cast, a_case(cast))
    IdentityNumber.objects.filter(person=case.principal).update(value=CURP, status="active")
    for purpose in ("verify", "read", "identify", "set_identity"):
        fields = [*WHO, "certificate_number", "valid_until"] if purpose == "read" else [*WHO, "certificate_kind"]
        agreement("imss", purpose, fields, direction="answer")
    agreement("imss", "credential_status", STATUS, direction="answer")
    agreement("imss", "recognised", ["happened_on", "curp"])
    client, secret = a_client("imss", *ALL, "notif.sub.write", "notif.sub.read", addresses=[hook.url])
    known = {
        "SITE": live_server.url, "CLIENT_ID": client.client_id, "CLIENT_SECRET": secret, "HOOK": hook.url,
        "NUMBER": Certificate.objects.get().number, "CURP": CURP, "WORK": str(tmp_path), "no_proxy": "*",
    }  # fmt: skip
    ran = 0
    for commands, said in examples():
        if "$TASK" in commands:
            identifying.look(IdentifyTask.objects.get().pk)  # the worker's part
        if "$CONFIRMATION" in commands:
            delivery.sweep()
            known["CONFIRMATION"] = hook.messages()[-1]["token"]
        printed = run(commands, known)
        if said:
            assert same(json.loads(said), json.loads(printed)), f"{commands}\nprints {printed}"
        ran += 1
    assert ran >= 10
