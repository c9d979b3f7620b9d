"""What rests on an edition, on the page of the edition."""

from acogida.coi.library import panels
from acogida.coi.recall.panel import resting

panels.add("version", "resting", "coi/recall/_resting.html", resting, 60, side=True)
