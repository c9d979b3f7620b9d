"""Country information in the menu: each part adds its own."""

from acogida.coi.finding import menu as finding_menu  # noqa: F401
from acogida.coi.intake import menu as intake_menu  # noqa: F401
from acogida.coi.library import menu as library_menu  # noqa: F401
from acogida.coi.packs import menu as packs_menu  # noqa: F401
from acogida.coi.recall import menu as recall_menu  # noqa: F401
from acogida.coi.requests import menu as requests_menu  # noqa: F401
from acogida.coi.translating import panel as translating_panel  # noqa: F401
