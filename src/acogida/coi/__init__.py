"""Country of origin information: its library, search, research requests and packs."""
