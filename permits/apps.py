"""The counter's app: its modules in the bar, and its ears on the register."""

from __future__ import annotations

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "permits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registered late: these modules need the models."""
        from accounts import kept, purposes
        from districts.models import Agency
        from enrollment.models import Holiday, ImportBatch
        from permits import receivers
        from permits.menu import put_in_the_bar
        from permits.models import LegalBasis, PermitType, ServiceRule
        from permits.selectors.catalogue import purposes_of_office

        receivers.connect()
        kept.forget_with(Agency, Holiday, ImportBatch, LegalBasis, PermitType, ServiceRule)
        purposes.register(purposes_of_office)
        put_in_the_bar()
