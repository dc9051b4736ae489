"""Long work is a row first (architecture §3.10): asked for in a transaction, leased, fenced, swept, quarantined.

Celery carries only the row's id and may lose it, double it or deliver it late. What holds is the row: a worker takes
it by one conditional UPDATE that counts the attempt before anything runs, and commits only while its fencing token is
still the row's. All times are the database's.
"""

from accounts.work.claim import Claim, LeaseLost, running
from accounts.work.items import ask, cancel, latest, send
from accounts.work.registry import Cancelled, Failed, handler
from accounts.work.run import execute, run_now, sweep

__all__ = [
    "Cancelled",
    "Claim",
    "Failed",
    "LeaseLost",
    "ask",
    "cancel",
    "execute",
    "handler",
    "latest",
    "run_now",
    "running",
    "send",
    "sweep",
]
