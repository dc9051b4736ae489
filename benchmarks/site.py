"""The product's own settings with one more page: the trivial logged-in view its pages are compared with."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.site_urls"
# Names of hashed static files need a collected folder; which name stands in a page costs nothing either way.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
