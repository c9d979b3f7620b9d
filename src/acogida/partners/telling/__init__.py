"""What other agencies are told of a case's steps and asked for, and what they answer."""
