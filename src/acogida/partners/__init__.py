"""Other agencies and persons: what agencies ask and are told about somebody, and what was ever shared about her."""
