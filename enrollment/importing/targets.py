"""What each profile writes: which register table, matched how, and which column takes its value from which heading.

The SQL of comparing, committing and previewing is put together from these declarations, so that the three cannot
disagree. `s` is the staged row, `t` the register row, `o` the other row it brings along: the person of a membership,
the contribution month of an employer. Nothing here comes from a file: every name is a literal.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["MONTH", "PERSON", "TARGETS", "Target", "Value"]


@dataclass(frozen=True, slots=True)
class Value:
    """A register column that takes `expression`; written only where one of `headings` stands in the sheet."""

    column: str
    headings: tuple[str, ...]
    expression: str = ""

    @property
    def sql(self) -> str:
        return self.expression or f"s.{self.column}"

    def is_in(self, present: Collection[str]) -> bool:
        return any(heading in present for heading in self.headings)


@dataclass(frozen=True, slots=True)
class Target:
    """One register table fed by one staging table.

    `joins` ties `s` to its register row `t`. `key`: what makes two rows of a file the same row. `constants`: what an
    insert sets besides; `companions`: what is written with a change but cannot be compared (ciphertext).
    """

    staged: str
    table: str
    joins: str
    key: tuple[str, ...]
    key_columns: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]
    constants: tuple[tuple[str, str], ...] = ()
    companions: tuple[tuple[str, str], ...] = ()
    key_heading: str = ""
    traceable: bool = True
    known_only: bool = False  # a row of a key the register does not have is wrong

    def present(self, headings: Collection[str]) -> tuple[Value, ...]:
        """The values a sheet with these headings compares and overwrites."""
        return tuple(value for value in self.values if value.is_in(headings))


WORKFORCE = Target(
    staged="enrollment_staged_workforce",
    table="districts_workforcefigure",
    joins=(
        "LEFT JOIN districts_workforcefigure t ON t.area_code = s.area_code AND t.year = s.year AND t.kind = s.kind"
    ),
    key=("area_code", "year", "kind"),
    key_columns=(("area_code", "s.area_code"), ("year", "s.year"), ("kind", "s.kind")),
    values=(
        Value("people", ("JUMLAH",)),
        Value("source", ("SUMBER",)),
        Value("low", ("BATAS_BAWAH",)),
        Value("high", ("BATAS_ATAS",)),
    ),
    constants=(("is_estimate", "false"),),
    key_heading="KODE_WILAYAH",
    traceable=False,
)

BUSINESS = Target(
    staged="enrollment_staged_business",
    table="enrollment_business",
    joins="""
        LEFT JOIN enrollment_business by_nib ON by_nib.nib = s.nib
        LEFT JOIN (
            SELECT (array_agg(row_number ORDER BY nib IS NOT NULL, row_number))[1] AS row_number
            FROM enrollment_staged_business
            WHERE batch_id = %(batch)s AND NOT bad AND NOT follows AND owner_nik_index IS NOT NULL
            GROUP BY owner_nik_index, name_key, village_id
        ) keyless ON keyless.row_number = s.row_number
        LEFT JOIN enrollment_business by_owner ON keyless.row_number IS NOT NULL AND by_owner.nib IS NULL
            AND by_owner.owner_nik_index = s.owner_nik_index AND by_owner.name_key = s.name_key
            AND by_owner.village_id = s.village_id
        LEFT JOIN enrollment_business t ON t.id = coalesce(by_nib.id, by_owner.id)""",
    key=("coalesce(nib || '|' || project, encode(owner_nik_index, 'hex') || '|' || name_key || '|' || village_id)",),
    key_columns=(),
    values=(
        # A business the counter took down without a NIB gets the one its licence brings.
        Value("nib", ("NIB",), "coalesce(s.nib, t.nib)"),
        Value("npwp", ("NPWP",)),
        Value("npp", ("NPP",)),
        Value("name", ("NAMA_USAHA",)),
        Value("name_key", ("NAMA_USAHA",)),
        Value("owner_name", ("NAMA_PEMILIK",)),
        Value("owner_nik_index", ("NIK_PEMILIK",)),
        Value("address", ("ALAMAT",)),
        Value("village_id", ("KELURAHAN",)),
        Value("kbli_code", ("KBLI",)),
        Value("scale", ("SKALA",)),
        Value("declared_workers", ("JUMLAH_TK",)),
        Value("phone", ("TELEPON",)),
    ),
    constants=(("source", "'IMPORT'"), ("kbli_version", "'2020'")),
    companions=(
        ("owner_nik", "CASE WHEN t.owner_nik_index = s.owner_nik_index THEN t.owner_nik ELSE s.owner_nik END"),
    ),
    key_heading="NIB",
)

EMPLOYER = Target(
    staged="enrollment_staged_employer",
    table="enrollment_employer",
    joins=(
        "LEFT JOIN enrollment_employer t ON t.npp = s.npp AND t.division_code = s.division_code"
        " LEFT JOIN enrollment_contributionmonth o ON o.employer_id = t.id AND o.period = s.period"
    ),
    key=("npp", "division_code"),
    key_columns=(("npp", "s.npp"), ("division_code", "s.division_code")),
    values=(
        Value("name", ("NAMA_PERUSAHAAN",)),
        Value("name_key", ("NAMA_PERUSAHAAN",)),
        Value("npwp", ("NPWP",)),
        Value("scale", ("SKALA",)),
        Value("branch_id", ("KODE_CABANG",)),
        Value("village_id", ("KELURAHAN",)),
        Value("reported_workers", ("TK_AKTIF",)),
        Value("reported_through", ("BLTH_DUTK",)),
        Value("paid_through", ("BLTH_REKON",)),
        Value("closed_on", ("BLTH_NA",)),
    ),
    constants=(("kind", "'OTHER'"),),
    key_heading="NPP",
)

_COVER = (
    Value("jkk", ("JKK", "NM_PRG")),
    Value("jkm", ("JKM", "NM_PRG")),
    Value("jht", ("JHT", "NM_PRG")),
    Value("jp", ("JP", "NM_PRG")),
    Value("jkp", ("JKP", "NM_PRG")),
    Value("started_on", ("TGL_KEPESERTAAN",)),
    Value("village_id", ("KELURAHAN",)),
    Value("branch_id", ("KODE_CABANG",)),
)

WORKER = Target(
    staged="enrollment_staged_membership",
    table="enrollment_membership",
    joins=(
        "LEFT JOIN enrollment_participant o ON o.nik_index = s.nik_index"
        " LEFT JOIN enrollment_membership t ON t.kpj = s.kpj AND t.employer_id = s.employer_id"
    ),
    key=("kpj", "employer_id"),
    key_columns=(("kpj", "s.kpj"), ("employer_id", "s.employer_id")),
    values=(
        Value("segment", ("SEGMEN",)),
        *_COVER,
        Value("ended_on", ("TGL_NA",)),
        Value("wage", ("UPAH",)),
    ),
    constants=(("occupation", "''"), ("group_name", "''")),
    key_heading="KPJ",
)

OWN_COVER = Target(
    staged="enrollment_staged_membership",
    table="enrollment_membership",
    joins=(
        "LEFT JOIN enrollment_participant o ON o.nik_index = s.nik_index"
        " LEFT JOIN enrollment_membership t ON t.participant_id = coalesce(o.merged_into_id, o.id)"
        " AND t.kpj = s.kpj AND t.employer_id IS NULL"
    ),
    key=("nik_index", "kpj"),
    key_columns=(("kpj", "s.kpj"),),
    values=(
        *_COVER,
        Value("protected_until", ("TGL_BERAKHIR",)),
        Value("occupation", ("JENIS_PEKERJAAN",)),
        Value("group_name", ("KELOMPOK", "WADAH", "PROGRAM_KELOMPOK")),
    ),
    constants=(("segment", "'BPU'"),),
    key_heading="KPJ",
)

# People an employer has announced: a table of its own, because nobody is covered by an announcement.
ANNOUNCED = Target(
    staged="enrollment_staged_membership",
    table="enrollment_announcedworker",
    joins=("LEFT JOIN enrollment_announcedworker t ON t.nik_index = s.nik_index AND t.employer_id = s.employer_id"),
    key=("nik_index", "employer_id"),
    key_columns=(("nik", "s.nik"), ("nik_index", "s.nik_index"), ("employer_id", "s.employer_id")),
    values=(
        Value("name", ("NAMA_LENGKAP", "NAMA_DEPAN")),
        Value("birth_date", ("TGL_LAHIR",)),
        Value("sex", ("JENIS_KELAMIN",)),
        Value("started_on", ("TANGGAL_KEPESERTAAN",)),
        Value("wage", ("UPAH",)),
    ),
    key_heading="NIK",
)

# Form 2a tells the wages of known memberships; it makes no new one.
WAGES = Target(
    staged="enrollment_staged_membership",
    table="enrollment_membership",
    joins=WORKER.joins,
    key=WORKER.key,
    key_columns=WORKER.key_columns,
    values=(Value("wage", ("UPAH",)),),
    key_heading="KPJ",
    known_only=True,
)

# A person stands in several lists: what one of them leaves blank says nothing, so it never empties a known value.
PERSON = (
    Value("name", ("NAMA_LENGKAP", "NAMA")),
    Value("birth_date", ("TGL_LAHIR",), "coalesce(s.birth_date, o.birth_date)"),
    Value("sex", ("JENIS_KELAMIN",), "coalesce(nullif(s.sex, ''), o.sex)"),
)

# What the sheet of one month says of an employer's month: billed, reported and paid are three things (domain §5.3).
MONTH = (
    Value("is_reported", ("BLTH_DUTK",), "coalesce(s.reported_through >= s.period, false)"),
    Value("is_paid", ("BLTH_REKON",), "coalesce(s.paid_through >= s.period, false)"),
    Value("workers", ("TK_AKTIF",), "s.reported_workers"),
    Value("posted_amount", ("TOTAL_IURAN",)),
)

TARGETS: dict[str, Target] = {
    "workforce": WORKFORCE,
    "businesses": BUSINESS,
    "employers": EMPLOYER,
    "workers": WORKER,
    "bpu": OWN_COVER,
    "sipp": ANNOUNCED,
    "form2a": WAGES,
}
