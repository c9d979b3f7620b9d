"""Reading the termbase."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from acogida.languages.engines import primary
from acogida.languages.models import Term
from acogida.languages.terms.matching import Entry


def in_language(field: str, code: str) -> Q:
    """Rows whose BCP 47 tag in `field` is of the language of `code`: "es" finds es, es-MX and es-419."""
    subtag = primary(code)
    return Q(**{field: subtag}) | Q(**{f"{field}__startswith": f"{subtag}-"})


def of_pair(source: str, target: str) -> QuerySet[Term]:
    """Terms from one language into another."""
    return Term.objects.filter(in_language("source_language", source), in_language("target_language", target))


def entries(source: str, target: str) -> list[Entry]:
    """The termbase of a pair as checks and machine use it. A term of several sources, one preferred each, keeps all."""
    rows = of_pair(source, target).order_by("source", "created_at").values_list("source", "target", "status")
    return [Entry(*row) for row in rows]
