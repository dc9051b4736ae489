"""The counter's app: its two modules in the bar, and its ears on the register."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PermitsConfig(AppConfig):
    name = "permits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registered late: these modules need the models."""
        from accounts import navigation
        from permits import receivers
        from permits.access import CHECK_ROLES, DESK_ROLES, FILE_READERS

        receivers.connect()
        navigation.register(
            navigation.Entry(
                key="loket",
                label=_("Loket"),
                url_name="counter",
                roles=frozenset(CHECK_ROLES),
                order=10,
                start_for=frozenset(DESK_ROLES),
                icon="search",
                also_under=("/cek/",),
            )
        )
        navigation.register(
            navigation.Entry(
                key="permohonan",
                label=_("Permohonan"),
                url_name="applications",
                roles=frozenset(FILE_READERS),
                order=20,
                icon="file",
            )
        )
