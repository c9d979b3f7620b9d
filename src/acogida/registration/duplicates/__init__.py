"""The duplicates desk: possible duplicates side by side, and what the people who compare them say."""
