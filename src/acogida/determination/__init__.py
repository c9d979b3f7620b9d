"""Interviews, assessment, drafting, review, signature and notification."""
