"""The words of a staged batch that nobody knows, what each could mean, and what was said of words before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from districts.models import District, NameAlias, Village
from districts.rules import area_key
from enrollment import access
from enrollment.importing.errors import Code
from enrollment.importing.meanings import KINDS, word_of
from enrollment.importing.profiles import PROFILES
from enrollment.importing.tables import GROUPS
from enrollment.models import ImportBatch, ImportMapping, ImportProblem, ValueMeaning
from enrollment.rules.kinds import BusinessScale
from enrollment.rules.likeness import likeness

__all__ = ["Choices", "UnknownWord", "branch_words", "mappings", "meanings_said", "said", "unknown_words"]

Choice = tuple[str, str]
Kind = ValueMeaning.Kind
ASKED = (
    Code.VILLAGE_UNKNOWN, Code.DISTRICT_UNKNOWN, Code.SEGMENT_UNKNOWN, Code.PROGRAM_UNKNOWN, Code.BRANCH_UNKNOWN,
    Code.SCALE_UNKNOWN, Code.GROUP_UNKNOWN,
)  # fmt: skip
LIKELY = 0.3
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that stands in so many rows; `choices` (what is stored, what is shown) are what it could mean."""

    kind: str
    within: str
    text: str
    column: str
    rows: int
    district: str = ""
    choices: tuple[Choice, ...] = ()
    likely: tuple[Choice, ...] = ()

    @property
    def field(self) -> str:
        """The name under which its answer is posted."""
        text = "\n".join((self.kind, self.within, word_of(self.kind, self.text)))
        return "arti-" + hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(slots=True)
class Choices:
    """What words can mean, each list read once."""

    _lists: dict[tuple[str, str], tuple[Choice, ...]] = field(default_factory=dict)

    def of(self, kind: str, within: str) -> tuple[Choice, ...]:
        if (kind, within) not in self._lists:
            self._lists[kind, within] = tuple(_choices(kind, within))
        return self._lists[kind, within]


def unknown_words(batch: ImportBatch) -> list[UnknownWord]:
    """Each unknown word once, those of most rows first."""
    problems = (
        ImportProblem.objects.filter(batch=batch, code__in=ASKED, params__has_key="value")
        .values_list("column", "params__value", "params__within")
        .annotate(rows=Count("row_number", distinct=True))
        .order_by("-rows", "params__value")
    )
    columns = {column.name: column for column in PROFILES[batch.profile].columns}
    districts = dict(District.objects.values_list("code", "name"))
    lists = Choices()
    found: dict[str, UnknownWord] = {}
    for name, text, place, rows in problems[: 2 * MOST_WORDS]:
        kind, narrow = KINDS.get(columns[name].kind, ("", "")) if name in columns else ("", "")
        if kind and word_of(kind, text):
            within = place or "" if kind == Kind.VILLAGE else narrow
            choices = lists.of(kind, within)
            word = UnknownWord(
                kind, within, text, name, rows, districts.get(within, ""), choices, _likely(kind, text, choices)
            )
            found.setdefault(word.field, word)
    return list(found.values())[:MOST_WORDS]


def said(user: User, batch: ImportBatch) -> dict[str, Any]:
    """What a preview tells of mappings and meanings."""
    mapping = batch.reading.get("mapping")
    return {
        "may_map": access.may_map(user, batch),
        "mapped_at": datetime.fromisoformat(mapping["at"]) if mapping else None,
        "has_unknown_words": ImportProblem.objects.filter(batch=batch, code__in=ASKED).exists(),
    }


def mappings() -> QuerySet[ImportMapping]:
    """Saved mappings, newest first."""
    return ImportMapping.objects.select_related("saved_by").order_by("-saved_at")


def meanings_said() -> QuerySet[ValueMeaning]:
    """Meanings in force, newest first."""
    return ValueMeaning.objects.filter(withdrawn_at__isnull=True).select_related("said_by").order_by("-said_at")


def _likely(kind: str, text: str, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    word = word_of(kind, text)
    scored = sorted(((likeness(word, word_of(kind, choice[0])), choice) for choice in choices), reverse=True)
    return tuple(choice for score, choice in scored[:3] if score >= LIKELY)


def _choices(kind: str, within: str) -> list[Choice]:
    if kind == Kind.VILLAGE:
        villages = Village.objects.select_related("district").order_by("district__name", "name")
        chosen = villages.filter(district_id=within) if within else villages
        return [(one.name, f"{one.name} ({one.district.name})") for one in chosen]
    if kind == Kind.DISTRICT:
        return [(name, name) for name in District.objects.order_by("name").values_list("name", flat=True)]
    if kind == Kind.BRANCH:
        return [(word, word) for word in branch_words().values()]
    if kind == Kind.SCALE:
        return [(one.value, one.value.title()) for one in BusinessScale]
    if kind == Kind.GROUP:
        return [(group, group) for group in GROUPS]
    if kind == Kind.SEGMENT:
        words = ("penduduk bekerja", "PU", "BPU", "JAKON", "PMI") if within else ("PU", "JAKON", "PMI")
        return [(word, word) for word in words]
    if within:
        return [("Y", _("Ya, ikut")), ("T", _("Tidak ikut"))]
    return [(",".join(programs), ", ".join(programs)) for programs in _PROGRAMS]


def branch_words() -> dict[int, str]:
    """Each branch by a spelling that the table of spellings has."""
    found: dict[int, str] = {}
    for agency, text, key in (
        NameAlias.objects.filter(kind="BRANCH").order_by("pk").values_list("agency_id", "text", "key")
    ):
        if agency is not None and area_key(text) == key:
            found.setdefault(agency, text)
    return found


_PROGRAMS = (
    ("JKK",), ("JKM",), ("JHT",), ("JP",), ("JKP",), ("JKK", "JKM"), ("JKK", "JKM", "JHT"),
    ("JKK", "JKM", "JHT", "JP"), ("JKK", "JKM", "JHT", "JP", "JKP"),
)  # fmt: skip
