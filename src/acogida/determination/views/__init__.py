"""The pages of determination. No rule lives here."""
