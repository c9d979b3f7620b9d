"""Country information in the menu: each part adds its own."""

from acogida.coi.packs import menu as packs_menu  # noqa: F401
