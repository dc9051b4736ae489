"""The register joins the house: its menu entries, and the data date the top bar shows."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Kepesertaan")

    def ready(self) -> None:
        from accounts import context, navigation, today
        from accounts.rules import Role
        from enrollment import access
        from enrollment.selectors import doubts, freshness
        from enrollment.selectors.today import imports_today

        today.register(imports_today)
        context.data_date_from(freshness.data_date)
        navigation.register(
            navigation.Entry(
                key="usaha",
                label=_("Perusahaan"),
                url_name="businesses",
                roles=frozenset(access.REGISTER),
                order=30,
                icon="building",
            )
        )
        navigation.register(
            navigation.Entry(
                key="impor",
                label=_("Impor data"),
                url_name="imports",
                roles=frozenset(access.HISTORY),
                order=60,
                start_for=frozenset({Role.IMPORTER}),
                icon="upload",
            )
        )
        navigation.register(
            navigation.Entry(
                key="meragukan",
                label=_("Meragukan"),
                url_name="doubts",
                roles=frozenset(access.LINKERS),
                order=61,
                icon="question",
                count=doubts.waiting,
            )
        )
