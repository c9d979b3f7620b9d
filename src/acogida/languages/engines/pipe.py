"""A chain of programs kept running: requests go in at the first, answers come out of the last, NUL ends each. Pure.

A new chain costs a tenth of a second, a request through a warm one a few milliseconds. Whatever goes wrong (a program dies, is
stopped, answers nonsense) ends the chain; the next request starts another.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import IO

CHUNK = 65_536


class Broken(Exception):
    """The chain gave no answer: `why` is one of ENDED, TIME_OUT, NOT_STARTED."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


ENDED, TIME_OUT, NOT_STARTED = "ended", "time_out", "not_started"


class Chain:
    """`commands`, each reading what the one before writes. Thread-safe: one request at a time."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self.commands = [list(command) for command in commands]
        self._lock = threading.Lock()
        self._programs: list[subprocess.Popen[bytes]] = []
        self._owner = 0  # a forked process must not write into its parent's pipes

    def ask(self, requests: Sequence[str], seconds: float) -> list[str]:
        """The answers to `requests` (none holds a NUL), in order. A chain that ended by itself is started anew, once.

        Raises Broken."""
        data = "".join(request + "\0" for request in requests).encode()
        limit = time.monotonic() + seconds
        with self._lock:
            fresh = self._start()
            try:
                return self._exchange(data, len(requests), limit)
            except Broken as broken:
                self.close()
                if fresh or broken.why != ENDED:  # it died over this very text, or takes too long over it
                    raise
            self._start()
            try:
                return self._exchange(data, len(requests), limit)
            except Broken:
                self.close()
                raise

    def pids(self) -> list[int]:
        """The programs running now, first to last."""
        return [program.pid for program in self._programs if program.poll() is None]

    def close(self) -> None:
        """End the programs, and wait until they are gone."""
        programs, self._programs = self._programs, []
        if self._owner != os.getpid():
            return
        for program in programs:
            for end in (program.stdin, program.stdout):
                if end is not None:
                    with contextlib.suppress(OSError):
                        end.close()
        for program in programs:
            with contextlib.suppress(ProcessLookupError):
                program.send_signal(signal.SIGKILL)
            program.wait()

    def _start(self) -> bool:
        """Whether the chain had to be started."""
        if self._programs and self._owner == os.getpid():
            if all(program.poll() is None for program in self._programs):
                return False
            self.close()
        self._programs, self._owner = [], os.getpid()
        source: IO[bytes] | int = subprocess.PIPE
        for command in self.commands:
            try:
                program = subprocess.Popen(
                    command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
                )
            except OSError:
                self.close()
                raise Broken(NOT_STARTED) from None
            if not isinstance(source, int):
                source.close()  # only the next program reads it: it must see the end when the one before dies
            self._programs.append(program)
            assert program.stdout is not None
            source = program.stdout
        return True

    def _exchange(self, data: bytes, answers: int, limit: float) -> list[str]:
        """Write and read at once: a long text fills both pipes, and neither side may wait for the other."""
        first, last = self._programs[0].stdin, self._programs[-1].stdout
        assert first is not None and last is not None
        os.set_blocking(first.fileno(), False)
        got, seen, sent = bytearray(), 0, memoryview(data)
        with selectors.DefaultSelector() as ready:
            ready.register(last, selectors.EVENT_READ)
            ready.register(first, selectors.EVENT_WRITE)
            while seen < answers:
                left = limit - time.monotonic()
                if left <= 0:
                    raise Broken(TIME_OUT)
                for key, _events in ready.select(left):
                    if key.fileobj is first:
                        try:
                            sent = sent[os.write(first.fileno(), sent[:CHUNK]) :]
                        except BlockingIOError:
                            continue
                        except OSError:
                            raise Broken(ENDED) from None
                        if not sent:
                            ready.unregister(first)
                        continue
                    chunk = os.read(last.fileno(), CHUNK)
                    if not chunk:
                        raise Broken(ENDED)
                    got += chunk
                    seen += chunk.count(b"\0")
        if any(program.poll() is not None for program in self._programs):
            raise Broken(ENDED)  # a program that dies over a text makes those behind it answer nothing, with a NUL
        texts = bytes(got).decode("utf-8", errors="replace").split("\0")
        return texts[:answers]
