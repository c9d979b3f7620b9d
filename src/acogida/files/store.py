"""The file store: `put` bytes, `get` the same bytes back.

Files lie under HOME/files/ab/cd/<sha256>, sealed by AES-256-GCM with the key HOME/secrets/files.key. The SHA-256 of the
plain bytes is both the name and the associated data, so a file that was moved under another name is refused too.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Collection
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from acogida.files.errors import Damaged, FileError, Missing, NotAllowed
from acogida.files.media import KEPT, PUBLICATIONS, sniff, sniff_publication
from acogida.files.models import Blob
from acogida.files.secret import secret_key

MAGIC = b"ACG1"  # format of a stored file: magic, 12-byte nonce, ciphertext with tag
NONCE = 12


def put(data: bytes, media_type: str) -> Blob:
    """Keep `data` and return its record; the same bytes give the same record.

    The row belongs to the caller's transaction; a file whose transaction is rolled back stays behind, unreachable and
    sealed. Raises `NotAllowed` when the bytes are empty, of no allowed kind, or not what `media_type` says.
    """
    refusal = _("Only JPEG, PNG and WebP pictures and PDF documents can be kept.")
    return _put(data, media_type, KEPT, sniff, refusal)


def put_publication(data: bytes, media_type: str) -> Blob:
    """Keep a file that somebody published: also web pages, Word documents, text and JSON. Nobody opens these from here as
    what they are: they are given out as attachments that no browser runs."""
    refusal = _("Only PDF, HTML, Word (DOCX), text and JSON files can be kept.")
    return _put(data, media_type, PUBLICATIONS, sniff_publication, refusal)


def _put(
    data: bytes, media_type: str, allowed: Collection[str], sniffed: Callable[[bytes], str | None], refusal: str
) -> Blob:
    found = sniffed(data)
    if found is None:
        raise NotAllowed(refusal)
    if media_type not in allowed or found != media_type:
        raise NotAllowed(_("The file is not what it says it is: it was sent as %(said)s.") % {"said": media_type})
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        _read(sha256)
    except FileError:  # not there yet, or damaged: good bytes are at hand, so write them
        _write(sha256, data)
    return Blob.objects.get_or_create(sha256=sha256, defaults={"size": len(data), "media_type": media_type})[0]


def get(blob: Blob) -> bytes:
    """The plain bytes of `blob`. Raises `Missing` or `Damaged`."""
    return _read(blob.sha256)


def path_of(sha256: str) -> Path:
    """Where the sealed file of this hash lies."""
    return Path(settings.HOME) / "files" / sha256[:2] / sha256[2:4] / sha256


def _read(sha256: str) -> bytes:
    try:
        stored = path_of(sha256).read_bytes()
    except FileNotFoundError:
        raise Missing(sha256) from None
    nonce, sealed = stored[len(MAGIC) : len(MAGIC) + NONCE], stored[len(MAGIC) + NONCE :]
    if not stored.startswith(MAGIC) or len(sealed) < 16:
        raise Damaged(sha256)
    try:
        return AESGCM(secret_key("files")).decrypt(nonce, sealed, sha256.encode())
    except InvalidTag:
        raise Damaged(sha256) from None


def _write(sha256: str, data: bytes) -> None:
    nonce = secrets.token_bytes(NONCE)
    sealed = MAGIC + nonce + AESGCM(secret_key("files")).encrypt(nonce, data, sha256.encode())
    path = path_of(sha256)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{sha256}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name itself must survive a power cut
    finally:
        os.close(folder)
