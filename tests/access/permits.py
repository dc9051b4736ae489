"""Rows of permits: counters answer for the whole city, files and checks stay with the office that made them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from accounts import vault
from accounts.models import User
from districts.clock import today
from enrollment.rules.calendar import required_month
from enrollment.selectors.status import holidays
from permits import services
from permits.models import Application, BulkCheck, Check, MatchRejection, Notice, ServiceDenial, Watch
from permits.selectors.catalogue import rule_in_force
from permits.selectors.denials import denial_bases
from permits.selectors.service_rules import RULE_FIELDS, rule_of, service_by_code, stamp_of
from permits.services.bulk import ask_list
from tests.access.machinery import EXPORT, Row, everybody, ok
from tests.factories import make_business, make_employer, make_nik, make_worker
from tests.permits.conftest import feed_register

DESKS = "PK CM PP OD"
CHECKERS = f"{DESKS} BS BH"
OWN = "PK CM"
RULE_READERS = "SA CM BS BH AU"
# A check or file of Lubuk Baja, seen from another counter.
ELSEWHERE = ok("foreign PP CM_PTSP OD CM_OPD", 404)
NOT_MINE = ok("foreign PP OD", 404)


def _clear_check(by: User) -> Check:
    feed_register()
    business = make_business(name="Toko Sudah Patuh", owner_nik=make_nik(), declared_workers=1)
    paid: date = required_month(today(), holidays())
    make_worker(make_employer(business, paid_through=paid))
    return services.check_business(business=business, service="DOMISILI", by=by)


def _hold_check(by: User) -> Check:
    feed_register()
    business = make_business(
        name="Warung Belum Daftar", owner_nik=make_nik(), owner_name="Suparmin", declared_workers=1
    )
    return services.check_business(business=business, service="DOMISILI", by=by)


def clear_check(world: Any) -> dict[str, Any]:
    return {"pk": _clear_check(world.officer).pk}


def hold_check(world: Any) -> dict[str, Any]:
    return {"pk": _hold_check(world.officer).pk}


def name_check(world: Any) -> dict[str, Any]:
    make_business(name="Bengkel Las Mandiri")
    return {"pk": services.check(text="las mandiri", service="DOMISILI", by=world.officer).pk}


def cleared_check(world: Any) -> dict[str, Any]:
    check = _clear_check(world.officer)
    services.clear(check=check, by=world.officer)
    return {"pk": check.pk}


def disowned_match(world: Any) -> dict[str, Any]:
    services.reject_match(check=_clear_check(world.officer), by=world.officer)
    return {"pk": MatchRejection.objects.get().pk}


def doubtful_check(world: Any) -> dict[str, Any]:
    feed_register()
    business = make_business(name="Toko Satu Kunci", declared_workers=2)
    return {"pk": services.check_business(business=business, service="DOMISILI", by=world.officer).pk}


def held_file(world: Any) -> dict[str, Any]:
    check = _hold_check(world.officer)
    return {"pk": services.hold(check=check, by=world.officer).application.pk}


def cleared_file(world: Any) -> dict[str, Any]:
    return {"pk": services.clear(check=_clear_check(world.officer), by=world.officer).application.pk}


def letter_code(world: Any) -> dict[str, Any]:
    return {"code": services.hold(check=_hold_check(world.officer), by=world.officer).code}


def candidate(_world: Any) -> dict[str, Any]:
    return {"business": Check.objects.get().candidates[0]["public_id"]}


def service_code(_world: Any) -> dict[str, Any]:
    return {"code": "DOMISILI"}


def drafted_rule(world: Any) -> dict[str, Any]:
    """A draft of another system admin than the one who looks."""
    service = service_by_code("DOMISILI")
    now = rule_in_force(service, today())
    assert now is not None
    fields = {name: getattr(now, name) for name in RULE_FIELDS}
    fields |= {"valid_from": today() + timedelta(days=1), "valid_to": None}
    rule = services.draft_rule(service=service, fields=fields, by=world.admin2)
    return {"code": "DOMISILI", "version": str(rule.version)}


def rehearsed_rule(world: Any) -> dict[str, Any]:
    asked = drafted_rule(world)
    found = services.rehearse(rule=rule_of(**asked), by=world.admin2)
    return asked | {"number": str(found.pk)}


def stamp(_world: Any) -> dict[str, Any]:
    return {"stamp": stamp_of(service_by_code("DOMISILI").rules.get(state="DRAFT"))}


def some_business(_world: Any) -> dict[str, Any]:
    return {"pk": make_business(name="PT Lalai Iuran").public_id}


def denial_letter(_world: Any) -> dict[str, Any]:
    basis = denial_bases()[0].pk
    return {"letter_number": "B/9", "letter_date": f"{today():%d/%m/%Y}", "imposed_on": f"{today():%d/%m/%Y}",
            "legal_basis": str(basis)}  # fmt: skip


def _denial(world: Any) -> ServiceDenial:
    basis = denial_bases()[0]
    return services.impose_denial(
        business=make_business(name="PT Lalai Iuran"),
        letter_number="B/1",
        letter_date=today(),
        legal_basis=basis,
        imposed_on=today(),
        by=world.branch_head2,
    )


def asked_denial(world: Any) -> dict[str, Any]:
    return {"pk": _denial(world).public_id}


def denial_in_force(world: Any) -> dict[str, Any]:
    row = services.approve_denial(denial=_denial(world), by=world.branch_head)
    return {"pk": row.public_id}


def lifted_denial(world: Any) -> dict[str, Any]:
    row = services.approve_denial(denial=_denial(world), by=world.branch_head)
    services.ask_lifting(denial=row, letter_number="B/2", letter_date=today(), by=world.branch_head)
    return {"pk": services.approve_lifting(denial=row, by=world.branch_head2).public_id}


def lubuk_baja(_world: Any) -> dict[str, Any]:
    return {"code": "KEC-LBJ"}


SIGNER = {"signer_title": "Camat Lubuk Baja", "signer_name": "Contoh", "signer_nip": "", "head_title": "Camat",
          "paper": "A4"}  # fmt: skip


def forwarded_file(world: Any) -> dict[str, Any]:
    """Asked by the officer; the supervisor of Lubuk Baja answers."""
    reason = "Pemilik sedang dirawat; keluarganya mengurus pendaftaran."
    request = services.ask_approval(check=_hold_check(world.officer), kind="OVERRIDE", reason=reason, by=world.officer)
    return {"pk": request.application_id}


def asked_file(world: Any) -> dict[str, Any]:
    feed_register()
    business = make_business(name="UD Sinar Pagi", declared_workers=1)
    check = services.check_business(business=business, service="DOMISILI", by=world.officer)
    return {"pk": services.ask_bpjs(check=check, by=world.officer).pk}


def approval(_world: Any) -> dict[str, Any]:
    return {"answer": "approve", "note": "", "version": "2", "key": str(uuid4())}


def branch_answer(_world: Any) -> dict[str, Any]:
    return {"answer": "UNKNOWN", "reply": "", "version": "2", "key": str(uuid4())}


LOOKUP = {"identifier": "9120004127835", "service": "DOMISILI"}
HOLD = {"business_name": "Warung", "applicant_name": "Suparmin", "declared_workers": "1", "confirm": "1"}


def decision(world: Any) -> dict[str, Any]:
    file = Application.objects.get()
    assert file.business is not None
    check = services.check_business(
        business=file.business, service=file.permit_type.code, by=world.officer, application=file
    )
    return {"outcome": "hold", "note": "", "version": str(file.version), "key": str(uuid4()), "check": str(check.pk)}


def revoking(_world: Any) -> dict[str, Any]:
    return {"reason": "Usaha yang dipilih keliru", "version": str(Application.objects.get().version)}


def open_notice(world: Any) -> dict[str, Any]:
    held_file(world)
    return {"notice": str(Notice.objects.filter(kind="HELD").get().pk), "outcome": "ditelepon"}


def watched(world: Any) -> dict[str, Any]:
    cleared_file(world)
    return {"watch": str(Watch.objects.get().pk)}


LIST = {"service": "DOMISILI", "numbers": "9120004127835"}


def own_list(world: Any) -> dict[str, Any]:
    return {"pk": ask_list(texts=[LIST["numbers"]], service="DOMISILI", by=world.officer).pk}


def answered_list(world: Any) -> dict[str, Any]:
    made = own_list(world)
    answers = vault.store_file(content=b"[]", name="x.json", kind="REPORT", by=world.officer)
    BulkCheck.objects.filter(**made).update(answers=answers)
    return made


ROWS = [
    Row("counter", "GET", ok(CHECKERS)),
    Row("counter", "POST", ok("PK CM BS BH", 303) | ok("CM_PTSP CM_OPD", 403), data=LOOKUP),
    Row("next_in_queue", "GET", ok(DESKS, 302)),
    Row("check", "GET", ok(OWN) | ELSEWHERE | ok("BS BH", 404), args=clear_check),
    Row("check_choose", "POST", ok(OWN, 303) | ELSEWHERE | ok("BS BH", 404), args=name_check, data=candidate),
    Row("check_intake", "GET", ok(OWN) | ELSEWHERE, args=name_check),
    Row("check_intake", "POST", ok(OWN, 422) | ELSEWHERE, args=name_check),
    Row("check_disown", "GET", ok("PK") | NOT_MINE, args=clear_check),
    Row("check_disown", "POST", ok("PK", 303) | NOT_MINE, args=clear_check),
    Row("matches", "GET", ok("BS BH")),
    Row("match_settle", "POST", ok("BS BH", 303), args=disowned_match, data={"answer": "apart"}),
    Row("check_clear", "POST", ok(OWN, 303) | ELSEWHERE, args=clear_check),
    Row("check_hold", "GET", ok(OWN, 303) | ELSEWHERE, args=hold_check),
    Row("check_hold", "POST", ok(OWN, 303) | ELSEWHERE, args=hold_check, data=HOLD),
    Row("check_ask", "POST", ok(OWN, 303) | ELSEWHERE, args=doubtful_check),
    Row("check_ask", "POST", ok(OWN, 409) | ELSEWHERE, args=hold_check, position="certain"),
    Row("check_proof", "GET", ok(OWN) | ELSEWHERE, args=doubtful_check),
    Row("check_proof", "POST", ok(OWN, 303) | ELSEWHERE, args=doubtful_check, data={"number": "12345"}),
    Row("check_receive", "POST", ok(OWN, 302) | ELSEWHERE, args=hold_check),
    Row("check_slip", "GET", ok(OWN) | ELSEWHERE | ok("BS BH", 404), args=cleared_check),
    Row("check_commit", "GET", ok(OWN, 303) | ELSEWHERE, args=hold_check),
    Row("check_commit", "POST", ok(OWN, 303) | ELSEWHERE, args=hold_check),
    Row("check_exempt", "GET", ok(OWN) | ELSEWHERE, args=hold_check),
    Row("check_exempt", "POST", ok(OWN, 422) | ELSEWHERE, args=hold_check),
    Row("check_override", "GET", ok(OWN) | ELSEWHERE, args=hold_check),
    Row("check_override", "POST", ok(OWN, 422) | ELSEWHERE, args=hold_check),
    Row("requests", "GET", ok("CM BH")),
    Row("request_answer", "GET", ok("CM") | ok("CM_PTSP CM_OPD", 404), args=forwarded_file),
    Row("request_answer", "POST", ok("CM", 303) | ok("CM_PTSP CM_OPD", 404), args=forwarded_file, data=approval),
    # Only the one who asked takes it back.
    Row("request_withdraw", "POST", ok("PK", 303) | ok("CM", 403) | ELSEWHERE, args=forwarded_file),
    Row("questions", "GET", ok("BS BH")),
    Row("question_answer", "GET", ok("BS BH"), args=asked_file),
    Row("question_answer", "POST", ok("BS BH", 303), args=asked_file, data=branch_answer),
    Row("applications", "GET", ok(f"{CHECKERS} AU")),
    Row("application", "GET", ok(f"{OWN} BS BH AU") | ELSEWHERE, args=held_file),
    Row("application_letter", "GET", ok(f"{OWN} BS BH AU") | ELSEWHERE, args=held_file),
    Row("application_decide", "POST", ok(OWN) | ELSEWHERE, args=held_file, data=decision),
    Row("application_save", "POST", ok(OWN, 303) | ELSEWHERE, args=held_file, data=decision),
    Row("application_undo", "POST", ok(OWN, 303) | ELSEWHERE, args=cleared_file),
    Row("application_take", "POST", ok(OWN, 303) | ELSEWHERE, args=held_file),
    Row("application_hand_over", "GET", ok(OWN) | ELSEWHERE, args=held_file),
    Row("application_hand_over", "POST", ok(OWN, 422) | ELSEWHERE, args=held_file),
    Row("application_revoke", "GET", ok(OWN) | ELSEWHERE, args=cleared_file),
    Row("application_revoke", "POST", ok(OWN, 303) | ELSEWHERE, args=cleared_file, data=revoking),
    Row("follow_up", "GET", ok(DESKS)),
    Row("follow_up", "POST", ok(OWN, 303) | ELSEWHERE, data=open_notice),
    Row("watch", "GET", ok(f"{DESKS} BS")),
    Row("watch", "POST", ok(OWN, 303) | ELSEWHERE, data=watched),
    Row("referrals", "GET", ok("BS BH")),
    Row("referrals_file", "GET", ok("BS BH")),
    Row("referrals_file", "POST", ok("BS BH"), data=EXPORT),
    Row("application_recheck", "POST", ok(OWN, 303) | ELSEWHERE, args=held_file),
    Row("day_register", "GET", ok(DESKS)),
    Row("day_register", "POST", ok(DESKS), data=EXPORT),
    Row("application_share", "GET", ok(f"{OWN} BS BH AU") | ELSEWHERE, args=held_file),
    Row("application_send", "POST", ok(OWN, 303) | ELSEWHERE, args=held_file, data={"email": "a@contoh.example"}),
    Row("denials", "GET", ok("BH")),
    Row("denial_find", "POST", ok("BH"), data={"text": "warung"}),
    Row("denial_new", "GET", ok("BH"), args=some_business),
    Row("denial_new", "POST", ok("BH", 303), args=some_business, data=denial_letter),
    Row("denial", "GET", ok("BH"), args=asked_denial),
    Row("denial_approve", "POST", ok("BH", 303), args=asked_denial),
    Row("denial_withdraw", "POST", ok("BH", 303), args=asked_denial),
    Row("denial_lift", "POST", ok("BH", 303), args=denial_in_force, data=denial_letter),
    Row("denial_approve_lifting", "POST", ok("BH", 303), args=denial_in_force),
    Row("denial_refuse_lifting", "POST", ok("BH", 303), args=denial_in_force),
    Row("denial_letter", "GET", ok("BH"), args=denial_in_force),
    Row("denial_lifting_letter", "GET", ok("BH"), args=lifted_denial),
    Row("offices", "GET", ok("SA CM")),
    Row("office", "GET", ok("SA CM") | ok("CM_PTSP CM_OPD", 404), args=lubuk_baja),
    Row("office", "POST", ok("SA CM", 303) | ok("CM_PTSP CM_OPD", 404), args=lubuk_baja, data=SIGNER),
    Row("verify_box", "GET", everybody(200), anonymous=200),
    Row("bulk", "GET", ok("PK CM PP OD BS")),
    Row("bulk", "POST", ok("PK CM BS", 303) | ok("PP OD CM_PTSP CM_OPD", 422), data=LIST),
    Row("bulk_check", "GET", ok(OWN) | ELSEWHERE | ok("BS", 404), args=own_list),
    Row("bulk_progress", "GET", ok(OWN) | ELSEWHERE | ok("BS", 404), args=own_list),
    Row("bulk_answers", "GET", ok(OWN) | ELSEWHERE | ok("BS", 404), args=answered_list),
    Row("bulk_answers", "POST", ok(OWN) | ELSEWHERE | ok("BS", 404), args=answered_list, data=EXPORT),
    Row("volume", "GET", ok("CM BH AU SA")),
    Row("verify", "GET", everybody(200), anonymous=200, args=letter_code),
    Row("legal", "GET", everybody(200)),
    Row("basis_new", "GET", ok("SA")),
    Row("basis_new", "POST", ok("SA", 422)),
    Row("basis_edit", "GET", ok("SA"), args=lambda world: {"code": "UU-24-2011"}),
    Row("basis_edit", "POST", ok("SA", 422), args=lambda world: {"code": "UU-24-2011"}),
    Row("service_list", "GET", ok(RULE_READERS)),
    Row("service_new", "GET", ok("SA")),
    Row("service_new", "POST", ok("SA", 422)),
    Row("service", "GET", ok(RULE_READERS), args=service_code),
    Row("service_edit", "GET", ok("SA"), args=service_code),
    Row("service_edit", "POST", ok("SA", 422), args=service_code),
    Row("rule_new", "GET", ok("SA"), args=service_code),
    Row("rule_new", "POST", ok("SA", 422), args=service_code),
    Row("service_rule", "GET", ok(RULE_READERS), args=drafted_rule),
    Row("rule_edit", "GET", ok("SA"), args=drafted_rule),
    Row("rule_edit", "POST", ok("SA", 422), args=drafted_rule),
    Row("rule_delete", "POST", ok("SA", 303), args=drafted_rule, data=stamp),
    Row("rule_approve", "POST", ok("SA", 303), args=drafted_rule, data=stamp),
    Row("rule_withdraw", "POST", ok("SA", 303), args=drafted_rule, data={"reason": "Perwako ditunda"}),
    Row("rule_rehearse", "POST", ok("SA CM BS", 303), args=drafted_rule),
    Row("rehearsal", "GET", ok("SA BS BH AU") | ok("CM", 404), args=rehearsed_rule),
]
