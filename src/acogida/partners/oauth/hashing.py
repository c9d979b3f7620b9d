"""How a client's secret is kept: salted and hashed once.

A person's password is hashed slowly because people choose guessable ones. A client's secret is ours: 64 random
characters, which no amount of guessing finds; and a slow hash at the token endpoint would let anybody keep us busy.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare


class MachineSecret(BasePasswordHasher):
    """SHA-256 over salt and secret, compared in constant time."""

    algorithm = "machine_secret"

    def encode(self, password: str, salt: str) -> str:
        digest = hashlib.sha256(f"{salt}${password}".encode()).hexdigest()
        return f"{self.algorithm}${salt}${digest}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        return constant_time_compare(self.encode(password, self.decode(encoded)["salt"]), encoded)

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm}
