"""Who is this? One person found again whatever the spelling: pure calculations, and their store in the database."""
