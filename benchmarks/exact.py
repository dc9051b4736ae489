"""What the counter asks the register for an exact number, on registers of every size: it must not grow with them."""

from __future__ import annotations

import random
import time

from benchmarks.sheets import MONTH
from enrollment.models import Business
from enrollment.rules.calendar import month_end
from enrollment.rules.recognition import IdentifierKind, Recognised
from enrollment.rules.status import Found
from enrollment.selectors.status import registration_status

LOOK_UPS, WARM_UP = 50, 20


def look_ups(turn: int) -> list[float]:
    """Seconds of single look-ups by NIB, drawn from the whole register, others each turn; one not found voids them."""
    on, count = month_end(MONTH), Business.objects.count()
    places = random.Random(turn).sample(range(count), min(LOOK_UPS + WARM_UP, count))
    seconds = []
    for place in places:
        nib = Business.objects.order_by("pk").values_list("nib", flat=True)[place]
        asked = Recognised(IdentifierKind.NIB, nib)
        started = time.perf_counter()
        found = registration_status(identifier=asked, on=on)
        seconds.append(time.perf_counter() - started)
        if found.found != Found.BUSINESS:
            raise RuntimeError(f"{nib} was not found")
    return seconds[WARM_UP:]
