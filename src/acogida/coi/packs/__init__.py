"""Packs: the documents on a country in sixteen sections, issued on a day and never changed."""
