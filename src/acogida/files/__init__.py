"""Content-addressed storage: bytes by hash, media type checked, encrypted at rest."""
