"""`/admin/`: for system admins, thin, without personal data (security.md T15). Apps register with SystemModelAdmin.

Django's own permissions are not used: who may is the role SA, today.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import ensure, may, to_login
from accounts.rules import Role


class SystemAdminSite(admin.AdminSite):
    """Behind our own login page and the role SA."""

    site_header = site_title = _("Administrasi Cek Jamsos")
    index_title = _("Akun dan data acuan")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own: what a package registers of its accounts, mails and secrets stays out."""
        if admin_class is not None and issubclass(admin_class, SystemModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(may(request.user, Role.SYSTEM_ADMIN))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return to_login(request)
            ensure(may(request.user, Role.SYSTEM_ADMIN))
            return inner(request, *args, **kwargs)

        return gated

    def get_urls(self) -> list[Any]:
        """Without login, logout and password pages of its own: ours are the only door."""
        own = ("login", "logout", "password_change", "password_change_done")
        return [u for u in super().get_urls() if getattr(u, "name", None) not in own]


class SystemModelAdmin(admin.ModelAdmin):
    """A table system admins look after. Nothing is deleted unless a subclass says so."""

    may_delete = False
    may_add = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(may(request.user, Role.SYSTEM_ADMIN))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(may(request.user, Role.SYSTEM_ADMIN))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(may(request.user, Role.SYSTEM_ADMIN))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and bool(may(request.user, Role.SYSTEM_ADMIN))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and bool(may(request.user, Role.SYSTEM_ADMIN))

    def log_addition(self, request: HttpRequest, object: Any, message: Any) -> Any:
        """The audit trail is the record; Django's own log table would repeat names."""

    def log_change(self, request: HttpRequest, object: Any, message: Any) -> Any:
        """See log_addition."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """See log_addition."""
