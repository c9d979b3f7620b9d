"""What was done and what was seen: append-only, hash-chained, verifiable."""
