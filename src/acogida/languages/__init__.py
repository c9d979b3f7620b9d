"""Other languages: machine translation, translation memory, terms, and the people who make a draft into a text."""
