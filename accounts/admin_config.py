"""Named in INSTALLED_APPS instead of django.contrib.admin; imported before any model, so it holds nothing else."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class SystemAdminConfig(AdminConfig):
    """Django's admin with our site."""

    default_site = "accounts.admin_site.SystemAdminSite"
