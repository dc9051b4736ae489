"""Accounts, offices and dated figures in `/admin/`; every write goes through a verb and is audited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.access import actor, ensure
from accounts.admin_site import SystemModelAdmin
from accounts.models import Assignment, User
from accounts.rules import Role
from accounts.words import ROLE_NAMES
from districts.models import Agency, District, WorkforceFigure


class UserChangeForm(forms.ModelForm):
    """What an admin may change; a new password is optional and ends the person's sessions."""

    new_password = forms.CharField(label=_("Kata sandi baru"), required=False, widget=forms.PasswordInput)

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "language", "is_active"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            services.validate_new_password(password, self.instance)
        return password


class UserAddForm(AdminUserCreationForm):
    """Name and first password."""

    usable_password = None  # type: ignore[assignment]

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "language"]


@admin.register(User)
class UserAdmin(SystemModelAdmin):
    """Accounts are disabled, never deleted: the trail names them."""

    form = UserChangeForm
    list_display = ["username", "display_name", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "display_name"]
    ordering = ["username"]
    actions = ["reset_factor", "end_sessions"]

    @admin.action(description=_("Hapus pengaman dua langkah"))
    def reset_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            services.reset_factor(user=user, by=actor(request))
        self.message_user(request, _("Pengaman dua langkah dihapus."))

    @admin.action(description=_("Akhiri semua sesi"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            services.end_sessions(user=user, by=actor(request))
        self.message_user(request, _("Semua sesi diakhiri."))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = UserAddForm
            kwargs["fields"] = None
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            names = ["username", "display_name", "email", "language", "password1", "password2"]
            return [(None, {"fields": names})]
        return super().get_fieldsets(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        password = form.cleaned_data.get("new_password") or form.cleaned_data.get("password1")
        if password:
            obj.set_password(password)
        services.save_user(user=obj, by=actor(request), changed=form.changed_data)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        object_id = kwargs.get("object_id") or (args[0] if args else None)
        if request.method == "POST" and object_id == str(request.user.pk):
            ensure(services.may_manage(actor(request), actor(request)))
        return super().changeform_view(request, *args, **kwargs)


@admin.register(Assignment)
class AssignmentAdmin(SystemModelAdmin):
    """A role is ended by its last day, never deleted."""

    list_display = ["user", "role_name", "agency", "valid_from", "valid_to"]
    list_filter = ["role", "agency"]
    search_fields = ["user__username"]
    autocomplete_fields = ["user"]

    @admin.display(description=_("peran"))
    def role_name(self, assignment: Assignment) -> str:
        return str(ROLE_NAMES[Role(assignment.role)])

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, name) for role, name in ROLE_NAMES.items()]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        services.save_assignment(assignment=obj, by=actor(request))


class AuditedReferenceAdmin(SystemModelAdmin):
    """Reference data: each save is one audit event that names the row and the changed fields."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_reference(row=obj, by=actor(request), changed=form.changed_data)


@admin.register(Agency)
class AgencyAdmin(AuditedReferenceAdmin):
    """Letterheads and signers; offices come with the reference data."""

    may_add = False
    list_display = ["code", "short_name", "kind"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]
    readonly_fields = ["code", "kind", "city", "district", "number_code"]


@admin.register(District)
class DistrictAdmin(AuditedReferenceAdmin):
    """With whom a kecamatan is compared; the rest comes with the reference data."""

    may_add = False
    list_display = ["code", "name", "peers"]
    list_filter = ["peers"]
    fields = ["code", "name", "zone", "peers"]
    readonly_fields = ["code", "name", "zone"]


@admin.register(WorkforceFigure)
class WorkforceFigureAdmin(AuditedReferenceAdmin):
    """Denominators with year, kind and source."""

    list_display = ["area_code", "year", "kind", "people", "source", "is_estimate"]
    list_filter = ["year", "kind"]
    readonly_fields = ["batch_id", "row_number"]
