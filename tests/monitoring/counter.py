"""Rows of the counter for tests of the funnel."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from accounts.models import User
from districts.models import Agency
from permits.models import Application, Check, PermitType, StatusChange
from tests.factories import make_user

_number = count(1)


def clerk() -> User:
    found = User.objects.filter(username="loket").first()
    return found or make_user("loket", "PK", "KEC-LBJ")


def make_check(*, at: str, outcome: str = "PASS", **fields: object) -> Check:
    """A check at Lubuk Baja's counter at a moment (ISO text with its offset)."""
    n = next(_number)
    moment = datetime.fromisoformat(at)
    fields.setdefault("agency", Agency.objects.get(code="KEC-LBJ"))
    fields.setdefault("on", moment.date())
    fields.setdefault("asked_index", n.to_bytes(16, "big"))
    fields.setdefault("permit_type", PermitType.objects.order_by("code")[0])
    return Check.objects.create(
        at=moment,
        by=clerk(),
        asked_kind="NIB",
        asked_masked="•••",
        finding="CLEAR",
        outcome=outcome,
        **fields,
    )


def make_held(*, at: str, ready_at: str = "", agency: str = "KEC-LBJ", **fields: object) -> Application:
    """A file (of Lubuk Baja) held at a moment, and ready at a later one."""
    n = next(_number)
    moment = datetime.fromisoformat(at)
    file = Application.objects.create(
        number=f"PTN/LBJ/{n}",
        agency=Agency.objects.get(code=agency),
        permit_type=PermitType.objects.order_by("code")[0],
        state="READY" if ready_at else "HELD",
        queue_number=n,
        received_on=moment.date(),
        received_by=clerk(),
        business_name=f"Usaha {n}",
        **fields,
    )
    StatusChange.objects.create(application=file, event="HELD", to_state="HELD", at=moment)
    if ready_at:
        StatusChange.objects.create(
            application=file, event="READY", to_state="READY", at=datetime.fromisoformat(ready_at)
        )
    return file
