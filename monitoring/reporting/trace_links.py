"""Where the rows behind a report's figure are listed: the lists of the coverage pages, for who may open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from monitoring import access
from monitoring.access_compliance import COMPLIANCE
from monitoring.filters import Filters
from monitoring.links import list_address
from monitoring.selectors.behind import STEPS
from monitoring.selectors.moved import MOVES
from monitoring.selectors.standing import ARREARS_BANDS

if TYPE_CHECKING:
    from accounts.models import User

_STATES = {
    "active": "aktif",
    "paid_up": "lunas",
    "in_arrears": "menunggak",
    "newly_registered": "baru",
    "closed": "nonaktif",
}
# Kinds of area whose people and employers are listed by place.
_PLACES = ("city", "district")


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one report for one reader; an empty address where there is none, or not for this reader."""

    month: date
    kind: str
    code: str
    figures: dict[str, Any]
    user: User

    def behind(self, key: str) -> str:
        """The address of the list whose total is the figure."""
        head, *rest = key.split(".")
        if head == "gate" and rest[0] in STEPS:
            return self._counters(rest[0])
        if self.kind not in _PLACES or not access.may_list(self.user, self.district):
            return ""
        if head == "arrears" and rest[1] == "employers":
            first, last = ARREARS_BANDS[int(rest[0])]
            return self._list("pemberi-kerja", keadaan="menunggak", umur=f"{first}-{last}")
        if head == "employers" and rest[0] in _STATES:
            return self._list("pemberi-kerja", keadaan=_STATES[rest[0]])
        return self._people(head, rest)

    def _people(self, head: str, rest: list[str]) -> str:
        if head == "movement" and rest[0] in MOVES:
            return self._list("perubahan", arah=rest[0])
        if head == "segments" and rest[1] == "active":
            return self._list("pekerja", segmen=self.figures["segments"][int(rest[0])]["code"])
        if (head, *rest) == ("coverage", "active"):
            return self._list("pekerja")
        if (head, *rest) == ("bpu", "people"):
            return self._list("pekerja", segmen="BPU")
        if head == "unallocated" and self.user.scope.is_city:
            return list_address("pekerja", Filters(self.month), wilayah="-")
        if head == "pwbd" and self.district:
            return reverse("coverage-unregistered", args=[self.district])
        if head == "pds" and self.user.scope.has(*COMPLIANCE):
            return f"{reverse('compliance-hints')}?jenis={self.figures['pds'][int(rest[0])]['kind']}"
        return ""

    def _counters(self, step: str) -> str:
        """Files of the offices of a kecamatan, of one office, or of all."""
        if self.kind == "opd":
            own = self.code in self.user.scope.agency_codes
            allowed = own or access.lists_city(self.user)
            return self._list("loket", langkah=step, kantor=self.code) if allowed else ""
        allowed = bool(access.may_list(self.user, self.district))
        return self._list("loket", langkah=step) if allowed and self.kind in _PLACES else ""

    @property
    def district(self) -> str:
        return self.code if self.kind == "district" else ""

    def _list(self, kind: str, **words: str) -> str:
        where = {"wilayah": self.district} if self.district else {}
        return list_address(kind, Filters(self.month), **where, **words)
