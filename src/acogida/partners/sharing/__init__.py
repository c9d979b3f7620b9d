"""All that was ever shared about a person: shown, printed for her, consented to by her, and what was kept from leaving."""
