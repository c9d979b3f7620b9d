"""Content-addressed storage of bytes, encrypted at rest."""
