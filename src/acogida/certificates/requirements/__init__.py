"""What the State knows of a person already, so that no paper asks her for it again."""
