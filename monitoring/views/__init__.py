"""Pages of coverage and reports."""
