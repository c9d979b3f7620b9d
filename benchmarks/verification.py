"""`python -m benchmarks.verification`: what a check of a certificate costs the server's reader and the offline command, beside
two readers that are not ours; and how large the status list and the bundle are.

Every reader checks the same tokens in the same run, one after the other. pycose does less than ours (it unpacks and verifies
the signature: no claims, dates or status list); the Rust reader claim169 reads the claims too, and knows no status list either.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import base45
import claim169
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

from acogida.certificates import bundle as bundles
from acogida.certificates import status_list, status_token
from acogida.certificates.verdicts import offline
from benchmarks import country, measuring
from benchmarks.measuring import Report, percentile
from tests.certificates.bundles import LIST, Authority

CEILING = 50.0  # ms a check
MOST = 3.0  # kB: a list of 100,000 with 2 % not valid


def main() -> int:
    options = measuring.arguments(__doc__ or "", checks=300, cases=300)
    now = dt.datetime.now(dt.UTC)
    ours = Authority.at(now)
    drawn = random.Random(7).sample(range(status_list.SIZE), status_list.SIZE // 50 + options.checks)
    ended = dict.fromkeys(drawn[: status_list.SIZE // 50], int(status_list.Status.INVALID))
    tokens = [ours.token(now, status_index=place) for place in drawn[-options.checks :]]
    raw = ours.bundle(now, ended=ended)
    held = bundles.read(raw, now, ours.root_sha256)
    setting = {"checks": options.checks, "cores": os.cpu_count(), "load before": f"{os.getloadavg()[0]:.1f}",
               "python": sys.version.split()[0]}  # fmt: skip
    report = Report("Checking certificates", setting)

    mine = timed(lambda token: offline(token, held, now).state == "valid", tokens)
    cose = timed(_pycose(ours), tokens)
    rust = timed(_rust(ours), tokens)
    report.times("the text of a QR, by a bundle", mine, p95=CEILING)
    report.times("pycose: unpack, verify the signature", cose)
    report.times("claim169 (Rust): unpack, verify, claims", rust)
    report.add("ours against pycose, p50", percentile(mine, 0.5) / percentile(cose, 0.5), "times")
    report.add("ours against claim169, p50", percentile(mine, 0.5) / percentile(rust, 0.5), "times")
    opening = measuring.timed(lambda: bundles.read(raw, now, ours.root_sha256), 50)
    report.times("opening a bundle: root, keys, list", opening, p95=CEILING)
    _sizes(report, ours, now, ended, raw)
    if options.cases:
        _with_the_register(report, options.cases, options.checks)
    return report.finish(options.json)


def timed(check: Callable[[Any], bool], given: Iterable[Any]) -> list[float]:
    """Milliseconds of each check; every one must find the certificate good."""
    rows, found = list(given), []
    for row in rows[:3]:
        assert check(row)
    for row in rows:
        before = time.perf_counter()
        good = check(row)
        found.append((time.perf_counter() - before) * 1000)
        assert good
    return found


def _pycose(ours: Authority) -> Callable[[str], bool]:
    numbers = ours.keys[-1].key.public_key().public_numbers()
    key = EC2Key(crv="P_256", x=numbers.x.to_bytes(32), y=numbers.y.to_bytes(32))

    def check(token: str) -> bool:
        message = Sign1Message.decode(zlib.decompress(base45.b45decode(token)))
        message.key = key
        return bool(message.verify_signature())

    return check


def _rust(ours: Authority) -> Callable[[str], bool]:
    point = ours.keys[-1].key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return lambda token: bool(claim169.decode_with_ecdsa_p256(token, point).verification_status == "verified")


def _sizes(report: Report, ours: Authority, now: dt.datetime, ended: dict[int, int], raw: bytes) -> None:
    packed = status_list.pack(ended, status_list.SIZE)
    signed = status_token.make(LIST, packed, ours.keys[-1].signing, now)
    report.add("status list, 100,000 places, 2 % revoked, packed", len(packed) / 1000, "kB")
    report.add("the same, signed, as it is fetched", len(signed) / 1000, "kB", ceiling=MOST)
    tenth = {place: 2 if number % 10 == 0 else 1 for number, place in enumerate(ended)}
    mixed = status_token.make(LIST, status_list.pack(tenth, status_list.SIZE), ours.keys[-1].signing, now)
    report.add("the same, one in ten of them suspended", len(mixed) / 1000, "kB", ceiling=MOST)
    report.add("a bundle with one key and that list", len(raw) / 1000, "kB")
    report.times("packing and signing it", measuring.timed(
        lambda: status_token.make(LIST, status_list.pack(ended, status_list.SIZE), ours.keys[-1].signing, now), 30
    ))  # fmt: skip


def _with_the_register(report: Report, cases: int, checks: int) -> None:
    report.setting["cases"] = f"{country.prepare(cases):,}"
    from django.utils import timezone

    from acogida.certificates import actions, publishing, queries
    from acogida.certificates.models import Certificate
    from acogida.files.store import get

    today = timezone.localdate()
    valid = Certificate.objects.filter(status="valid", valid_until__gte=today).order_by("pk")
    tokens = list(valid.values_list("token", flat=True)[:checks])
    report.times("the text of a QR, by the register", timed(
        lambda token: queries.verdict_on_text(token).state == "valid", tokens
    ), p95=CEILING)  # fmt: skip
    pdfs = [get(actions.make_pdf(pk).pdf) for pk in valid.values_list("pk", flat=True)[:20]]  # type: ignore[arg-type]
    waited = timed(lambda pdf: queries.verdict_on_pdf(pdf).state == "valid", pdfs * 3)
    report.times("a PDF: seal, code and status", waited)
    # A check of 40 ms waits as long as a busy machine lets it: what is promised is what it costs.
    cost = measuring.processor(lambda: queries.verdict_on_pdf(pdfs[0]), 20)
    report.add("a PDF: seal, code and status, processor time", cost, "ms", ceiling=CEILING)
    publishing._kept.clear()
    before = time.perf_counter()
    publishing.key_bundle()
    report.add("the bundle, made", (time.perf_counter() - before) * 1000, "ms")
    report.times("the bundle, kept", measuring.timed(publishing.key_bundle, 100))


if __name__ == "__main__":
    sys.exit(main())
