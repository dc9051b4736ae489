"""How a spreadsheet becomes register rows: read in a child process, clean, stage, review, commit."""
