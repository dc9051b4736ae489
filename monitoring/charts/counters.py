"""The counters: where registrations are lost, office by office, and effort beside result."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from districts import formats
from monitoring.charts.shape import Bar, Chart, Drawing, Linked, Reader, bars
from monitoring.definitions import heading, name
from monitoring.listings import Cell, Column
from monitoring.selectors.gate import Gate, gate_by
from monitoring.selectors.places import desks
from monitoring.words import language

STEPS = ("checked", "passed", "held", "registered")
WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT = 440, 260, 40, 34, 90


def _gates(reader: Reader) -> dict[str, Gate]:
    return gate_by(
        "desk", reader.filters.month, district=reader.place, agencies=reader.agencies, desk=reader.filters.desk
    )


def funnel_chart(reader: Reader) -> Chart:
    """Each office's steps and its median days; the picture shows all of them together."""
    found, names = _gates(reader), desks()
    rows: list[tuple[Cell | Linked, ...]] = [
        (
            names.get(code, code),
            *(_step(reader, gate, step, code) for step in STEPS),
            formats.decimal(gate.median_days, lang=language()),
        )
        for code, gate in sorted(found.items(), key=lambda item: -item[1].checked)
    ]
    columns = (
        Column(_("Kantor")),
        *(Column(heading(f"gate.{step}"), is_number=True) for step in STEPS),
        Column(heading("gate.days"), is_number=True),
    )
    sums = {step: sum(getattr(gate, step) for gate in found.values()) for step in STEPS}
    picture = bars(
        _("Langkah di loket"),
        [Bar(heading(f"gate.{step}"), size, formats.number(size, lang=language())) for step, size in sums.items()],
    )
    uses = (*(f"gate.{step}" for step in STEPS), "gate.days")
    return Chart("loket", _funnel_title(sums), _funnel_sentence(sums), columns, rows, uses, [picture])


def _step(reader: Reader, gate: Gate, step: str, code: str) -> Cell | Linked:
    return reader.counted(getattr(gate, step), "loket", langkah=step, kantor=code)


def _funnel_title(sums: Mapping[str, int]) -> str:
    lost = sums["held"] - sums["registered"]
    if not sums["held"]:
        return _("Tidak ada berkas yang ditahan")
    if not lost:
        return _("Semua berkas yang ditahan sudah kembali")
    return _("%(lost)s dari %(held)s berkas yang ditahan belum kembali") % {
        "lost": formats.number(lost, lang=language()),
        "held": formats.number(sums["held"], lang=language()),
    }


def _funnel_sentence(sums: Mapping[str, int]) -> str:
    told = {step: formats.number(size, lang=language()) for step, size in sums.items()}
    return (
        _("%(checked)s izin dicek, %(passed)s lolos langsung, %(held)s ditahan, %(registered)s lalu mendaftar.") % told
    )


def effort_chart(reader: Reader) -> Chart | None:
    """Checks against registrations, a point an office; None where nothing was checked."""
    found, names = _gates(reader), desks()
    points = sorted(
        ((gate.checked, gate.registered, names.get(code, code), code) for code, gate in found.items()), reverse=True
    )
    if not points:
        return None
    rows: list[tuple[Cell | Linked, ...]] = [
        (
            label,
            reader.counted(checked, "loket", langkah="checked", kantor=code),
            reader.counted(registered, "loket", langkah="registered", kantor=code),
        )
        for checked, registered, label, code in points
    ]
    columns = (
        Column(_("Kantor")),
        Column(heading("gate.checked"), is_number=True),
        Column(heading("gate.registered"), is_number=True),
    )
    best = max(points, key=lambda point: point[1])
    told = {"office": best[2], "count": formats.number(best[1], lang=language())}
    title = (
        _("Paling banyak mendaftar lewat %(office)s: %(count)s") % told if best[1] else _("Belum ada yang mendaftar")
    )
    sentence = _("Mendatar: %(effort)s. Tegak: %(result)s. Satu titik satu kantor.") % {
        "effort": name("gate.checked").lower(),
        "result": name("gate.registered").lower(),
    }
    return Chart("usaha", title, sentence, columns, rows, ("gate.checked", "gate.registered"), [_scatter(points)])


def _scatter(points: list[tuple[int, int, str, str]]) -> Drawing:
    most_x, most_y = max(point[0] for point in points) or 1, max(point[1] for point in points) or 1
    taken: list[float] = []
    dots = []
    for checked, registered, label, _code in points:
        x = LEFT + checked / most_x * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - registered / most_y * (HEIGHT - BOTTOM - 16)
        at = _free(y, taken)
        dots.append(
            {"x": f"{x:.1f}", "y": f"{y:.1f}", "label": label, "label_x": f"{x + 8:.1f}", "label_y": f"{at + 4:.1f}"}
        )
    lang = language()
    parts = {
        "dots": dots,
        "left": LEFT,
        "bottom": HEIGHT - BOTTOM,
        "right": WIDTH - RIGHT,
        "x_text": f"{heading('gate.checked')}: {formats.number(most_x, lang=lang)}",
        "y_text": f"{heading('gate.registered')}: {formats.number(most_y, lang=lang)}",
    }
    return Drawing("monitoring/charts/scatter.svg", WIDTH, HEIGHT, _("Usaha dan hasil menurut kantor"), parts)


def _free(y: float, taken: list[float], gap: float = 14.0) -> float:
    """The nearest free height for a label."""
    for step in range(len(taken) + 1):
        for at in (y - step * gap, y + step * gap):
            if all(abs(at - other) >= gap for other in taken) and 12 <= at <= HEIGHT - 4:
                taken.append(at)
                return at
    return y
