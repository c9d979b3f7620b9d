"""The verifier as an application of its own: which files it is made of, what it says, and its manifest.

It is served at /verificar/ and, once visited, works without a network: docs/certificates.md, "The verifier".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FOLDER = "certificates/verifier"
STYLES = ("ui/acogida.css", f"{FOLDER}/verifier.css")
OTHER_FILES = (
    *STYLES,
    "ui/theme.js",
    "ui/icon.svg",
    "ui/vendor/noto-sans-latin.woff2",
)
ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))
LANGUAGES = {"es": "es-mx", "en": "en"}  # short names in addresses, and the house's

# What this page may do, and nothing else: its own files, its own worker, a picture chosen by the visitor, the camera.
POLICY: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "worker-src": [SELF],
    "manifest-src": [SELF],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


@dataclass(frozen=True)
class Word:
    """How one state is shown: never by its colour alone."""

    icon: str
    tone: str
    title: str | Promise
    means: str | Promise
    has_claims: bool = True


WORDS = {
    "valid": Word(
        "circle-check",
        "good",
        gettext_lazy("Valid"),
        gettext_lazy(
            "The authority issued this certificate and nobody has changed it. Compare the name and the photo with the person in front of you."
        ),
    ),
    "expired": Word(
        "clock-exclamation",
        "wait",
        gettext_lazy("Expired"),
        gettext_lazy(
            "The authority issued this certificate, but its code is past its date. The person's procedure may still be open: she can get a new one at her office, free of charge."
        ),
    ),
    "suspended": Word(
        "player-pause",
        "wait",
        gettext_lazy("Suspended"),
        gettext_lazy(
            "The authority issued this certificate and has suspended it for now. That may be lifted: ask the authority before you rely on it or refuse it."
        ),
    ),
    "revoked": Word(
        "ban",
        "bad",
        gettext_lazy("No longer valid"),
        gettext_lazy(
            "The authority issued this certificate and has since replaced or revoked it. The person may hold a newer one."
        ),
    ),
    "altered": Word(
        "alert-triangle",
        "bad",
        gettext_lazy("Altered or damaged"),
        gettext_lazy(
            "The code does not fit its signature. One wrong character is enough: scan it again, cleaner and closer. If it stays like this, do not accept it."
        ),
        has_claims=False,
    ),
    "unknown_issuer": Word(
        "question-mark",
        "none",
        gettext_lazy("Unknown issuer"),
        gettext_lazy("The code is signed, but not by this authority. It proves nothing here."),
        has_claims=False,
    ),
    "not_a_certificate": Word(
        "file-off",
        "none",
        gettext_lazy("Not a certificate"),
        gettext_lazy(
            "This is not the code of a certificate. On the certificate, the code is the square at the bottom."
        ),
        has_claims=False,
    ),
}


def modules() -> list[str]:
    """The addresses of the scripts. They import each other by their own names, so they are served under these, not
    under names with a hash: the worker keeps them together as one version."""
    names = sorted(path.name for path in (Path(__file__).parent / "static" / FOLDER).glob("*.js"))
    return [
        f"{settings.STATIC_URL}{path}"
        for path in [*(f"{FOLDER}/{name}" for name in names), "certificates/vendor/jsqr.js"]
    ]


def icon(size: str, purpose: str) -> str:
    """The path of a picture of the application."""
    return f"{FOLDER}/icon-{size}{'-maskable' if purpose == 'maskable' else ''}.png"


def files() -> list[str]:
    """The addresses of everything the application needs besides its pages."""
    others = [*OTHER_FILES, *(icon(size, purpose) for size, purpose in ICONS)]
    return [*modules(), *(static(path) for path in others)]


def pages() -> dict[str, str]:
    """The address of the page in each language, by its short name."""
    return {short: f"{reverse('verify')}?language={short}" for short in LANGUAGES}


def version(texts: Iterable[str]) -> str:
    """What changes when any file or any of the pages (`texts`) does: a device then takes all of them again."""
    whole = hashlib.sha256(_files_hash())
    for text in texts:
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()[:16]


def _files_hash() -> bytes:
    return _hash_of(tuple(_stamp(path) for path in _paths()))


def _paths() -> list[Path]:
    own = (Path(__file__).parent / "static" / FOLDER).glob("*")
    found = [finders.find(path) for path in (*OTHER_FILES, "certificates/vendor/jsqr.js")]
    return sorted({*own, *(Path(path) for path in found if path)})


def _stamp(path: Path) -> tuple[Path, int]:
    return path, path.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _hash_of(stamps: tuple[tuple[Path, int], ...]) -> bytes:
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path, _mtime in stamps)).digest()


def manifest(language: str) -> dict[str, Any]:
    """The web application manifest (W3C), in the language that is active."""
    return {
        "id": reverse("verify"),
        "name": _("Certificate verifier"),
        "short_name": _("Verifier"),
        "description": _("Checks the code of a certificate on this device, without a network too."),
        "lang": language,
        "start_url": reverse("verify"),
        "scope": reverse("verify"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#12312b",
        "theme_color": "#12312b",
        "icons": [
            {"src": static(icon(size, purpose)), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, purpose in ICONS
        ],
    }
