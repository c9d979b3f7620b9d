"""One supervised program: started in a session of its own, watched, restarted with back-off, swept away whole."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from acogida.config.serve.lifeline import end_with_parent

BACK_OFF = (0.5, 1, 2, 4, 8)  # seconds before each restart
FORGIVEN_AFTER = 60  # seconds: failures longer ago do not count


class GaveUp(RuntimeError):
    """A program failed again and again; the message says which."""


class Child:
    """A program and its present process, if any."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        say: Callable[[str], None],
        *,
        once: bool = False,
        needed: bool = True,
    ) -> None:
        self.name, self.command, self.environment, self.say = name, list(command), dict(environment), say
        self.once = once  # runs to its end and is not restarted
        self.needed = needed  # the house stops when it cannot be kept up
        self.process: subprocess.Popen[bytes] | None = None
        self.over = False
        self._failures: deque[float] = deque()
        self._start_at = 0.0

    def start(self) -> None:
        """Start the program."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            # A session, hence a process group, of its own: Ctrl-C reaches only the parent, which then stops everything
            # in order; and whatever the program started can be swept away with it.
            start_new_session=True,
            preexec_fn=lambda: end_with_parent(parent),  # safe: the parent has one thread
        )

    def watch(self) -> None:
        """Restart the program if it ended and its time has come. Raises GaveUp."""
        if self.over:
            return
        if self.process is None:
            if time.monotonic() >= self._start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.sweep()
        self.process = None
        if self.once:
            self.over = True
            if code:
                self.say(f"{self.name} {ending(code)}; the rest goes on")
            return
        now = time.monotonic()
        self._failures.append(now)
        while now - self._failures[0] > FORGIVEN_AFTER:
            self._failures.popleft()
        if len(self._failures) > len(BACK_OFF):
            self.over = True
            if self.needed:
                raise GaveUp(f"{self.name} {ending(code)} {len(self._failures)} times within a minute; giving up")
            self.say(f"{self.name} {ending(code)} again and again and stays down; the rest goes on")
            return
        delay = BACK_OFF[len(self._failures) - 1]
        self.say(f"{self.name} {ending(code)}; starting it again in {delay:g} s")
        self._start_at = now + delay

    def sweep(self) -> None:
        """Kill what the ended program left behind in its group."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return

    def stop(self, seconds: float) -> None:
        """Ask the program to end, and after `seconds` insist."""
        self.over = True
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.say(f"{self.name} does not stop; killing it")
        self.sweep()
        self.process.wait()
        self.process = None


def ending(code: int) -> str:
    """How a process ended, for people."""
    if code < 0:
        return f"was killed ({signal.Signals(-code).name})"
    return f"ended with code {code}"
