"""What gunicorn serves (`config/gunicorn.py`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from accounts.demo import refuse_in_production  # noqa: E402 - needs the apps loaded

refuse_in_production()
