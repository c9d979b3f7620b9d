"""Lines in which messages about one person wait for each other."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Max


def next_place(model: Any, order_key: str) -> int:
    """The next place in a line. Within a transaction: whoever else adds to the line waits for its end, so that places are
    given in the order in which transactions are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{model._meta.label}:{order_key}"])
    last = model.objects.filter(order_key=order_key).aggregate(last=Max("place"))["last"]
    return (last or 0) + 1
