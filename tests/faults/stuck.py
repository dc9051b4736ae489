"""A worker whose pool never stops, as one does that waits for the rest of half a message."""

import time
from typing import Any

from celery.concurrency.prefork import TaskPool


def never(self: Any) -> None:
    time.sleep(3600)


TaskPool.on_stop = never
