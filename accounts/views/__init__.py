"""Pages of accounts: in and out, the own account, start, help, errors, probes."""
