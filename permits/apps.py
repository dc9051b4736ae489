"""The counter's app: its two modules in the bar, and its ears on the register."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PermitsConfig(AppConfig):
    name = "permits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registered late: these modules need the models."""
        from accounts import kept, navigation, purposes
        from accounts.rules import Role
        from districts.models import Agency
        from enrollment.models import Holiday, ImportBatch
        from permits import receivers
        from permits.access import APPROVERS, BRANCH_ROLES, CHECK_ROLES, DESK_ROLES, FILE_READERS, RULE_EDITORS
        from permits.models import LegalBasis, PermitType, ServiceRule
        from permits.selectors.catalogue import purposes_of_office
        from permits.selectors.questions import open_count
        from permits.selectors.requests import inbox_count

        receivers.connect()
        kept.forget_with(Agency, Holiday, ImportBatch, LegalBasis, PermitType, ServiceRule)
        purposes.register(purposes_of_office)
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
                also_under=("/tindak-lanjut/", "/pantau/", "/rujukan/", "/tmp2t/"),  # noqa: S108 - a page, no folder
            )
        )
        navigation.register(
            navigation.Entry(
                key="layanan",
                label=_("Layanan"),
                url_name="service_list",
                roles=frozenset(RULE_EDITORS),
                order=70,
                icon="scale",
                also_under=("/dasar-hukum/",),
            )
        )
        navigation.register(
            navigation.Entry(
                key="persetujuan",
                label=_("Persetujuan"),
                url_name="requests",
                roles=frozenset(APPROVERS),
                order=25,
                icon="check",
                also_under=("/delegasi/",),
                count=inbox_count,
            )
        )
        navigation.register(
            navigation.Entry(
                key="kantor",
                label=_("Kantor"),
                url_name="offices",
                roles=frozenset({Role.SYSTEM_ADMIN, Role.SUPERVISOR}),
                order=75,
                icon="building",
            )
        )
        navigation.register(
            navigation.Entry(
                key="pertanyaan",
                label=_("Pertanyaan"),
                url_name="questions",
                roles=frozenset(BRANCH_ROLES),
                order=26,
                icon="question",
                count=open_count,
            )
        )
