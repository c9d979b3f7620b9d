"""The index by which a person is found again: what is compared, and under which keys it is filed (docs/identity.md).

All of it is derived from persons and can be made again (`acogida match rebuild`). Nothing here has a foreign key: a row is
written in the transaction that writes its person, and a million rows of a load are not checked one by one.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class MatchProfile(models.Model):
    """One name of one person as it is compared. Never changed: what changes gets a new serial, and the old row goes.
    Postings may still name a serial that is gone; nobody answers to it."""

    serial = models.AutoField(primary_key=True)  # four bytes in every posting
    person_id = models.UUIDField(db_index=True)
    profile = models.TextField()  # people.matching.profile.encode

    class Meta:
        db_table = "people_matchprofile"


class MatchPosting(models.Model):
    """Everybody filed under a key: their serials as big-endian int4, one after the other. Written by `fold` only."""

    key = models.BigIntegerField(primary_key=True)
    serials = models.BinaryField()  # stored EXTERNAL: its length is known without reading it

    class Meta:
        db_table = "people_matchposting"


class MatchPending(models.Model):
    """Keys not folded into the postings yet: writers only ever insert here, so nobody waits for a common name."""

    pk = models.CompositePrimaryKey("key", "serial")
    key = models.BigIntegerField()
    serial = models.IntegerField()

    class Meta:
        db_table = "people_matchpending"


class MatchToken(models.Model):
    """How many profiles have a token of a name, and how it sounds. The empty token counts the profiles; capitals are
    nationalities, which have no sound."""

    token = models.TextField(primary_key=True)
    count = models.IntegerField()
    sound = models.TextField(default="")

    class Meta:
        db_table = "people_matchtoken"
        indexes = [  # other spellings of a word
            GinIndex(OpClass("token", name="gin_trgm_ops"), name="matchtoken_near"),
            models.Index(fields=["sound"], name="matchtoken_sound"),
        ]


class MatchSound(models.Model):
    """How many profiles have a sound, once under each of its deletions: sounds one letter apart share one."""

    pk = models.CompositePrimaryKey("part", "sound")
    part = models.TextField()
    sound = models.TextField()
    count = models.IntegerField()

    class Meta:
        db_table = "people_matchsound"
