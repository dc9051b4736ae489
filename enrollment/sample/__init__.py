"""Invented registers: workbooks for demo, tests and benchmarks, with the truth a correct import must reproduce.

Nothing here imports the product's import, facts or verdicts: the truth is computed a second way, in plain Python
over the same invented people, so that agreement means something. All names and numbers are made up.
"""
