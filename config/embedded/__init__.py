"""A real PostgreSQL and a real Redis out of two wheels, so that a newcomer runs what production runs.

`make run` starts them when no `DATABASE_URL` / `REDIS_URL` is given; tests and benchmarks use a throw-away pair:

    python -m config.embedded exec -- pytest tests

Nothing here imports Django.
"""

from config.embedded.postgres import Postgres
from config.embedded.redis import Redis
from config.embedded.throwaway import throwaway

__all__ = ["Postgres", "Redis", "throwaway"]
