"""How the product is put together and run. The Celery application is loaded with it, so that every `shared_task`
finds the broker in whatever process it is sent from."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
