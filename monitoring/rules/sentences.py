"""The report's sentences: which may be said of its figures, with the figures each rests on. Pure; words elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

from monitoring.rules.details import details
from monitoring.rules.sentence import Sentence

__all__ = ["Sentence", "sentences"]

Figures = dict[str, Any]


def sentences(figures: Figures) -> list[Sentence]:
    """What the figures let one say: coverage, its lowest place, the files on hold, what is missing, then details."""
    found: list[Sentence | None] = []
    if figures["area"]["kind"] in ("city", "district"):
        found += [_coverage(figures), _lowest(figures)]
    elif figures["coverage"] is not None:
        found += [_people(figures), _sent(figures)]
    if figures["gate"] is not None:
        found += [_checks(figures), _held(figures)]
    if figures["coverage"] is not None and figures["area"]["kind"] != "branch":
        found += [_over(figures), _missing(figures)]
    return [sentence for sentence in (*found, *details(figures)) if sentence is not None]


def _coverage(figures: Figures) -> Sentence:
    own = figures["coverage"]
    name = figures["area"]["name"]
    if own["rate"] is None:
        return Sentence("RATE_UNKNOWN", {"area": name, "active": own["active"]}, ("coverage.active",))
    keys = ["coverage.rate"]
    params: dict[str, Any] = {"area": name, "rate": own["rate"]}
    move = "NEW"
    if own["change"] is not None:
        keys.append("coverage.change")
        move = "ROSE" if own["change"] > 0 else "FELL" if own["change"] < 0 else "SAME"
        params["change"] = abs(own["change"])
    against = own.get("against_city")
    if against is None:
        return Sentence(f"COVERAGE_{move}", params, tuple(keys))
    side = "ABOVE" if against > 0 else "BELOW" if against < 0 else "AT"
    params["against"] = abs(against)
    return Sentence(f"COVERAGE_{move}_{side}", params, (*keys, "coverage.against_city"))


def _lowest(figures: Figures) -> Sentence | None:
    known = [(index, place) for index, place in enumerate(figures["places"]) if place["rate"] is not None]
    if len(known) < 2:
        return None
    index, place = min(known, key=lambda pair: (pair[1]["rate"], pair[1]["code"]))
    params = {"place": place["name"], "rate": place["rate"], "uncovered": place["uncovered"]}
    keys = (f"places.{index}.rate", f"places.{index}.uncovered")
    return Sentence("LOWEST" if place["uncovered"] else "LOWEST_COVERED", params, keys)


def _held(figures: Figures) -> Sentence:
    gate, waiting = figures["gate"], figures["held"]
    if not gate["held"]:
        code = "NOTHING_HELD" if gate["checked"] else "NOTHING_CHECKED"
        return Sentence(code, {"checked": gate["checked"]}, ("gate.checked", "gate.held"))
    open_files = len(waiting)
    params = {"held": gate["held"], "open": open_files}
    if not open_files:
        return Sentence("HELD_ALL_BACK", params, ("gate.held", "held"))
    place, count = (
        Counter(row["village"] for row in waiting if row["village"]).most_common(1)[0]
        if any(row["village"] for row in waiting)
        else ("", 0)
    )
    if count > 1 and count < open_files:
        return Sentence("HELD_MOSTLY", {**params, "place": place, "count": count}, ("gate.held", "held"))
    return Sentence("HELD_OPEN", params, ("gate.held", "held"))


def _over(figures: Figures) -> Sentence | None:
    """Above 100 % is possible by workplace and is never shown without its note."""
    over = [place["name"] for place in figures["places"] if (place["rate"] or 0) > 100]
    if (figures["coverage"]["rate"] or 0) > 100:
        over.insert(0, figures["area"]["name"])
    return Sentence("OVER_HUNDRED", {"places": over}, ("places", "coverage.rate")) if over else None


def _missing(figures: Figures) -> Sentence | None:
    missing = figures["missing"]
    return Sentence("NO_WORKFORCE", {"places": missing}, ("missing",)) if missing else None


def _people(figures: Figures) -> Sentence:
    """A branch has people and no rate: nobody says how many there could be."""
    own = figures["coverage"]
    params = {"area": figures["area"]["name"], "active": own["active"]}
    before = own["previous_active"]
    if own["active"] is None or before is None:
        return Sentence("PEOPLE_NEW", params, ("coverage.active",))
    move = "ROSE" if own["active"] > before else "FELL" if own["active"] < before else "SAME"
    params["people"] = abs(own["active"] - before)
    return Sentence(f"PEOPLE_{move}", params, ("coverage.active", "coverage.previous_active"))


def _sent(figures: Figures) -> Sentence | None:
    work = figures.get("work")
    if not work or not work["referrals"]:
        return None
    params = {"sent": work["referrals"], "registered": work["registered"]}
    return Sentence("REFERRED", params, ("work.referrals", "work.registered"))


def _checks(figures: Figures) -> Sentence | None:
    """What an office itself did comes first in a report that has no coverage."""
    gate = figures["gate"]
    if figures["coverage"] is not None or not gate["checked"]:
        return None
    change = gate["checked"] - gate["previous_checked"]
    move = "ROSE" if change > 0 else "FELL" if change < 0 else "SAME"
    params = {"area": figures["area"]["name"], "checked": gate["checked"], "people": abs(change)}
    return Sentence(f"CHECKED_{move}", params, ("gate.checked", "gate.previous_checked"))
