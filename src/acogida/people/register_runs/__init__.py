"""Comparing the whole register with itself, as a job with progress; what it finds goes to the duplicates desk."""
