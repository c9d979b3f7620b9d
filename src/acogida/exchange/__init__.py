"""Other agencies: agreements, the one `send`, firewall, outbox, receipts."""
