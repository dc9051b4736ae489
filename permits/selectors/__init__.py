"""Reads of the counter: services in force, verdicts, files, documents."""
