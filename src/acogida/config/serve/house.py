"""The parent: puts everything in order, starts the programs, watches them, stops them in order."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib.util import find_spec
from types import FrameType

from acogida.config import environment, postgres, prepare
from acogida.config.serve import ports
from acogida.config.serve.child import Child, GaveUp

STOP_SECONDS = 12  # longer than the web server's and the worker's own patience
UP_SECONDS = 90


@dataclass(frozen=True)
class Plan:
    """What to serve."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    demo: bool = False
    persons: int | None = None


class Stop(BaseException):
    """TERM or INT came."""


def say(text: str) -> None:
    """Progress for people, on standard error."""
    print(f"acogida: {text}", file=sys.stderr, flush=True)


def serve(plan: Plan) -> int:
    """Serve until TERM or INT (returns 0) or until the database or a program cannot be kept up (returns 1).

    Raises ports.Busy or prepare.NotReady before anything is started.
    """
    start = time.monotonic()
    # Only now: everything below reads it, here and in the children.
    os.environ["ACOGIDA_DEMO"] = "1" if plan.demo else "0"
    ports.check_free(plan.host, plan.port)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    children: list[Child] = []
    code = 0
    try:
        environment.home().mkdir(parents=True, exist_ok=True)
        cluster = postgres.ensure(say)
        ports.hold(environment.home() / "serve.lock", f"the data folder {environment.home()}")
        prepare.everything(say)
        children = programs(plan)
        for child in children:
            child.start()
        _wait_until_up(plan, children)
        say(f"up after {time.monotonic() - start:.0f} s")
        _greet(plan)
        if plan.demo:
            children.insert(0, _demonstration(plan))
        look = 0.0
        while True:
            for child in children:
                child.watch()
            if cluster is not None and time.monotonic() >= look:
                if cluster.revive():
                    say("the database had died; it runs again")
                look = time.monotonic() + 1
            time.sleep(0.2)
    except Stop:
        say("stopping …")
    except (GaveUp, postgres.PostgresError) as problem:
        say(str(problem))
        code = 1
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping goes on to its end
        for child in children:
            child.stop(STOP_SECONDS)
        postgres.release()
    say("stopped")
    return code


def programs(plan: Plan) -> list[Child]:
    """The programs in the order in which they are stopped: no new requests first, then no new jobs."""
    inherited = dict(os.environ)
    simulators: list[Child] = []
    promised = {plan.port}
    if plan.demo:
        for name, port in environment.SIMULATORS.items():
            variable = f"ACOGIDA_{name.upper()}_URL"
            if inherited.get(variable) or not _installed(f"simulators.{name}"):
                continue
            free = ports.first_free("127.0.0.1", port, promised)
            promised.add(free)
            inherited[variable] = f"http://127.0.0.1:{free}"
            # The two know each other: a token to ask with (as settings.py has it), a secret to tell with, and where.
            inherited.setdefault(f"ACOGIDA_{name.upper()}_TOKEN", "simulador")
            inherited.setdefault(f"ACOGIDA_{name.upper()}_INBOX_SECRET", secrets.token_urlsafe(24))
            told = f"http://127.0.0.1:{plan.port}/exchange/told/{name}/"
            inherited.setdefault(f"ACOGIDA_{name.upper()}_CALLBACK_URL", told)
            command = [sys.executable, "-m", f"simulators.{name}", "--port", str(free)]
            simulators.append(Child(f"simulator {name}", command, inherited, say, needed=False))
    here = [sys.executable, "-m"]
    web = [*here, "acogida.config.serve.web", plan.host, str(plan.port), str(plan.workers)]
    return [
        Child("web", web, {**inherited, "ACOGIDA_POOL": "4"}, say),
        Child("worker", [*here, "acogida.config.serve.worker"], inherited, say),
        *simulators,
    ]


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its package is not there: installed without the simulators
        return False


def _demonstration(plan: Plan) -> Child:
    extra = ["--persons", str(plan.persons)] if plan.persons else []
    command = [sys.executable, "-m", "acogida.config.serve.demonstration", *extra]
    child = Child("loading the demonstration", command, dict(os.environ), say, once=True)
    child.start()
    return child


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _wait_until_up(plan: Plan, children: list[Child]) -> None:
    host = f"[{plan.host}]" if ":" in plan.host else "127.0.0.1" if plan.host == "0.0.0.0" else plan.host
    request = urllib.request.Request(f"http://{host}:{plan.port}/health/live", headers={"Host": "localhost"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy of the environment
    end = time.monotonic() + UP_SECONDS
    while True:
        for child in children:
            child.watch()
        try:
            with opener.open(request, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise GaveUp(f"the web server has not answered for {UP_SECONDS} seconds") from None
            time.sleep(0.1)


def _greet(plan: Plan) -> None:
    shown = "localhost" if plan.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else plan.host
    say(f"open  http://{shown}:{plan.port}/")
    say("Ctrl-C stops everything")
