"""Typst templates to PDF/A, seal and signature."""
