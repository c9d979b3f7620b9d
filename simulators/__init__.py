"""Stand-ins for other agencies, as separate programs: for the demonstration and for tests. None of them is real."""
