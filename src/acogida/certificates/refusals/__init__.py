"""Services that would not accept a person's paper: written down, followed up, counted."""
