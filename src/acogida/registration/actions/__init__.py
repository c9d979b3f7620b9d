"""What is done at the counter. One function is one transaction."""
