"""The product's settings for a test's web server: its pages name static files that nobody has collected."""

from config.settings import *  # noqa: F403
from config.settings import STORAGES as _STORAGES

STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
