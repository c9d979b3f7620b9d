"""The papers of a case: letters that its steps make, sealed and kept; and information to hand to applicants."""
