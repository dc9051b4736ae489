"""Charts: a finding, a picture, and the same numbers as a table; drawn once for page, PDF, PNG and workbook."""
