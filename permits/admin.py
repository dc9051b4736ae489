"""Services and the law they rest on, as system admins edit them. A rule in force is read here, not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from accounts import audit
from accounts.access import actor
from accounts.admin_site import SystemModelAdmin
from permits.models import LegalBasis, PermitType, ServiceRule


class AuditedAdmin(SystemModelAdmin):
    """Every saved change leaves its event: which columns, not their values."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb = f"permits.{'change' if change else 'add'}_{obj._meta.model_name}"
        audit.record(verb=verb, by=actor(request), target=obj, data={"columns": form.changed_data})


@admin.register(LegalBasis)
class LegalBasisAdmin(AuditedAdmin):
    """The article is entered together with who has read it and when."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("short_title", "article", "valid_from", "verified_by", "verified_on")
    search_fields = ("code", "short_title", "title")


@admin.register(PermitType)
class PermitTypeAdmin(AuditedAdmin):
    list_display = ("code", "name_id", "authority", "agency", "sort_order")
    list_filter = ("authority",)
    search_fields = ("code", "name_id")


@admin.register(ServiceRule)
class ServiceRuleAdmin(SystemModelAdmin):
    """Read only: a rule is drafted by one admin and approved by another, and that is not done in a table."""

    list_display = ("permit_type", "version", "state", "valid_from", "valid_to", "legal_basis")
    list_filter = ("state",)
    may_add = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
