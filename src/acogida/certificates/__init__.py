"""Documents the authority issues: certificates, their QR, status list and verification; the notice to the INM."""
