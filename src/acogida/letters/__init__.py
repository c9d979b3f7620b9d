"""Letters of the authority: typst to PDF/A, seal and signature (PAdES)."""
