"""Whether the file of a pack is whole, and whose seal is on it."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509

from acogida import letters
from acogida.coi.packs import bundle


@dataclass(frozen=True)
class Checked:
    """`signer`: the name on the seal; `trusted`: it is of this house, or under the root that was given."""

    bundle: bundle.Bundle
    signer: str
    trusted: bool


def check(data: bytes, root: x509.Certificate | None = None) -> Checked:
    """The pack in a file, with every hash and its seal gone through. Raises NotAPack: also where the sealed page was
    altered, or is that of another pack. A whole seal of somebody unknown here is no error."""
    held = bundle.read(data)
    try:
        seals, said = letters.seals(held.pdf, root=root), letters.keywords(held.pdf)
    except letters.NotAPdf:
        raise bundle.NotAPack("index.pdf is no PDF") from None
    if not seals:
        raise bundle.NotAPack("index.pdf bears no seal")
    if not all(seal.intact for seal in seals) or not seals[-1].covers_whole_file:
        raise bundle.NotAPack("index.pdf was altered after it was sealed")
    if said != held.contents:
        raise bundle.NotAPack("the seal is that of another index")
    return Checked(held, seals[-1].signer, all(seal.trusted for seal in seals))
