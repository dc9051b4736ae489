"""The operations. Each names its failures; what they do stands in the verbs and selectors of the counter."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI

from accounts.models import ApiToken
from districts.clock import today
from permits import services
from permits.access import REPORT_PURPOSE
from permits.api import problems
from permits.api.auth import Token, signed_in
from permits.api.document import document
from permits.api.once import once
from permits.api.parser import StrictParser
from permits.api.problems import Failed
from permits.api.schemas import (
    BatchIn,
    BatchOut,
    CheckIn,
    CheckOut,
    Problem,
    ReferralOut,
    RegistrationIn,
    RegistrationOut,
)
from permits.models import Check
from permits.selectors.letter_state import letter_state
from permits.selectors.lists import Line, line_of
from permits.serialised import answer_of
from permits.services.bulk import Item, check_many
from permits.words import problem

READ = frozenset({400, 401, 403, 404, 405, 429, 500, 503})
WRITE = READ - {404} | {409, 413, 415, 422}

Key = Annotated[
    UUID | None,
    Header(alias="Idempotency-Key", description="The same call sent again with the same key is done once."),
]

EventKey = Annotated[
    UUID, Header(alias="Idempotency-Key", description="One for each event: the same event sent again is kept once.")
]


class Asking(HttpRequest):
    """Only for type checkers: a request past `Token`."""

    auth: ApiToken


api = NinjaAPI(
    title="Cek Jamsos",
    version="1",
    description="Is this business registered with BPJS Ketenagakerjaan, and is it paid up? Every look-up names its"
    " service and the file it is for, and leaves a trace.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
    parser=StrictParser(),
)
problems.register(api)


def _answers(shape: Any, failures: frozenset[int], status: int = 200) -> dict[Any, Any]:
    return {status: shape, **dict.fromkeys(sorted(failures), Problem)}


@api.post("/checks", response=_answers(CheckOut, WRITE), url_name="checks", operation_id="check", summary="Check one")
def check(request: Asking, body: CheckIn, idempotency_key: Key = None) -> HttpResponse:
    """Look up one business or person, judge for one service, keep the look-up."""
    _may_ask(request.auth, body.service, body.on)

    def act() -> dict[str, Any]:
        row = services.check(
            text=body.identifier,
            service=body.service,
            by=request.auth.user,
            on=body.on,
            outside_number=body.application_number,
        )
        return answer_of(row)

    return once(request, request.auth, idempotency_key, CheckOut, act)


@api.post(
    "/checks/batch",
    response=_answers(BatchOut, WRITE),
    url_name="batch",
    operation_id="checkMany",
    summary="Check up to 1,000 business numbers",
)
def check_batch(request: Asking, body: BatchIn, idempotency_key: Key = None) -> HttpResponse:
    """The same for many NIB, NPP or entity NPWP at once; a person's number is answered with a problem."""
    _may_ask(request.auth, body.service, body.on)

    def act() -> dict[str, Any]:
        items = [
            Item(line_of(row, one.identifier), one.application_number) for row, one in enumerate(body.numbers, start=1)
        ]
        bulk, rows = check_many(items=items, service=body.service, by=request.auth.user, on=body.on)
        answers = [_number(item, row) for item, row in zip(items, rows, strict=True)]
        return {"batch": bulk.pk, "count": bulk.count, "findings": bulk.findings, "answers": answers}

    return once(request, request.auth, idempotency_key, BatchOut, act)


@api.get(
    "/referrals/{code}",
    response=_answers(ReferralOut, READ),
    url_name="referral",
    operation_id="referral",
    summary="Status of a referral letter",
)
def referral(request: Asking, code: str) -> Any:
    """Where the file of one of the own office's letters stands; another office's letter is not found."""
    found = letter_state(code, request.auth.agency)
    if found["service"] not in request.auth.purposes:
        raise Failed(403, "PURPOSE")
    return found


@api.post(
    "/events/registration",
    response=_answers(RegistrationOut, WRITE, 202),
    url_name="registration",
    operation_id="reportRegistration",
    summary="Report a registration",
)
def registration(request: Asking, body: RegistrationIn, idempotency_key: EventKey) -> HttpResponse:
    """BPJS' own system says who was registered. Evidence for held files; the register itself comes with the sheets."""
    if REPORT_PURPOSE not in request.auth.purposes:
        raise Failed(403, "PURPOSE")
    said = {name: value for name, value in body.model_dump().items() if value is not None}

    def act() -> dict[str, Any]:
        event = services.report_registration(token=request.auth, request_key=idempotency_key, **said)
        return {"event": event.pk}

    return once(request, request.auth, idempotency_key, RegistrationOut, act, 202)


@api.get("/openapi.json", auth=[Token(), signed_in], url_name="openapi", include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """The document of all this."""
    return document(api)


def _may_ask(token: ApiToken, service: str, on: Any) -> None:
    if service not in token.purposes:
        raise Failed(403, "PURPOSE")
    if on is not None and on > today():
        raise Failed(422, "DAY_AHEAD")


def _number(item: Item, row: Check | None) -> dict[str, Any]:
    return {
        "application_number": item.outside_number,
        "check": answer_of(row) if row else None,
        "problem": None if row else _problem(item.line),
    }


def _problem(line: Line) -> dict[str, str]:
    return {"code": line.problem, "sentence": problem(line.problem, line.params)}
