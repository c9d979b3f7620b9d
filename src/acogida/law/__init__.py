"""Jurisdiction packs: procedures, clocks, calendars and forms as data. Pure Python, no Django."""
