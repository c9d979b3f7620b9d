"""Bringing an old register in: a flat file, one row for each person, becomes persons, families and cases.

In order: `detect` (encoding, separator) → `table` (rows as they stand) → `mapping` (what the columns and words mean, as
data) → `survey` (what is ambiguous, asked once for the file) → `reading` (cells to values, with errors and warnings) →
`families` (rows to cases) → `check` (all of it: the dry run). These are pure. `run` writes what was read, in batches,
`likeness` looks for persons who are there twice, `report` tells.
"""
