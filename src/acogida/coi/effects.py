"""What the parts of this room register with each other, read at start-up."""

from acogida.coi.packs import keeping as packs_keeping  # noqa: F401
