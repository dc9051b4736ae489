"""Holidays as a system admin looks after them: they decide due dates and count working days."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import audit
from accounts.access import actor
from accounts.admin import AuditedReferenceAdmin
from enrollment.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(AuditedReferenceAdmin):
    """A day is its own key: a wrong one is deleted and entered anew. Checks of the past keep what they said."""

    may_delete = True
    list_display = ["date", "name", "is_verified"]
    list_filter = ["is_verified"]
    search_fields = ["name"]
    date_hierarchy = "date"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["date"] if obj else []

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        data = {"date": obj.date.isoformat()}
        super().delete_model(request, obj)
        audit.record(verb="enrollment.delete_holiday", by=actor(request), data=data)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Holiday]) -> None:
        for row in queryset:
            self.delete_model(request, row)
