"""Cases, members, claims, the event log, clocks in force, queues and assignment."""
