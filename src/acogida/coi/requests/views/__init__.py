"""Pages of research requests and their answers."""
