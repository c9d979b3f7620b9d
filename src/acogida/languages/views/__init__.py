"""Pages of translations, of the memory and of the terms."""
