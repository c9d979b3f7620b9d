"""What the tags of the design system draw."""
