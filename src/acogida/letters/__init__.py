"""Letters of the authority: typst to PDF/A, seal and signature (PAdES)."""

from acogida.letters.render import LetterError, render
from acogida.letters.sealing import NotAPdf, Seal, keywords, seal, seals, sign_as

__all__ = ["LetterError", "NotAPdf", "Seal", "keywords", "render", "seal", "seals", "sign_as"]
