"""gunicorn's settings: `gunicorn -c python:config.gunicorn config.wsgi`.

Threads, because a request mostly waits for the database and a thread keeps its connection. Behind a proxy set BIND
and FORWARDED_ALLOW_IPS (docs/operating.md).
"""

import gc
import os
from typing import Any

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
control_socket_disable = True
limit_request_line = 4094
# No address, no query string, no referrer: the log must hold nothing that was asked about a person.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")


def when_ready(server: Any) -> None:
    """What was loaded stays for good: a collection need not walk it again, nor each process own a copy of it."""
    gc.collect()
    gc.freeze()
