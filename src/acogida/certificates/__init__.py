"""Documents issued, their QR tokens and their verification."""
