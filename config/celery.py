"""The Celery application and THE timetable.

Redis may lose a message and may deliver it late or twice, so a message carries nothing but the id of a WorkItem row
and may run twice without harm; the sweeper below sends again what nobody works on. Django is not imported here.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

from celery import Celery
from celery.schedules import crontab, schedule
from celery.signals import worker_init, worker_ready

from config import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

APPS = ["districts", "accounts", "enrollment", "permits", "monitoring"]

# Longer than the longest task by 15 minutes: a message redelivered while its task still runs would run it twice.
TASK_SECONDS = 30 * 60
VISIBILITY_SECONDS = TASK_SECONDS + 15 * 60

# What is left to a worker that has given its tasks back; then it is killed.
ENDING_SECONDS = 10

SWEEP_SECONDS = float(os.environ.get("WORK_SWEEP_SECONDS", "60"))

# Beat reads the clock and sends names: without Django and the apps it starts in a second and stays small.
BEAT_ONLY = environment.flag("BEAT_ONLY", default=False)

app = Celery("cekjamsos", fixups=[] if BEAT_ONLY else None)
app.conf.update(
    broker_url=environment.lookup("REDIS_URL") or "redis://127.0.0.1:6379/0",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker outlives its broker, however long it is away
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        # Without a timeout a worker behind a half-open connection stays deaf for ever.
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "unacked_restore_throttle": 1,
        # A page that asks for work does not wait for a broker that is away: the sweeper sends later.
        "max_retries": 0,
    },
    result_backend=None,
    task_ignore_result=True,
    result_backend_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    visibility_timeout=VISIBILITY_SECONDS,
    accept_content=["json"],
    task_serializer="json",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=TASK_SECONDS,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=float(os.environ.get("WORKER_SOFT_SHUTDOWN_SECONDS", "30")),
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    task_create_missing_queues=True,
    timezone="Asia/Jakarta",
    enable_utc=True,
)

# The timetable, in WIB. `expires`: a tick nobody took before the next one is not worth doing late.
app.conf.beat_schedule = {
    "worker is alive": {
        "task": "accounts.heartbeat",
        "schedule": schedule(20),
        "options": {"expires": 20},
    },
    "send again what nobody works on": {
        "task": "accounts.sweep_work_items",
        "schedule": schedule(SWEEP_SECONDS),
        "options": {"expires": SWEEP_SECONDS},
    },
    "tell applicants what is due": {
        "task": "permits.tell_due",
        "schedule": schedule(300),
        "options": {"expires": 300},
    },
    "judge watched businesses again": {
        "task": "permits.look_tonight",
        "schedule": crontab(hour="2", minute="30"),
    },
    "this week's digests": {
        "task": "permits.digest_due",
        "schedule": crontab(hour="7", minute="0"),
    },
    "this week's summaries": {
        "task": "monitoring.weekly_due",
        "schedule": crontab(hour="7", minute="5"),
    },
    "open the month's provisional reports": {
        "task": "monitoring.open_month",
        "schedule": crontab(day_of_month="1", hour="6", minute="0"),
    },
    "freeze the month that was due yesterday": {
        "task": "monitoring.freeze_due",
        "schedule": crontab(hour="6", minute="10"),
    },
    "what imports brought has its time": {
        "task": "enrollment.purge_imports",
        "schedule": crontab(hour="3", minute="10"),
    },
    "what answered lists said has its time": {
        "task": "permits.purge_answers",
        "schedule": crontab(hour="3", minute="20"),
    },
    "watch the clocks": {
        "task": "permits.watch_clocks",
        "schedule": crontab(minute="20"),
        "options": {"expires": 3600},
    },
}
if not BEAT_ONLY:
    app.autodiscover_tasks(APPS)


@worker_init.connect
def outlive_the_broker(**_: Any) -> None:
    """Two corrections of the broker's library, which counts what a worker holds and may not take.

    What cannot be acknowledged or given back keeps its place in that count for ever, so that a worker whose connection
    went silent at that moment takes nothing any more. And a broken connection is closed twice, where the second time
    fails on what the first one took away, and the worker ends of it. Either message comes again: the sweeper sends it.
    """
    from kombu.transport import redis, virtual

    class QoS(redis.QoS):
        def ack(self, delivery_tag: str) -> None:
            try:
                super().ack(delivery_tag)
            except BaseException:
                virtual.QoS.ack(self, delivery_tag)
                raise

        def reject(self, delivery_tag: str, requeue: bool = False) -> None:
            try:
                super().reject(delivery_tag, requeue)
            except BaseException:
                virtual.QoS.ack(self, delivery_tag)
                raise

        def restore_unacked(self, client: Any = None) -> None:
            if self.channel.connection.client is not None:
                super().restore_unacked(client)

    redis.Channel.QoS = QoS


@worker_ready.connect
def end_in_any_case(**_: Any) -> None:
    """See that a worker that is ending ends.

    A pool process that dies while it writes its result leaves half a message, and the worker would wait for the rest
    of it for ever (celery.concurrency.asynpool says so itself). By then it has given its tasks back: nothing is lost.
    """
    threading.Thread(target=_end, name="end in any case", daemon=True).start()


def _end() -> None:
    from celery.worker import state

    while state.should_terminate is None or state.should_terminate is False:
        time.sleep(1)
    time.sleep(ENDING_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


@worker_ready.connect
def sweep_at_once(**_: Any) -> None:
    """A new worker takes up what the last one left without waiting for the first tick."""
    app.send_task("accounts.sweep_work_items", expires=60)
