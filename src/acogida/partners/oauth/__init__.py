"""Who may ask by machine: partners' clients, their secrets and tokens (OAuth 2.0 client credentials), and how often."""
