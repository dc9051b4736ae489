"""The watch joins the house: menu entries, what follows an import, what a preview shows."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Cakupan dan laporan")

    def ready(self) -> None:
        from enrollment.importing import effects
        from enrollment.signals import batch_committed, batch_undone, register_changed
        from monitoring import receivers
        from monitoring.imported import reports_resting_on
        from monitoring.menu import put_in_the_bar
        from monitoring.selectors.effect import coverage_effect, hold_coverage
        from monitoring.selectors.verification import certificate_verified, report_by_code
        from permits import verification

        batch_committed.connect(receivers.facts_follow_commit, dispatch_uid="monitoring.facts")
        batch_undone.connect(receivers.facts_follow_undo, dispatch_uid="monitoring.facts")
        register_changed.connect(receivers.facts_follow_decision, dispatch_uid="monitoring.facts")
        effects.register("coverage", coverage_effect, hold=hold_coverage)
        effects.register_use("reports", reports_resting_on)
        verification.register(report_by_code)
        verification.register(certificate_verified)
        put_in_the_bar()
