"""Requests a second of a granian server, asked over loopback by a client that costs little."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle

from benchmarks.country import ROOT

SERVE = """
import sys
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
Granian(sys.argv[1], address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.WSGI, workers=2,
        blocking_threads=4, websockets=False, log_access=False, log_level=LogLevels.error).serve()
"""


@contextmanager
def serving(application: str) -> Iterator[int]:
    """The port on which granian serves the WSGI `application` (module:name), with the workers and threads of `serve`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, application, str(port)], cwd=ROOT, env=dict(os.environ), stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def ask(port: int, path: str, cookie: str = "", accept: str = "identity") -> tuple[int, bytes, bytes]:
    """One request: status, head, body."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(_request(port, path, cookie, accept))
        head, body = _answer(line, bytearray())
    return int(head.split(b" ", 2)[1]), head, body


def per_second(port: int, path: str, cookie: str = "", seconds: float = 6, clients: int = 8) -> float:
    """Answers with status 200 a second, by `clients` connections that each ask again when answered."""
    for _ in range(20):
        status, _head, _body = ask(port, path, cookie)
        if status != 200:
            raise SystemExit(f"{path} answers {status}")
    until = time.perf_counter() + seconds
    done = [0] * clients

    def client(index: int) -> None:
        request = _request(port, path, cookie, "identity")
        with socket.create_connection(("127.0.0.1", port)) as line:
            buffer = bytearray()
            while time.perf_counter() < until:
                line.sendall(request)
                head, _body = _answer(line, buffer)
                if b" 200 " not in head[:16]:
                    raise SystemExit(f"{path} answers {head[:16]!r}")
                done[index] += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=client, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)


def latencies(port: int, asked: Sequence[Sequence[bytes]], seconds: float) -> list[float]:
    """Milliseconds of each answer with status 200, when each of `asked` is a connection that sends its requests in turn, the
    next one when answered. What is answered in the first second is not counted."""
    begun = time.perf_counter()
    counted, until = begun + 1, begun + 1 + seconds
    found: list[list[float]] = [[] for _client in asked]
    wrong: list[bytes] = []

    def client(index: int) -> None:
        requests = cycle(asked[index])
        with socket.create_connection(("127.0.0.1", port)) as line:
            buffer = bytearray()
            while not wrong and (started := time.perf_counter()) < until:
                line.sendall(next(requests))
                head, _body = _answer(line, buffer)
                if b" 200 " not in head[:16]:
                    wrong.append(head[:200])
                if started > counted:
                    found[index].append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=client, args=(index,)) for index in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"answered {wrong[0]!r}")
    return [each for mine in found for each in mine]


def request(port: int, path: str, token: str = "", body: bytes = b"") -> bytes:
    """The bytes of a request for JSON: POST where there is a body."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: application/json"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def _request(port: int, path: str, cookie: str, accept: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Accept-Encoding: {accept}", "Accept: text/html"]
    return "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()


def _answer(line: socket.socket, buffer: bytearray) -> tuple[bytes, bytes]:
    """Head and body of one answer; what came too much stays in `buffer`."""
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        _read(line, buffer)
    head = bytes(buffer[:end])
    del buffer[: end + 4]
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        return head, _chunks(line, buffer)
    place = lower.find(b"content-length:")
    length = int(lower[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
    while len(buffer) < length:
        _read(line, buffer)
    body = bytes(buffer[:length])
    del buffer[:length]
    return head, body


def _chunks(line: socket.socket, buffer: bytearray) -> bytes:
    body = bytearray()
    while True:
        while (end := buffer.find(b"\r\n")) < 0:
            _read(line, buffer)
        size = int(buffer[:end].split(b";")[0], 16)
        while len(buffer) < end + size + 4:
            _read(line, buffer)
        body += buffer[end + 2 : end + 2 + size]
        del buffer[: end + size + 4]
        if not size:
            return bytes(body)


def _read(line: socket.socket, buffer: bytearray) -> None:
    got = line.recv(65536)
    if not got:
        raise ConnectionError("the server closed the line")
    buffer += got
