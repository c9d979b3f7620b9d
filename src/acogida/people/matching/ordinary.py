"""What a small register may claim: names and nationalities are taken for ordinary until it has grown. Pure.

It says little about how common a name or a nationality is: as if it held so many more names, of which one in 250 is any
name, and so many more people, of whom one in ten has any nationality.
"""

from __future__ import annotations

SMALL, NAMESAKES, COMPATRIOTS = 500, 2, 50
LEAST_POPULATION = 2_000  # to be confused with, however small the register: people arrive who are not in it
