"""URLs of accounts. allauth looks its views up by name, hence names such as `account_login`."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.views import mail, tokens
from accounts.views.account import end_other_sessions, profile, set_language
from accounts.views.delegation import delegations, end_delegation
from accounts.views.drafts import draft
from accounts.views.factor import NewRecoveryCodes, SwitchOff, SwitchOn
from accounts.views.health import healthz, readyz
from accounts.views.login import NewPassword, SignIn, sign_out
from accounts.views.pages import shown, shown_inside
from accounts.views.start import home

# allauth's class views would take a PUT for a POST.
form_page = require_http_methods(["GET", "HEAD", "POST"])


def own_form(view: Any) -> Any:
    """A form of the own account."""
    return form_page(require()(view))


def own_page(view: Any) -> Any:
    """A page of the own account that only shows."""
    return require_safe(require()(view))


codes = "akun/pengaman/kode-cadangan/"
urlpatterns = [
    path("", home, name="home"),
    path("masuk/", form_page(SignIn.as_view()), name="account_login"),
    path("masuk/kode/", form_page(factor.authenticate), name="mfa_authenticate"),
    path("isian/", draft, name="draft"),
    path("keluar/", sign_out, name="logout"),
    path("bahasa/", set_language, name="set_language"),
    path("akun/", profile, name="account"),
    path("akun/sesi/", end_other_sessions, name="account_end_sessions"),
    path("akun/kata-sandi/", own_form(NewPassword.as_view()), name="account_change_password"),
    path("akun/konfirmasi/", own_form(account.reauthenticate), name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", own_form(factor.reauthenticate), name="mfa_reauthenticate"),
    path("akun/pengaman/", own_page(factor.index), name="mfa_index"),
    path("akun/pengaman/aktifkan/", own_form(SwitchOn.as_view()), name="mfa_activate_totp"),
    path("akun/pengaman/matikan/", own_form(SwitchOff.as_view()), name="mfa_deactivate_totp"),
    path(codes, own_page(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(f"{codes}buat/", own_form(NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"),
    path(f"{codes}unduh/", own_page(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("delegasi/", delegations, name="delegations"),
    path("delegasi/akhiri/", end_delegation, name="delegation_end"),
    path("pengaturan/surel/", mail.mail_settings, name="mail_settings"),
    path("pengaturan/surel/coba/", mail.mail_test, name="mail_test"),
    path("bantuan/", shown("pages/help.html"), name="help"),
    path("pintasan/", shown("pages/shortcuts.html"), name="shortcuts"),
    path("aksesibilitas/", shown("pages/accessibility.html"), name="accessibility"),
    path("lainnya/", shown_inside("pages/more.html"), name="more"),
    path("komponen/", shown_inside("components/gallery.html"), name="gallery"),
    path("token/", tokens.token_list, name="tokens"),
    path("token/baru/", tokens.token_new, name="token_new"),
    path("token/<int:pk>/setujui/", tokens.token_approve, name="token_approve"),
    path("token/<int:pk>/ganti/", tokens.token_rotate, name="token_rotate"),
    path("token/<int:pk>/cabut/", tokens.token_revoke, name="token_revoke"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
