"""Intake of a household, likely duplicates, presentation and admission."""
