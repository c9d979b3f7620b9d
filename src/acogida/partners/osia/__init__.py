"""Partners ask about somebody: OSIA v7.1, third-party services, credentials and notification."""
