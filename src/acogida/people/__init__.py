"""Persons, names, family relations, documents held, needs and identity numbers."""
