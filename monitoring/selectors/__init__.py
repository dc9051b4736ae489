"""Reading coverage: exact from the register, or from the stored facts for the pages."""
