"""The month's change as a waterfall: what was issued, what imports corrected, who came and who went."""

from __future__ import annotations

from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.calendar import add_months
from monitoring.charts.shape import Bar, Chart, Linked, Reader, bars
from monitoring.definitions import name
from monitoring.listings import Cell, Column
from monitoring.selectors.moves import Movement, movement
from monitoring.words import language

CAME = ("new", "reactivated", "moved_in")
WENT = ("lapsed", "moved_out")


def movement_chart(reader: Reader) -> Chart | None:
    """None where one of the two months has no facts."""
    found = movement(reader.filters.month, reader.place, reader.filters.segment)
    if found is None:
        return None
    rows: list[tuple[Cell | Linked, ...]] = []
    if found.issued is not None:
        rows.append((_("Menurut laporan terbit bulan lalu"), reader.people(found.issued)))
        rows.append((name("movement.corrected"), _signed(found.corrected or 0)))
    rows.append((name("movement.before"), reader.people(found.before)))
    for part in (*CAME, *WENT):
        rows.append((name(f"movement.{part}"), reader.linked(found.parts[part], "perubahan", arah=part)))
    rows.append((_("Aktif bulan ini"), reader.linked(found.now, "pekerja")))
    label = _("Perubahan pekerja aktif di %(place)s") % {"place": reader.place_name}
    columns = (Column(_("Bagian")), Column(_("Orang"), is_number=True))
    uses = ("movement.corrected", "movement.before", *(f"movement.{part}" for part in (*CAME, *WENT)))
    return Chart(
        "perubahan", _title(found), _sentence(reader, found), columns, rows, uses, [bars(label, _bars(reader, found))]
    )


def _bars(reader: Reader, found: Movement) -> list[Bar]:
    rows = [Bar(name("movement.before"), None, reader.people(found.before))]
    if found.corrected is not None:
        rows.insert(0, Bar(name("movement.corrected"), found.corrected, _signed(found.corrected)))
    rows += [Bar(name(f"movement.{part}"), found.parts[part], reader.people(found.parts[part])) for part in CAME]
    rows += [Bar(name(f"movement.{part}"), -found.parts[part], reader.people(found.parts[part])) for part in WENT]
    return [*rows, Bar(_("Aktif bulan ini"), None, reader.people(found.now))]


def _signed(value: int) -> str:
    return formats.signed(value, 0, lang=language())


def _title(found: Movement) -> str:
    change = found.now - found.before
    if change > 0:
        return _("Pekerja aktif bertambah %(people)s") % {"people": formats.number(change, lang=language())}
    if change < 0:
        return _("Pekerja aktif berkurang %(people)s") % {"people": formats.number(-change, lang=language())}
    return _("Pekerja aktif tidak berubah")


def _sentence(reader: Reader, found: Movement) -> str:
    month = reader.filters.month
    told = {
        "before": formats.month_long(add_months(month, -1), lang=language()),
        "month": formats.month_long(month, lang=language()),
        "came": reader.people(sum(found.parts[part] for part in CAME)),
        "went": reader.people(sum(found.parts[part] for part in WENT)),
    }
    sentence = _("%(before)s ke %(month)s: %(came)s orang masuk, %(went)s keluar.") % told
    if found.corrected:
        sentence += " " + _("Impor mengoreksi angka terbit bulan lalu sebanyak %(people)s.") % {
            "people": _signed(found.corrected)
        }
    return sentence
