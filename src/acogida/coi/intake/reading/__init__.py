"""Reading files that nobody here made: each kind in its own module, what can be hostile in a process of its own."""
