"""What a worker of the fault tests is told of its broker connection: `BROKER_OPTIONS`, a JSON object."""

from __future__ import annotations

import json
import os

from config.celery import app

app.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    **json.loads(os.environ.get("BROKER_OPTIONS", "{}")),
}
