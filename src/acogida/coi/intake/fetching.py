"""Fetching what is published, when an authority switched that on (ACOGIDA_COI_FETCH=1) and a researcher gave the address.

Nothing else here touches the web. An address tells its server what the house is interested in, so it is asked about at the
gateway like everything that leaves, and one with a personal number or an e-mail address in it does not leave at all.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings

from acogida.audit.record import write
from acogida.coi.intake.reading.outcome import MOST_BYTES, Unreadable
from acogida.exchange import gateway, public_net, wire

SECONDS = 60.0
# A population register number, an e-mail address: they are somebody's.
PERSONAL = re.compile(r"\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d\b|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
SUFFIXES = {"text/html": ".html", "application/pdf": ".pdf", "application/json": ".json", "text/plain": ".txt"}


def allowed() -> bool:
    """Whether anything is fetched from the web here."""
    return bool(settings.COI_FETCH)


def fetch(url: str) -> public_net.Page:
    """What stands at an address. Raises Unreadable with a code of words.PROBLEMS."""
    host, text = urlsplit(url).hostname or "", unquote(url)
    if not allowed():
        raise Unreadable("firewall")
    if PERSONAL.search(text) or not gateway.to_a_search(host, text).allowed:
        raise Unreadable("firewall")
    write(None, "coi.fetch", detail={"host": host})
    try:
        return public_net.get(url, seconds=SECONDS, most=MOST_BYTES)
    except wire.NoAnswer:
        raise Unreadable("unreachable") from None
    except wire.Rejected as problem:
        raise _refused(problem) from None


def _refused(problem: wire.Rejected) -> Unreadable:
    if str(problem) == wire.TOO_LONG:
        most = MOST_BYTES // 1_000_000
        return Unreadable("too_large", size=f"> {most}", most=most)
    codes = {public_net.NOT_PUBLIC: "address", "scheme": "scheme", "redirects": "redirects"}
    return Unreadable(codes.get(str(problem), "refused"), status=problem.status or str(problem))


def name_of(page: public_net.Page) -> str:
    """What to call it: the end of its address, with the ending that its server says."""
    last = unquote(urlsplit(page.url).path.rstrip("/").rpartition("/")[2])[:120] or (
        urlsplit(page.url).hostname or "page"
    )
    suffix = SUFFIXES.get(page.headers.get("content-type", "").partition(";")[0].strip().lower(), "")
    return last if not suffix or last.lower().endswith(suffix) else last + suffix
