"""Staff, offices, roles as grants (action and scope), sign-in."""
