"""Rows damaged the way real sheets are, each with the one code a correct import must give it.

Faulty rows are added to the sound ones, never put in their place: what coverage and verdicts must come out is the
same with and without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from enrollment.sample.sheets import Row
from enrollment.sample.world import Draw

Damage = Callable[[Row, Random], None]


def _set(column: str, *values: object) -> Damage:
    def damage(row: Row, random: Random) -> None:
        row[column] = random.choice(values)

    return damage


def _nik(column: str) -> list[tuple[str, Damage]]:
    def change(make: Callable[[str], object]) -> Damage:
        def damage(row: Row, random: Random) -> None:
            row[column] = make("".join(str(row[column]).split()))

        return damage

    return [
        ("NIK_FORMAT", change(lambda nik: nik[:12])),
        ("NIK_FORMAT", change(lambda nik: nik + "1234")),
        ("NIK_FORMAT", change(lambda nik: nik[:15] + "O")),
        ("NIK_NUMERIC_CELL", change(lambda nik: int(nik[:15] + "0"))),
        ("NIK_DATE", change(lambda nik: nik[:6] + "3102" + nik[10:])),
        ("NIK_DATE", change(lambda nik: nik[:8] + "13" + nik[10:])),
    ]


PLACES: list[tuple[str, Damage]] = [
    ("VILLAGE_UNKNOWN", _set("KELURAHAN", "Belianan", "Kampung Tidak Ada")),
    ("DISTRICT_UNKNOWN", _set("KECAMATAN", "Nagoya", "Jodoh")),
    ("AREA_MISMATCH", lambda row, random: row.update(KELURAHAN="Baloi Indah", KECAMATAN="Batam Kota")),
]


def _needed(column: str) -> tuple[str, Damage]:
    return "REQUIRED_MISSING", _set(column, None)


DAMAGES: dict[str, list[tuple[str, Damage]]] = {
    "workforce": [("AMOUNT_INVALID", _set("JUMLAH", "banyak", "12 ribu"))],
    "businesses": [
        ("NIB_FORMAT", _set("NIB", "12345", "91200041278351")),
        *_nik("NIK_PEMILIK"),
        *PLACES,
        _needed("NAMA_USAHA"),
    ],
    "employers": [
        ("DATE_INVALID", _set("BLTH_REKON", "13-2026", "00-2025")),
        ("AMOUNT_INVALID", _set("TOTAL_IURAN", "belum", "1.2.3,4,5")),
        *PLACES,
        _needed("NAMA_PERUSAHAAN"),
    ],
    "workers": [
        *_nik("NIK"),
        ("KPJ_FORMAT", lambda row, random: row.update(KPJ=str(row["KPJ"])[:10])),
        ("NPP_MISSING", _set("NPP", None)),
        ("NPP_UNKNOWN", _set("NPP", "ZZ999999")),
        ("DATE_INVALID", _set("TGL_KEPESERTAAN", "31/02/2026", "31-04-2024")),
        ("DATE_ORDER", lambda row, random: row.update(TGL_KEPESERTAAN="01-06-2024", TGL_NA="01-05-2024")),
        ("AMOUNT_INVALID", _set("UPAH", "rahasia")),
        ("SEGMENT_UNKNOWN", _set("SEGMEN", "BPU", "HARIAN")),
        ("PROGRAM_UNKNOWN", _set("JHT", "MUNGKIN", "?")),
        *PLACES,
        _needed("NAMA_LENGKAP"),
    ],
    "bpu": [
        *_nik("NIK"),
        ("KPJ_FORMAT", lambda row, random: row.update(KPJ=str(row["KPJ"])[:9])),
        ("DATE_INVALID", _set("TGL_BERAKHIR", "30/02/2026", "32-01-2026")),
        ("DATE_ORDER", lambda row, random: row.update(TGL_KEPESERTAAN="01-06-2024", TGL_BERAKHIR="01-05-2024")),
        ("PROGRAM_UNKNOWN", _set("JKK", "MUNGKIN")),
        *PLACES,
        _needed("NAMA"),
    ],
}
FRESH: dict[str, dict[str, str]] = {
    "workforce": {},
    "businesses": {"NIB": "9129999999999"},
    "employers": {"NPP": "KK999999"},
    "workers": {"KPJ": "99999999999"},
    "bpu": {"KPJ": "99999999999"},
}
NIK_COLUMNS = {"businesses": "NIK_PEMILIK", "workers": "NIK", "bpu": "NIK"}
OTHER_VALUE = {"businesses": "NAMA_USAHA", "employers": "NAMA_PERUSAHAAN", "workers": "UPAH", "bpu": "JENIS_PEKERJAAN"}


def add_faults(
    profile: str, rows: list[Row], rate: float, draw: Draw, taken_kpj: list[str]
) -> tuple[list[Row], Counter[str], Counter[str]]:
    """Mix about `rate` × rows faulty rows into `rows`. `taken_kpj`: KPJs the register will hold for other people.

    Returns (rows of the sheet, wrong rows by code, doubtful rows by code).
    """
    wrong: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    wanted = round(len(rows) * rate)
    random = draw.random
    extra: list[list[Row]] = []
    copies: list[Row] = []
    for turn in range(wanted):
        kind = turn % 10
        if kind == 8:
            copies.append(dict(random.choice(rows)))
            wrong["DUPLICATE_IN_FILE"] += 1
        elif kind == 9 and profile in OTHER_VALUE:
            extra.append(_conflict(profile, rows, draw))
            doubtful["DUP_CONFLICT"] += 2
        elif kind == 7 and profile == "bpu" and taken_kpj:
            row = _fresh(profile, rows, draw)
            row["KPJ"] = random.choice(taken_kpj)
            extra.append([row])
            doubtful["KPJ_TAKEN"] += 1
        else:
            code, damage = DAMAGES[profile][turn % len(DAMAGES[profile])]
            row = _fresh(profile, rows, draw)
            damage(row, random)
            extra.append([row])
            wrong[code] += 1
    mixed = rows + [row for group in extra for row in group]
    random.shuffle(mixed)
    return mixed + copies, wrong, doubtful


def _fresh(profile: str, rows: list[Row], draw: Draw) -> Row:
    """A sound row like the others but with keys of its own and, where it matters, a known place."""
    row = dict(draw.random.choice(rows))
    for column, shape in FRESH[profile].items():
        row[column] = draw.once(shape)
    person = draw.person()
    if profile in NIK_COLUMNS:
        row[NIK_COLUMNS[profile]] = person.nik
    if "TGL_LAHIR" in row:
        row.update(TGL_LAHIR=person.birth_date, JENIS_KELAMIN=person.sex, TGL_KEPESERTAAN="01-02-2024")
        row["NAMA" if profile == "bpu" else "NAMA_LENGKAP"] = person.name
    if "TGL_NA" in row:
        row["TGL_NA"] = None
    if "KELURAHAN" in row:
        row.update(KELURAHAN="Baloi Indah", KECAMATAN="Lubuk Baja")
    return row


def _conflict(profile: str, rows: list[Row], draw: Draw) -> list[Row]:
    first = _fresh(profile, rows, draw)
    second = dict(first)
    second[OTHER_VALUE[profile]] = 7_777_000 if profile == "workers" else "Nilai Lain Rekaan"
    return [first, second]
