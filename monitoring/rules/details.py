"""The sentences of a report's further sections, and what its figures ask to be done. Pure; words elsewhere."""

from __future__ import annotations

from typing import Any

from monitoring.rules.sentence import Sentence

__all__ = ["actions", "details"]

Figures = dict[str, Any]
# From this many months on, arrears are called long.
LONG_ARREARS = 4
TODO = "todo"


def details(figures: Figures) -> list[Sentence | None]:
    """At most one sentence a section."""
    return [_movement(figures), _arrears(figures), _exceptions(figures), _ending(figures), _days(figures)]


def actions(figures: Figures) -> list[Sentence]:
    """What the month's figures ask for, the most people first named; who does it and by when is people's to say."""
    asked = [_visit(figures), _outreach(figures), _call(figures), _renew(figures), _keep_days(figures), _hints(figures)]
    return [action for action in asked if action is not None]


def _movement(figures: Figures) -> Sentence | None:
    made = figures.get("movement")
    if made is None:
        return None
    joined, left = made["new"] + made["reactivated"] + made["moved_in"], made["lapsed"] + made["moved_out"]
    params = {"joined": joined, "left": left, "fresh": made["new"], "lapsed": made["lapsed"]}
    keys = tuple(f"movement.{name}" for name in ("new", "reactivated", "moved_in", "lapsed", "moved_out"))
    return Sentence("MOVED", params, keys, "movement")


def _arrears(figures: Figures) -> Sentence | None:
    count, keys = _long_arrears(figures)
    if not count:
        return None
    params = {"employers": count, "months": LONG_ARREARS, "all": figures["employers"]["in_arrears"]}
    return Sentence("ARREARS_LONG", params, (*keys, "employers.in_arrears"), "employers")


def _long_arrears(figures: Figures) -> tuple[int, tuple[str, ...]]:
    bands = [(index, band) for index, band in enumerate(figures.get("arrears") or []) if band["first"] >= LONG_ARREARS]
    return sum(band["employers"] for _, band in bands), tuple(f"arrears.{index}.employers" for index, _ in bands)


def _exceptions(figures: Figures) -> Sentence | None:
    rows = figures.get("exceptions")
    if not rows:
        return None
    granted = sum(row["state"] == "APPROVED" for row in rows)
    return Sentence("EXCEPTIONS", {"asked": len(rows), "granted": granted}, ("exceptions",), "exceptions")


def _ending(figures: Figures) -> Sentence | None:
    bpu = figures.get("bpu")
    if not bpu or not bpu["lapsing"]:
        return None
    params = {"count": bpu["lapsing"], "days": bpu["within_days"], "people": bpu["people"]}
    return Sentence("BPU_ENDING", params, ("bpu.lapsing", "bpu.people"), "bpu")


def _days(figures: Figures) -> Sentence | None:
    """Only of one desk, or of all together: a row each stands in the table."""
    desks = figures.get("desks") or []
    if not desks or not desks[0]["working_days"]:
        return None
    missed = [desk for desk in desks if desk["days"] < desk["working_days"]]
    if len(desks) == 1:
        desk = desks[0]
        code = "DAYS_ALL" if not missed else "DAYS_MISSED"
        params = {"days": desk["days"], "of": desk["working_days"], "late": desk["late"]}
        return Sentence(code, params, ("desks.0.days", "desks.0.working_days"), "desks")
    return Sentence("DESKS_COMPLETE", {"complete": len(desks) - len(missed), "of": len(desks)}, ("desks",), "desks")


def _visit(figures: Figures) -> Sentence | None:
    count = len(figures["held"])
    return Sentence("VISIT_HELD", {"count": count}, ("held",), TODO) if count else None


def _outreach(figures: Figures) -> Sentence | None:
    known = [(index, place) for index, place in enumerate(figures["places"]) if place.get("uncovered")]
    if not known:
        return None
    index, place = max(known, key=lambda pair: pair[1]["uncovered"])
    params = {"place": place["name"], "uncovered": place["uncovered"]}
    return Sentence("OUTREACH", params, (f"places.{index}.uncovered",), TODO)


def _call(figures: Figures) -> Sentence | None:
    count, keys = _long_arrears(figures)
    return Sentence("CALL_ARREARS", {"employers": count, "months": LONG_ARREARS}, keys, TODO) if count else None


def _renew(figures: Figures) -> Sentence | None:
    bpu = figures.get("bpu")
    if not bpu or not bpu["lapsing"]:
        return None
    return Sentence("RENEW_BPU", {"count": bpu["lapsing"], "days": bpu["within_days"]}, ("bpu.lapsing",), TODO)


def _keep_days(figures: Figures) -> Sentence | None:
    desks = figures.get("desks") or []
    if len(desks) != 1 or desks[0]["days"] >= desks[0]["working_days"]:
        return None
    missed = desks[0]["working_days"] - desks[0]["days"]
    return Sentence("KEEP_DAYS", {"days": missed}, ("desks.0.days", "desks.0.working_days"), TODO)


def _hints(figures: Figures) -> Sentence | None:
    kinds = figures.get("pds") or []
    count = sum(kind["open"] for kind in kinds)
    keys = tuple(f"pds.{index}.open" for index in range(len(kinds)))
    return Sentence("CHECK_HINTS", {"count": count}, keys, TODO) if count else None
