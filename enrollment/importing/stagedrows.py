"""The columns of each profile's staging table, made from the cleaned columns of its sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accounts import vault
from enrollment.importing.columncells import Values
from enrollment.importing.errors import Code
from enrollment.importing.lookups import Lookups
from enrollment.importing.sink import Sink
from enrollment.importing.tables import business_key
from enrollment.rules.kinds import word_key

__all__ = ["STAGED_COLUMNS", "StagedRows"]

STAGED_COLUMNS: dict[str, tuple[str, ...]] = {
    "workforce": ("area_code", "year", "people", "kind", "source", "low", "high"),
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
STAGED_COLUMNS["sipp"] = STAGED_COLUMNS["workers"]
STAGED_COLUMNS["form2a"] = (*STAGED_COLUMNS["workers"], "period")

_DAY_OF_WOMAN = {f"{day + 40}": f"{day:02d}" for day in range(1, 32)}
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


class StagedRows(Lookups):
    """One method a profile: cleaned columns in, columns of the staging table out, in the order of `STAGED_COLUMNS`."""

    def __init__(self) -> None:
        super().__init__()
        self._phones: dict[str, str] = {}

    def _workforce(self, values: dict[str, Values], sink: Sink, count: int) -> Sequence[Values]:
        codes = values["KODE_WILAYAH"]
        for index, code in enumerate(codes):
            if code is not None and (problem := self._area_problem(code)):
                sink.add(index, "KODE_WILAYAH", problem, value=code[:80])
        kinds = self._looked_up(
            values, "JENIS", count, sink, Code.SEGMENT_UNKNOWN, lambda text: _FIGURES.get(word_key(text))
        )
        sources = _escaped(self._column(values, "SUMBER", count, ""))
        lows, highs = (self._bound(values, name, sink, count) for name in ("BATAS_BAWAH", "BATAS_ATAS"))
        return [codes, values["TAHUN"], values["JUMLAH"], kinds, sources, lows, highs]

    def _bound(self, values: dict[str, Values], name: str, sink: Sink, count: int) -> Values:
        """One end of a figure's range; the figure itself must lie within."""
        bounds = self._column(values, name, count)
        for index, (people, bound) in enumerate(zip(values["JUMLAH"], bounds, strict=True)):
            if people is None or bound is None:
                continue
            least, most = (bound, people) if name == "BATAS_BAWAH" else (people, bound)
            if int(least) > int(most):
                sink.add(index, name, Code.AMOUNT_RANGE, value=str(bound))
        return bounds

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

    def know_phones(self, sealed: Iterable[tuple[str, bytes]]) -> None:
        """Numbers that were sealed for this sheet before."""
        self._phones.update((phone, "\\\\x" + blob.hex()) for phone, blob in sealed)

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
            day = nik[6:8]
            if woman:
                day = _DAY_OF_WOMAN[day]
            if day != birth[8:10] or nik[8:10] != birth[5:7] or nik[10:12] != birth[2:4]:
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
