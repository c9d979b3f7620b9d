"""An HTTP service of the authority's own: LibreTranslate's API, or Apertium's (APY). Off unless an address is set."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from acogida.exchange import wire
from acogida.hooks.ids import uuid7
from acogida.languages.engines.base import GARBLED, REFUSED, UNREACHABLE, Draft, Unavailable

LIBRETRANSLATE, APY = "libretranslate", "apy"
REMEMBERED = 60.0  # seconds for which the list of pairs is believed
# APY speaks ISO 639-3, and marks what it does not know.
THREE = {"en": "eng", "es": "spa", "fr": "fra", "pt": "por", "ht": "hat", "ar": "ara", "ru": "rus", "zh": "zho"}
TWO = {three: two for two, three in THREE.items()}


class Service:
    """The engine. `kind`: LIBRETRANSLATE or APY; `key`: LibreTranslate's api_key, where it wants one."""

    def __init__(self, base: str, kind: str = LIBRETRANSLATE, key: str = "", seconds: float = 30.0) -> None:
        self.base, self.kind, self.key, self.seconds = base, kind, key, seconds
        self.name = kind
        self.version = ""
        self._pairs: tuple[float, frozenset[tuple[str, str]]] = (0.0, frozenset())

    def pairs(self) -> frozenset[tuple[str, str]]:
        """What the service says it can do; none while it does not answer."""
        asked, pairs = self._pairs
        if not asked or time.monotonic() - asked > REMEMBERED:
            try:
                pairs = self._listed()
            except (wire.NoAnswer, wire.Rejected, KeyError, TypeError):
                pairs = frozenset()
            self._pairs = (time.monotonic(), pairs)
        return pairs

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Draft]:
        """See Engine."""
        try:
            if self.kind == APY:
                return [self._apy(text, source, target) for text in texts]
            body = {"q": list(texts), "source": source, "target": target, "format": "text"}
            answer = self._ask("POST", "/translate", body | ({"api_key": self.key} if self.key else {}))
            told = answer["translatedText"]
            if not isinstance(told, list) or len(told) != len(texts) or not all(isinstance(one, str) for one in told):
                raise Unavailable((source, target), GARBLED)
            return [Draft(one) for one in told]
        except wire.NoAnswer as problem:
            why = GARBLED if str(problem) in (wire.NOT_JSON, wire.TOO_LONG) else UNREACHABLE
            raise Unavailable((source, target), why) from None
        except wire.Rejected:
            raise Unavailable((source, target), REFUSED) from None
        except (KeyError, TypeError):
            raise Unavailable((source, target), GARBLED) from None

    def _apy(self, text: str, source: str, target: str) -> Draft:
        langpair = f"{THREE.get(source, source)}|{THREE.get(target, target)}"
        query = {"langpair": langpair, "markUnknown": "no", "q": text}
        request = wire.Request("GET", "/translate", query=query, transaction=False)
        told = self._send(request, text)["responseData"]["translatedText"]
        if not isinstance(told, str):
            raise TypeError
        return Draft(told)

    def _listed(self) -> frozenset[tuple[str, str]]:
        if self.kind == APY:
            told = self._ask("GET", "/listPairs")["responseData"]
            codes = [(one["sourceLanguage"], one["targetLanguage"]) for one in told]
            return frozenset((TWO.get(source, source), TWO.get(target, target)) for source, target in codes)
        languages = self._ask("GET", "/languages")
        return frozenset(
            (one["code"], target) for one in languages for target in one["targets"] if target != one["code"]
        )

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        texts = " ".join(body["q"]) if body else ""
        return self._send(wire.Request(method, path, body=body, transaction=False), texts)

    def _send(self, request: wire.Request, texts: str) -> Any:
        """The answer's body. Raises NoAnswer or Rejected. The firewall is asked first: what is translated leaves the house."""
        from acogida.exchange import gateway  # not above: the doctor asks this module before there is a database

        if not gateway.to_a_search(urlsplit(self.base).hostname or "", texts).allowed:
            raise wire.Rejected("the firewall refused", 403)
        return wire.send(self.base, request, key=str(uuid7()), seconds=self.seconds).body
