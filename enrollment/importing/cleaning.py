"""A chunk of one profile's cells made into staging rows: the column cleaners, then what only the row can tell.

The result is text for COPY: one line a sound row, in the order of `STAGED_COLUMNS`. Rows with an error never reach
staging; what they said lies in the sink.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from accounts import vault
from districts.rules import area_key, match_area, suggest_village
from enrollment.importing.cleaners import ColumnCleaner, Values, clean_text
from enrollment.importing.columns import Need
from enrollment.importing.errors import Code
from enrollment.importing.profiles import Profile
from enrollment.importing.sheet import Chunk, SheetInfo
from enrollment.importing.sink import Sink
from enrollment.importing.tables import GROUPS, Tables, business_key
from enrollment.rules.kinds import word_key
from enrollment.rules.names import name_key

__all__ = ["STAGED_COLUMNS", "SheetCleaner"]

NULL = "\\N"
_PROGRAMS = ("JKK", "JKM", "JHT", "JP", "JKP")

STAGED_COLUMNS: dict[str, tuple[str, ...]] = {
    "workforce": ("area_code", "year", "people", "kind", "source"),
    "businesses": (
        "nib", "npwp", "npp", "name", "name_key", "owner_name", "owner_nik", "owner_nik_index", "address",
        "village_id", "kbli_code", "scale", "declared_workers", "phone", "project",
    ),
    "employers": (
        "npp", "division_code", "name", "name_key", "npwp", "scale", "branch_id", "village_id", "reported_workers",
        "period", "paid_through", "closed_on", "posted_amount", "reported_through",
    ),
    "workers": (
        "nik", "nik_index", "name", "birth_date", "sex", "employer_id", "kpj", "segment", "jkk", "jkm", "jht", "jp",
        "jkp", "started_on", "ended_on", "wage", "village_id", "branch_id", "occupation", "group_name",
    ),
    "bpu": (
        "nik", "nik_index", "name", "birth_date", "sex", "kpj", "segment", "jkk", "jkm", "jht", "jp", "jkp",
        "started_on", "protected_until", "village_id", "branch_id", "occupation", "group_name",
    ),
}  # fmt: skip

_FIGURES = {
    word_key(word): kind
    for kind, words in {
        "penduduk bekerja": ("penduduk bekerja", "penduduk yang bekerja", "bekerja"),
        "PU": ("PU", "penerima upah"),
        "BPU": ("BPU", "bukan penerima upah"),
        "JAKON": ("JAKON", "jasa konstruksi"),
        "PMI": ("PMI", "TKI", "pekerja migran indonesia"),
    }.items()
    for word in words
}
_GROUP_OF = {word_key(group): group for group in GROUPS}


class SheetCleaner:
    """Cleans the chunks of one file. `allowed`: kecamatan codes the uploader may bring data for."""

    def __init__(self, profile: Profile, info: SheetInfo, tables: Tables, allowed: frozenset[str], on: date) -> None:
        self.profile = profile
        self.tables = tables
        self.allowed = allowed
        self.present = frozenset(info.columns)
        self._positions = info.columns
        self._columns = {
            column.name: ColumnCleaner(column, on=on) for column in profile.columns if column.name in info.columns
        }
        self._places: dict[tuple[str | None, str | None], tuple[str | None, str | None, str, dict[str, Any]]] = {}
        self._names: dict[str, str] = {}
        self._phones: dict[str, str] = {}
        self._stage: Callable[[dict[str, Values], Sink, int], Sequence[Values]] = getattr(self, f"_{profile.name}")
        self.staged = 0

    def learn(self, chunk: Chunk) -> bool:
        """Look at a chunk before cleaning it. True while a column's amounts could still mean two things."""
        open_questions = [
            cleaner.learn(chunk.columns[self._positions[name]]) for name, cleaner in self._columns.items()
        ]
        return any(open_questions)

    def clean(self, chunk: Chunk) -> tuple[str, Sink]:
        """COPY text of the sound rows (each line ends the row) and everything found wrong."""
        sink = Sink()
        for index, problem in chunk.problems.items():
            sink.add(index, "", problem.code, **problem.params)
        values = {name: cleaner(chunk.columns[self._positions[name]], sink) for name, cleaner in self._columns.items()}
        count = len(chunk.row_numbers)
        self._require(values, sink, count)
        staged = self._stage(values, sink, count)
        self._forget_shifted_rows(chunk, sink)
        numbers: Values = [str(number) for number in chunk.row_numbers]
        return self._lines([numbers, *staged], sink.wrong), sink

    def _forget_shifted_rows(self, chunk: Chunk, sink: Sink) -> None:
        """Where a whole row is unreadable (fields missing), what its cells seem to say means nothing."""
        if chunk.problems:
            sink.problems = [p for p in sink.problems if p.place not in chunk.problems or p.column == ""]

    def _lines(self, columns: Sequence[Values], wrong: set[int]) -> str:
        filled = [[NULL if value is None else value for value in column] for column in columns]
        lines = ["\t".join(row) for row in zip(*filled, strict=True)]
        if wrong:
            lines = [line for index, line in enumerate(lines) if index not in wrong]
        self.staged += len(lines)
        return "\n".join(lines) + "\n" if lines else ""

    # What must be there

    def _require(self, values: dict[str, Values], sink: Sink, count: int) -> None:
        for column in self.profile.columns:
            if column.need is not Need.CELL or None not in values[column.name]:
                continue
            code = Code.NPP_MISSING if column.name == "NPP" else Code.REQUIRED_MISSING
            for index, value in enumerate(values[column.name]):
                if value is None:
                    sink.add(index, column.name, code)
        for group in self.profile.one_of:
            columns = [values[name] for name in group if name in values]
            for index, row in enumerate(zip(*columns, strict=True)):
                if not any(row) and not any(sink.has(index, name) for name in group):
                    sink.add(index, group[0], Code.REQUIRED_MISSING)

    def _column(self, values: dict[str, Values], name: str, count: int, default: str | None = None) -> Values:
        if name not in values:
            return [default] * count
        found = values[name]
        return found if default is None else [default if value is None else value for value in found]

    # Places, branches, words

    def _villages(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        villages, districts = self._column(values, "KELURAHAN", count), self._column(values, "KECAMATAN", count)
        places = self._places
        found: Values = []
        for index, key in enumerate(zip(villages, districts, strict=True)):
            place = places.get(key)
            if place is None:
                place = places[key] = self._place(*key)
            village, code, column, params = place
            if code:
                sink.add(index, column, Code(code), **params)
            found.append(village)
        return found

    def _place(self, village: str | None, district: str | None) -> tuple[str | None, str | None, str, dict[str, Any]]:
        match = match_area(village or "", district or "", self.tables.areas)
        if match.problem:
            column = "KECAMATAN" if match.problem == "DISTRICT_UNKNOWN" else "KELURAHAN"
            typed = (village if column == "KELURAHAN" else district) or ""
            return None, match.problem, column, {"value": typed[:80], **self._suggestion(match.problem, typed)}
        if match.district and match.district not in self.allowed:
            return None, Code.OUT_OF_SCOPE, "KECAMATAN" if district else "KELURAHAN", {}
        return match.village, None, "", {}

    def _suggestion(self, problem: str, typed: str) -> dict[str, str]:
        """The kelurahan a person may have meant, to be asked and never to be taken."""
        known = self.tables.areas.villages
        key = suggest_village(typed, known) if problem == Code.VILLAGE_UNKNOWN else None
        return {"suggestion": self.tables.villages[known[key]]} if key else {}

    def _branches(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        return self._looked_up(
            values,
            "KODE_CABANG",
            count,
            sink,
            Code.BRANCH_UNKNOWN,
            lambda text: None if (pk := self.tables.branches.get(area_key(text))) is None else str(pk),
        )

    def _looked_up(
        self,
        values: dict[str, Values],
        name: str,
        count: int,
        sink: Sink,
        code: Code,
        find: Callable[[str], str | None],
    ) -> Values:
        if name not in values:
            return [None] * count
        known: dict[str, str | None] = {}
        found: Values = []
        for index, text in enumerate(values[name]):
            if text is not None and text not in known:
                known[text] = find(text)
            value = None if text is None else known[text]
            if text is not None and value is None:
                sink.add(index, name, code, value=text[:80])
            found.append(value)
        return found

    def _groups(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        columns = [
            self._looked_up(values, name, count, sink, Code.GROUP_UNKNOWN, lambda text: _GROUP_OF.get(word_key(text)))
            for name in ("KELOMPOK", "WADAH", "PROGRAM_KELOMPOK")
        ]
        return [first or second or third or "" for first, second, third in zip(*columns, strict=True)]

    def _flags(self, values: dict[str, Values], count: int) -> list[Values]:
        listed = values.get("NM_PRG")
        found = []
        for program in _PROGRAMS:
            if program in values or listed is None:
                found.append(self._column(values, program, count, "f"))
            else:
                found.append(["t" if program in (cell or "").split(",") else "f" for cell in listed])
        return found

    def _keys(self, names: Values) -> Values:
        known = self._names
        for name in names:
            if name is not None and name not in known:
                known[name] = name_key(name)[:200]
        return [None if name is None else known[name] for name in names]

    # Profiles

    def _workforce(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        codes = values["KODE_WILAYAH"]
        for index, code in enumerate(codes):
            if code is not None and (problem := self._area_problem(code)):
                sink.add(index, "KODE_WILAYAH", problem, value=code[:80])
        kinds = self._looked_up(
            values, "JENIS", count, sink, Code.SEGMENT_UNKNOWN, lambda text: _FIGURES.get(word_key(text))
        )
        return [codes, values["TAHUN"], values["JUMLAH"], kinds, _escaped(self._column(values, "SUMBER", count, ""))]

    def _area_problem(self, code: str) -> Code | None:
        tables = self.tables
        if code in tables.cities:
            return None
        if code in tables.districts or code in tables.villages:
            return None if code[:8] in self.allowed else Code.OUT_OF_SCOPE
        if code[:5] not in tables.cities:
            return Code.OUT_OF_SCOPE
        return Code.VILLAGE_UNKNOWN if code[:8] in tables.districts else Code.DISTRICT_UNKNOWN

    def _businesses(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        names = values["NAMA_USAHA"]
        niks = self._column(values, "NIK_PEMILIK", count)
        nibs, keys = self._column(values, "NIB", count), self._keys(names)
        owners = vault.index_many(niks)
        villages = self._villages(values, sink, count)
        businesses = [
            business_key(nib, owner.hex() if owner else None, key, village)
            for nib, owner, key, village in zip(nibs, owners, keys, villages, strict=True)
        ]
        return [
            nibs,
            self._column(values, "NPWP", count),
            self._column(values, "NPP", count),
            _escaped(names),
            keys,
            _escaped(self._column(values, "NAMA_PEMILIK", count, "")),
            _hex(vault.seal_many(niks, "business.owner_nik")),
            _hex(owners),
            _escaped(self._column(values, "ALAMAT", count, "")),
            villages,
            self._column(values, "KBLI", count, ""),
            self._column(values, "SKALA", count, ""),
            self._column(values, "JUMLAH_TK", count),
            self._sealed_phones(businesses, self._column(values, "TELEPON", count)),
            _escaped(self._column(values, "ID_PROYEK", count, "")),
        ]

    def _sealed_phones(self, businesses: list[str], phones: Values) -> Values:
        """Ciphertext that stays the same for the same number, so that SQL sees a changed one."""
        return [
            None if phone is None else self._sealed_phone(business, phone)
            for business, phone in zip(businesses, phones, strict=True)
        ]

    def _sealed_phone(self, business: str, phone: str) -> str:
        stored = self.tables.phones.get(business)
        if stored is not None and vault.unseal(stored, "business.phone") == phone:
            return "\\\\x" + stored.hex()
        if phone not in self._phones:
            self._phones[phone] = "\\\\x" + vault.seal(phone, "business.phone").hex()
        return self._phones[phone]

    def _employers(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        names = values["NAMA_PERUSAHAAN"]
        return [
            values["NPP"],
            self._column(values, "DIV", count, "000"),
            _escaped(names),
            self._keys(names),
            self._column(values, "NPWP", count),
            self._column(values, "SKALA", count, ""),
            self._branches(values, sink, count),
            self._villages(values, sink, count),
            self._column(values, "TK_AKTIF", count),
            self._column(values, "BLTH", count),
            values["BLTH_REKON"],
            self._column(values, "BLTH_NA", count),
            self._column(values, "TOTAL_IURAN", count),
            self._column(values, "BLTH_DUTK", count),
        ]

    def _workers(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        employers = self._employer_ids(values, sink, count)
        ends = self._column(values, "TGL_NA", count)
        _order(values["TGL_KEPESERTAAN"], ends, "TGL_NA", sink)
        return [
            *self._person(values, "NAMA_LENGKAP", sink, count),
            employers,
            values["KPJ"],
            values["SEGMEN"],
            *self._flags(values, count),
            values["TGL_KEPESERTAAN"],
            ends,
            self._column(values, "UPAH", count),
            self._villages(values, sink, count),
            self._branches(values, sink, count),
            [""] * count,
            [""] * count,
        ]

    def _employer_ids(self, values: dict[str, Values], sink: Sink, count: int) -> Values:
        known = self.tables.employers
        found: Values = []
        divisions = self._column(values, "DIV", count, "000")
        for index, (npp, division) in enumerate(zip(values["NPP"], divisions, strict=True)):
            employer = None if npp is None else known.get((npp, division or "000"))
            if npp is not None and employer is None:
                sink.add(index, "NPP", Code.NPP_UNKNOWN, npp=npp, division=division)
            found.append(None if employer is None else str(employer))
        return found

    def _bpu(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        ends = values["TGL_BERAKHIR"]
        _order(values["TGL_KEPESERTAAN"], ends, "TGL_BERAKHIR", sink)
        return [
            *self._person(values, "NAMA", sink, count),
            values["KPJ"],
            ["BPU"] * count,
            *self._flags(values, count),
            values["TGL_KEPESERTAAN"],
            ends,
            self._villages(values, sink, count),
            self._branches(values, sink, count),
            _escaped(self._column(values, "JENIS_PEKERJAAN", count, "")),
            self._groups(values, sink, count),
        ]

    def _person(self, values: dict[str, Values], name: str, sink: Sink, count: int) -> list[Values]:
        niks = values["NIK"]
        births = self._column(values, "TGL_LAHIR", count)
        sexes = self._column(values, "JENIS_KELAMIN", count, "")
        _agree(niks, births, sexes, sink)
        return [
            _hex(vault.seal_many(niks, "participant.nik")),
            _hex(vault.index_many(niks)),
            _escaped(values[name]),
            births,
            sexes,
        ]


def _agree(niks: Values, births: Values, sexes: Values, sink: Sink) -> None:
    """NIK_BIRTHDATE_MISMATCH where the NIK says another day or sex; days of women are 40 higher."""
    for index, (nik, birth, sex) in enumerate(zip(niks, births, sexes, strict=True)):
        if nik is None:
            continue
        woman = nik[6] >= "4"
        if sex and (sex == "P") != woman:
            sink.add(index, "NIK", Code.NIK_BIRTHDATE_MISMATCH)
        elif birth is not None:
            day = f"{int(nik[6:8]) - 40:02d}" if woman else nik[6:8]
            if (day, nik[8:10], nik[10:12]) != (birth[8:10], birth[5:7], birth[2:4]):
                sink.add(index, "NIK", Code.NIK_BIRTHDATE_MISMATCH)


def _order(starts: Values, ends: Values, column: str, sink: Sink) -> None:
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end is not None and start is not None and end < start:
            sink.add(index, column, Code.DATE_ORDER)


def _hex(values: Sequence[bytes | None]) -> Values:
    return [None if value is None else "\\\\x" + value.hex() for value in values]


def _escaped(texts: Values) -> Values:
    """COPY reads a backslash as the start of an escape; the cleaners have left no tab or line break in a text."""
    return [text.replace("\\", "\\\\") if text is not None and "\\" in text else text for text in texts]


def problem_params(params: dict[str, Any]) -> dict[str, Any]:
    """Params as JSON can be stored: texts without NUL, lone surrogates and other marks that do not show."""
    return {key: clean_text(value)[0] if isinstance(value, str) else value for key, value in params.items()}
