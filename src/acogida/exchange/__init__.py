"""Other agencies: agreements, the one `send`, the firewall, the outbox, receipts and replies."""
