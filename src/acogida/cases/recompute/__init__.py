"""After a change of the authority's rules: every open clock it touches, reckoned again, in sets.

One act on a case is one event, and so is this: each case of which a date really moves gets a `calendar_changed`, chained
like any other, and a notice is queued for each person concerned (that people were never told is what the human rights
commission criticised). What moves the dates is `projection.apply`, the fold that acts and replays use.

Cases go in chunks, in the order of their ids; a chunk is one transaction that locks its cases, so that nobody's act is
overwritten. Several chunks go on at once, on threads: nearly all the work is the database's. A killed run loses at most
the chunks under way, and the next one goes on from `Recalculation.position`. Running twice changes nothing twice: a
date that is right already does not move.
"""

from acogida.cases.recompute.preview import preview
from acogida.cases.recompute.run import run

__all__ = ["preview", "run"]
