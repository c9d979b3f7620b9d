"""The library: sources and how far they are relied on, documents, their versions and countries, as pages and as acts."""
