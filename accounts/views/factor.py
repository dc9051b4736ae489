"""The second factor's pages: allauth's own, audited."""

from __future__ import annotations

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import HttpResponse

from accounts import services


class _Audited:
    """Adds one audit event to the form's success, in one transaction."""

    verb = ""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        services.note_factor(user=self.request.user, verb=self.verb)  # type: ignore[attr-defined]
        return response


class SwitchOn(_Audited, ActivateTOTPView):
    """Show the key, ask for the first code."""

    verb = "add_second_factor"


class SwitchOff(_Audited, DeactivateTOTPView):
    """Only where the setting allows an account without one."""

    verb = "remove_second_factor"


class NewRecoveryCodes(_Audited, GenerateRecoveryCodesView):
    """The old codes stop working."""

    verb = "new_recovery_codes"
