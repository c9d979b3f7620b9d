"""Reads of the library. Each starts from the documents its reader may see, and asks a fixed number of questions."""
