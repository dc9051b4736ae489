"""Pages of the import, of the register, and of the links between businesses and employers."""
