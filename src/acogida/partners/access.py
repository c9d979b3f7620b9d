"""Who may see what was shared about a person, and what agencies may do by themselves."""
