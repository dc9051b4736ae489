"""/layanan/: services with their dated rules; a draft is written by one admin and put in force by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from districts.clock import today
from permits import services
from permits.access import RULE_EDITORS, RULE_READERS, may_approve_rule, may_edit_rules, may_rehearse
from permits.errors import Refused
from permits.forms_services import RuleForm, ServiceForm, ServiceNamesForm
from permits.models import PermitType, ServiceRule
from permits.selectors import service_rules
from permits.views.going import attempt, see
from permits.views.request import Request

MOST_REASON = 300
FORM_METHODS = ["GET", "HEAD", "POST"]


@require(*RULE_READERS)
@require_safe
def service_list(request: Request) -> HttpResponse:
    """Every service under its office, with the rule of today, what comes and what is drafted."""
    shown = {"groups": service_rules.groups_of_services(today()), "may_edit": bool(may_edit_rules(request.user))}
    return render(request, "permits/services.html", shown)


@require(*RULE_EDITORS)
@require_http_methods(FORM_METHODS)
def service_new(request: Request) -> HttpResponse:
    """A new service."""
    form = ServiceForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, _("Layanan baru"), reverse("service_list"))
    service = services.add_service(fields=form.cleaned_data, by=request.user)
    messages.success(request, _("Layanan dibuat. Loket dapat memilihnya setelah satu aturannya berlaku."))
    return see("service", service.code)


@require(*RULE_EDITORS)
@require_http_methods(FORM_METHODS)
def service_edit(request: Request, code: str) -> HttpResponse:
    """Names and labels of a service."""
    service = service_rules.service_by_code(code)
    form = ServiceNamesForm(posted(request), instance=service)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, _("Ubah layanan"), reverse("service", args=[code]), service=service)
    services.change_service(service=service, fields=form.cleaned_data, by=request.user)
    messages.success(request, _("Layanan disimpan."))
    return see("service", code)


@require(*RULE_READERS)
@require_safe
def service(request: Request, code: str) -> HttpResponse:
    """One service: its rules through time, each with its law."""
    found = service_rules.service_by_code(code)
    row = service_rules.row_of(found, today())
    shown = {"service": found, "row": row, "may_edit": bool(may_edit_rules(request.user))}
    return render(request, "permits/service.html", shown)


@require(*RULE_EDITORS)
@require_http_methods(FORM_METHODS)
def rule_new(request: Request, code: str) -> HttpResponse:
    """A draft, begun as a copy of the rule in force."""
    found = service_rules.service_by_code(code)
    if request.method != "POST":
        row = service_rules.row_of(found, today())
        return _rule_page(request, RuleForm.of(row.now or next(iter(row.past), None), is_new=True), found)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, form, found)
    rule = services.draft_rule(service=found, fields=form.said(), by=request.user)
    messages.success(request, _("Rancangan disimpan. Aturan berlaku setelah disetujui admin sistem lain."))
    return see_rule(rule)


@require(*RULE_READERS)
@require_safe
def rule(request: Request, code: str, version: str) -> HttpResponse:
    """One rule beside the one before it; what may be done with a draft."""
    found = service_rules.rule_of(code, version)
    before = service_rules.rule_before(found)
    approval = may_approve_rule(request.user, found)
    shown = {
        "rule": found,
        "before": before,
        "facts": service_rules.facts_of(found, before),
        "stamp": service_rules.stamp_of(found),
        "is_draft": found.state == ServiceRule.State.DRAFT,
        "may_edit": bool(may_edit_rules(request.user)),
        "may_withdraw": bool(may_edit_rules(request.user)) and service_rules.may_be_withdrawn(found),
        "may_approve": bool(approval),
        "why_not": getattr(approval, "reason", ""),
        "may_rehearse": bool(may_rehearse(request.user)),
        "rehearsals": service_rules.rehearsals_seen_by(request.user, found)[:10],
    }
    return render(request, "permits/rule.html", shown)


@require(*RULE_EDITORS)
@require_http_methods(FORM_METHODS)
def rule_edit(request: Request, code: str, version: str) -> HttpResponse:
    """Change a draft. Where somebody changed it meanwhile nothing is saved and nothing typed is lost (409)."""
    found = service_rules.rule_of(code, version)
    if found.state != ServiceRule.State.DRAFT:
        return see_rule(found)
    if request.method != "POST":
        return _rule_page(request, RuleForm.of(found), found.permit_type, found)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, form, found.permit_type, found)
    try:
        stamp = form.cleaned_data["stamp"]
        services.edit_draft(rule=found, fields=form.said(), stamp=stamp, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _rule_page(request, form, found.permit_type, found, status=409)
    messages.success(request, _("Rancangan disimpan. Aturan berlaku setelah disetujui admin sistem lain."))
    return see_rule(found)


@require(*RULE_EDITORS)
@require_POST
def rule_delete(request: Request, code: str, version: str) -> HttpResponse:
    """Throw a draft away."""
    found = service_rules.rule_of(code, version)
    stamp = request.POST.get("stamp", "")
    act = lambda: services.delete_draft(rule=found, stamp=stamp, by=request.user)  # noqa: E731
    return see("service", code) if attempt(request, act, _("Rancangan dibuang.")) else see_rule(found)


@require(*RULE_EDITORS)
@require_POST
def rule_approve(request: Request, code: str, version: str) -> HttpResponse:
    """The second admin: in force from its day on."""
    found = service_rules.rule_of(code, version)
    stamp = request.POST.get("stamp", "")
    attempt(request, lambda: services.approve_rule(rule=found, stamp=stamp, by=request.user), _("Aturan disetujui."))
    return see_rule(found)


@require(*RULE_EDITORS)
@require_POST
def rule_withdraw(request: Request, code: str, version: str) -> HttpResponse:
    """Stop an approved rule that has not begun."""
    found = service_rules.rule_of(code, version)
    reason = request.POST.get("reason", "")[:MOST_REASON]
    act = lambda: services.withdraw_rule(rule=found, reason=reason, by=request.user)  # noqa: E731
    attempt(request, act, _("Aturan ditarik; kini rancangan lagi."))
    return see_rule(found)


def see_rule(rule: ServiceRule) -> HttpResponse:
    """303 to a rule's own page."""
    return see("service_rule", rule.permit_type.code, str(rule.version))


def posted(request: Request) -> QueryDict | None:
    """What was sent; an empty form is sent as well."""
    return request.POST if request.method == "POST" else None


def form_page(request: Request, form: BaseForm, title: str, back: str, **more: Any) -> HttpResponse:
    shown = {"form": form, "title": title, "back": back, **more}
    return render(request, "permits/service_form.html", shown, status=422 if form.errors else 200)


def _rule_page(
    request: Request, form: RuleForm, service: PermitType, rule: ServiceRule | None = None, status: int = 0
) -> HttpResponse:
    shown = {"form": form, "service": service, "rule": rule}
    return render(request, "permits/rule_form.html", shown, status=status or (422 if form.errors else 200))
