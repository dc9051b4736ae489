"""How old arrears are, who is registered in part, and how whole the data is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from districts import formats
from monitoring.charts.shape import Bar, Chart, Linked, Reader, bars
from monitoring.definitions import heading, name
from monitoring.listings import Cell, Column
from monitoring.models import PdsHint
from monitoring.selectors.quality import quality
from monitoring.selectors.standing import arrears_bands, pds_hints
from monitoring.words import language


def arrears_chart(reader: Reader) -> Chart | None:
    """Employers in arrears by age; None where the month has no such facts."""
    found = arrears_bands(reader.filters.month, reader.place)
    if found is None:
        return None
    lang = language()
    rows: list[tuple[Cell | Linked, ...]] = []
    drawn = []
    for band in found:
        label = _band(band["first"], band["last"])
        last = band["last"] or LAST
        employers = reader.counted(
            band["employers"], "pemberi-kerja", keadaan="menunggak", umur=f"{band['first']}-{last}"
        )
        rows.append((label, employers, reader.people(band["people"])))
        drawn.append(Bar(label, band["employers"], formats.number(band["employers"], lang=lang)))
    columns = (
        Column(heading("arrears.employers")),
        Column(_("Pemberi kerja"), is_number=True),
        Column(heading("arrears.people"), is_number=True),
    )
    total = sum(band["employers"] for band in found)
    old = sum(band["employers"] for band in found if band["first"] >= OLD)
    told = {"total": formats.number(total, lang=lang), "old": formats.number(old, lang=lang)}
    title = _("%(total)s pemberi kerja menunggak") % told if total else _("Tidak ada pemberi kerja yang menunggak")
    sentence = _("%(old)s dari %(total)s menunggak empat bulan atau lebih.") % told
    uses = ("arrears.employers", "arrears.people")
    return Chart("tunggakan", title, sentence, columns, rows, uses, [bars(name("arrears.employers"), drawn)])


LAST = 10_000
OLD = 4


def _band(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)s bulan atau lebih") % {"first": first}
    if first == last:
        return _("%(first)s bulan") % {"first": first}
    return _("%(first)s–%(last)s bulan") % {"first": first, "last": last}


def partial_chart(reader: Reader) -> Chart:
    """Hints of partial registration by kind, open and confirmed."""
    found = pds_hints(reader.place)
    lang = language()
    rows: list[tuple[Cell | Linked, ...]] = [
        (str(PdsHint.Kind(row["kind"]).label), row["open"], row["confirmed"]) for row in found
    ]
    columns = (
        Column(_("Jenis")),
        Column(_("Belum diperiksa"), is_number=True),
        Column(_("Benar"), is_number=True),
    )
    waiting = sum(row["open"] for row in found)
    title = _("%(count)s dugaan daftar sebagian belum diperiksa") % {"count": formats.number(waiting, lang=lang)}
    drawn = [
        Bar(str(PdsHint.Kind(row["kind"]).label), row["open"], formats.number(row["open"], lang=lang)) for row in found
    ]
    sentence = _("Dugaan bukan tuduhan: orang yang memeriksa, lalu membenarkan atau menolak.")
    uses = ("partial.workers", "partial.wages", "partial.programs")
    return Chart("sebagian", title, sentence, columns, rows, uses, [bars(_("Dugaan daftar sebagian"), drawn)])


def quality_chart(reader: Reader) -> Chart | None:
    """The score and the shares it is the mean of; None where one of them is not known."""
    found = quality(reader.filters.month)
    if found is None:
        return None
    lang = language()
    labels = (_("Baris diterima"), _("Tempatnya diketahui"), _("Usahanya terhubung"))
    shares = (found.accepted, found.placed, found.linked)
    rows: list[tuple[Cell | Linked, ...]] = [
        (label, formats.percent(share, lang=lang)) for label, share in zip(labels, shares, strict=True)
    ]
    rows.append((heading("quality.score"), formats.decimal(found.score, lang=lang)))
    drawn = [
        Bar(label, round(share), formats.percent(share, lang=lang)) for label, share in zip(labels, shares, strict=True)
    ]
    columns = (Column(_("Bagian")), Column(_("Nilai"), is_number=True))
    title = _("Mutu data %(score)s dari 100") % {"score": formats.decimal(found.score, lang=lang)}
    weakest = min(zip(shares, labels, strict=True))[1]
    sentence = _("Rata-rata tiga bagian; yang terendah: %(what)s.") % {"what": weakest.lower()}
    return Chart("mutu", title, sentence, columns, rows, ("quality.score",), [bars(name("quality.score"), drawn)])
