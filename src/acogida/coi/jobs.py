"""Background work of this room, declared beside what it does."""

from acogida.coi.search import jobs as search_jobs  # noqa: F401
