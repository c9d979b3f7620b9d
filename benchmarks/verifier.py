"""`python -m benchmarks.verifier`: how long a check takes in a browser, once the text of the QR is there.

Different certificates one after the other in Chromium, by a bundle with a status list of a million places; the same ones by
the server's reader in the same run. Then with Chromium slowed down six times: about a cheap telephone.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from acogida.certificates import bundle as bundles
from acogida.certificates import status_list, status_token
from acogida.certificates.verdicts import offline
from benchmarks import measuring
from benchmarks.measuring import Report, percentile
from tests.certificates.bundles import LIST, Authority
from tests.certificates.verifier_in_chromium import modules

PLACES = 1 << 20
CEILING = 50.0  # milliseconds a check
SLOWER = 6

TIMED = """async ({bundle, root, texts}) => {
  const { openBundle } = await import("/certificates/verifier/bundle.js");
  const { judge } = await import("/certificates/verifier/verdict.js");
  const started = performance.now();
  const opened = await openBundle(Uint8Array.from(atob(bundle), (c) => c.charCodeAt(0)), { pin: root });
  const opening = performance.now() - started;
  const checks = [], states = {};
  for (const text of texts) {
    const before = performance.now();
    const { state } = await judge(text, opened);
    checks.push(performance.now() - before);
    states[state] = (states[state] ?? 0) + 1;
  }
  return { opening, checks, states };
}"""


def main() -> int:
    options = measuring.arguments(__doc__ or "", checks=200, revoked=2_000)
    now = dt.datetime.now(dt.UTC)
    ours = Authority.at(now)
    places = random.Random(7).sample(range(PLACES), options.checks + options.revoked)
    ended = {place: int(status_list.Status.INVALID) for place in places[options.checks // 2 :]}
    packed = status_list.pack(ended, PLACES)
    raw = ours.bundle(now, lists={LIST: status_token.make(LIST, packed, ours.keys[0].signing, now)})
    texts = [ours.token(now, status_index=place) for place in places[: options.checks]]

    known = bundles.read(raw, now, ours.root_sha256)
    server = []
    for text in texts:
        before = time.perf_counter()
        offline(text, known, now)
        server.append((time.perf_counter() - before) * 1000)

    report = Report(
        "The verifier", {"checks": options.checks, "places in the list": f"{PLACES:,}", "revoked": f"{len(ended):,}"}
    )
    report.setting |= {
        "python": sys.version.split()[0],
        "cores": os.cpu_count(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
    with modules() as page:
        report.setting["chromium"] = page.context.browser.version if page.context.browser else ""
        quick = timed(page, raw, ours.root_sha256, texts)
        assert quick["states"] == {"valid": options.checks // 2, "revoked": options.checks - options.checks // 2}
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        slow = timed(page, raw, ours.root_sha256, texts)
    report.add("the bundle that a device keeps", len(raw) / 1000, "kB")
    report.add("opening it, once: root's signature, keys, list", quick["opening"], "ms")
    report.times("a check in the browser", quick["checks"], p95=CEILING)
    # Slowed down, a busy machine's waiting counts six times over in the slowest checks: the middle one is promised.
    report.add(
        f"a check in a browser {SLOWER} times slower, p50", percentile(slow["checks"], 0.5), "ms", ceiling=CEILING
    )
    report.add(f"a check in a browser {SLOWER} times slower, p95", percentile(slow["checks"], 0.95), "ms")
    report.times("the same check by the server's reader", server)
    report.add("browser against server, p50", percentile(quick["checks"], 0.5) / percentile(server, 0.5), "times")
    return report.finish(options.json)


def timed(page: Page, raw: bytes, root: str, texts: Sequence[str]) -> dict[str, Any]:
    given = {"bundle": b64encode(raw).decode(), "root": root, "texts": list(texts)}
    found: dict[str, Any] = page.evaluate(TIMED, given)
    return found


if __name__ == "__main__":
    sys.exit(main())
