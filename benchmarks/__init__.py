"""What `make bench` runs: the product beside its floor and its peers, in one interleaved run, as ratios.

Seconds differ from machine to machine; a ratio of two sides measured in turns on the same machine survives.
docs/benchmarks.md says what each side does.
"""
