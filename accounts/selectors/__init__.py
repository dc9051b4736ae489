"""What accounts' pages and middleware read."""
