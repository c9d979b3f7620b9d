"""The search page of country information, saved searches, what is exported, and what is asked for and missing."""
