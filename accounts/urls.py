"""URLs of accounts. allauth looks its views up by name, hence names such as `account_login`."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path

from accounts.access import require
from accounts.views.account import profile, set_language
from accounts.views.factor import NewRecoveryCodes, SwitchOff, SwitchOn
from accounts.views.health import healthz, readyz
from accounts.views.login import NewPassword, SignIn, sign_out
from accounts.views.pages import shown, shown_inside
from accounts.views.start import home

signed_in = require()

urlpatterns = [
    path("", home, name="home"),
    path("masuk/", SignIn.as_view(), name="account_login"),
    path("masuk/kode/", factor.authenticate, name="mfa_authenticate"),
    path("keluar/", sign_out, name="logout"),
    path("bahasa/", set_language, name="set_language"),
    path("akun/", profile, name="account"),
    path("akun/kata-sandi/", signed_in(NewPassword.as_view()), name="account_change_password"),
    path("akun/konfirmasi/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path("akun/pengaman/", signed_in(factor.index), name="mfa_index"),
    path("akun/pengaman/aktifkan/", signed_in(SwitchOn.as_view()), name="mfa_activate_totp"),
    path("akun/pengaman/matikan/", signed_in(SwitchOff.as_view()), name="mfa_deactivate_totp"),
    path("akun/pengaman/kode-cadangan/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "akun/pengaman/kode-cadangan/buat/", signed_in(NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"
    ),
    path(
        "akun/pengaman/kode-cadangan/unduh/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("bantuan/", shown("pages/help.html"), name="help"),
    path("pintasan/", shown("pages/shortcuts.html"), name="shortcuts"),
    path("aksesibilitas/", shown("pages/accessibility.html"), name="accessibility"),
    path("lainnya/", shown_inside("pages/more.html"), name="more"),
    path("komponen/", shown_inside("components/gallery.html"), name="gallery"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
