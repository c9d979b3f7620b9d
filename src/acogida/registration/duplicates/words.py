"""Codes of the pack's form in words."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language

from acogida.cases import packs
from acogida.law import Pack


def kind_of_paper(code: str) -> str:
    """The kind of a document a person holds, as the form names it."""
    pack = packs.current()
    return _options(pack.hash, get_language() or "es").get(code, code)


@lru_cache(maxsize=8)
def _options(pack_hash: str, language: str) -> dict[str, str]:
    pack: Pack = packs.by_hash(pack_hash)
    for form in pack.forms.values():
        for step in form.steps:
            for topic in step.topics:
                for each in topic.fields:
                    if each.code == "document_type":
                        return {option.code: pack.text(option.label, language) for option in each.options}
    return {}
