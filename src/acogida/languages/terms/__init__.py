"""Terms: what a word is called here, and what it must not be called."""
