"""Settings, urls, servers, embedded PostgreSQL and the command line."""
