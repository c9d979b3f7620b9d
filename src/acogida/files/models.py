from __future__ import annotations

from django.db import models
from django.utils import timezone


class Blob(models.Model):
    """A stored file, named by the SHA-256 of its plain bytes; it never changes."""

    sha256 = models.CharField(max_length=64, primary_key=True, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="blob_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
