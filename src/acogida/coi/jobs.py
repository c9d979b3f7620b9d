"""Background work of this room, declared beside what it does."""

from acogida.coi.intake import jobs as intake_jobs  # noqa: F401
from acogida.coi.library import jobs as library_jobs  # noqa: F401
from acogida.coi.packs import jobs as packs_jobs  # noqa: F401
from acogida.coi.search import jobs as search_jobs  # noqa: F401
from acogida.coi.translating import jobs as translating_jobs  # noqa: F401
from acogida.coi.translating import origin as translating_origin  # noqa: F401  makes passages known to be translated
