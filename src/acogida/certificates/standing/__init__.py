"""How each paper of a person stands: for the clerk on a tab, for the person on a sheet, in the same words."""
