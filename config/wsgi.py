"""What gunicorn serves (`config/gunicorn.py`)."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Before the processes are forked: a broken address list stops the start instead of every first request, and all
# processes share what was loaded.
_ = get_resolver().url_patterns
