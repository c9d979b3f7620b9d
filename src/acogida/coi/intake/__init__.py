"""How publications come into the library: read, cut into passages, kept as versions that never change."""
