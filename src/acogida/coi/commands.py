"""`acogida coi …`, each part's beside what it does."""

from acogida.coi.packs.commands import COMMANDS as PACKS

COMMANDS = {**PACKS}
