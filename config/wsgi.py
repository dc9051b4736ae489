"""What gunicorn serves (`config/gunicorn.py`). Loaded once, before the processes are forked, so that a broken address
list or a demo account in production stops the start, and all processes share what was loaded."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Only now: both need the applications to be there.
from django.urls import get_resolver  # noqa: E402

from accounts.demo import refuse_in_production  # noqa: E402

_ = get_resolver().url_patterns
refuse_in_production()
