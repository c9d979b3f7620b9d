"""The translation memory: what a person approved once is offered again."""
