"""The peer: the workers sheet through django-import-export's Resource over the ORM, stock and as well tuned as it goes.

Both read the same workbook with the package's own XLSX format and leave the same register (a digest is compared after
each run). They do less than the product: no preview, no duplicate or order checks, no before-images, no reject file,
no effect; the person behind a known NIK is never updated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import tablib
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX
from import_export.instance_loaders import BaseInstanceLoader

from accounts import vault
from districts.models import Agency, Village
from enrollment.models import Employer, Membership, Participant
from enrollment.sample.sheets import TITLE_LINES

FLAGS = ("JKK", "JKM", "JHT", "JP", "JKP")
NO_END = date(3000, 12, 31)
NIK_COLUMN = "participant.nik"


class TitledXlsx(XLSX):
    """The package's reader; the title lines above the heading are passed over, which it cannot do by itself."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        sheet = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=True).active
        rows = sheet.rows
        for _ in range(TITLE_LINES):
            next(rows)
        dataset = tablib.Dataset()
        dataset.headers = [cell.value for cell in next(rows)]
        for row in rows:
            dataset.append([cell.value for cell in row])
        return dataset


class Day(widgets.DateWidget):
    """A date cell or one of the sheet's spellings; the far future means no date."""

    def __init__(self) -> None:
        super().__init__()
        self.formats = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        day = super().clean(value, row, **kwargs)
        day = day.date() if isinstance(day, datetime) else day
        return None if day == NO_END else day


class Flag(widgets.BooleanWidget):
    TRUE_VALUES = [*widgets.BooleanWidget.TRUE_VALUES, "Y", "YA"]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        return bool(super().clean(value, row, **kwargs))


class Segment(widgets.CharWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return "PMI" if value == "TKI" else str(value)


class Key(widgets.ForeignKeyWidget):
    """A foreign key looked up by columns of the row: one query a row, as the package does it."""

    def __init__(self, model: Any, lookup: Any) -> None:
        super().__init__(model)
        self.lookup = lookup

    def get_lookup_kwargs(self, value: Any, row: Any, **kwargs: Any) -> dict[str, Any]:
        return self.lookup(row)


class Known(widgets.Widget):
    """A foreign key from a dictionary filled before the first row."""

    def __init__(self, key: Any) -> None:
        super().__init__()
        self.ids: dict[Any, Any] = {}
        self.key = key

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.ids[self.key(row)] if value else None


def nik_of(row: Any) -> str:
    return str(row["NIK"]).replace(" ", "")


def place_of(row: Any) -> str:
    return " ".join(row["KELURAHAN"].upper().split())


def new_participant(row: Any) -> Participant:
    nik = nik_of(row)
    return Participant(
        nik=vault.seal(nik, NIK_COLUMN),
        nik_index=vault.index(nik),
        name=row["NAMA_LENGKAP"],
        birth_date=Day().clean(row["TGL_LAHIR"]),
        sex=row["JENIS_KELAMIN"],
    )


class Common(resources.ModelResource):
    """The columns both kinds share; foreign keys differ."""

    kpj = fields.Field("kpj", "KPJ")
    segment = fields.Field("segment", "SEGMEN", Segment())
    jkk, jkm, jht, jp, jkp = (fields.Field(name.lower(), name, Flag()) for name in FLAGS)
    started_on = fields.Field("started_on", "TGL_KEPESERTAAN", Day())
    ended_on = fields.Field("ended_on", "TGL_NA", Day())
    wage = fields.Field("wage", "UPAH", widgets.DecimalWidget())


class StockResource(Common):
    """Every option as it comes; the person is made row by row in `before_import_row`, as the package's guide does."""

    participant = fields.Field(
        "participant", "NIK", Key(Participant, lambda row: {"nik_index": vault.index(nik_of(row))})
    )
    employer = fields.Field(
        "employer", "NPP", Key(Employer, lambda row: {"npp": row["NPP"], "division_code": row["DIV"]})
    )
    village = fields.Field("village", "KELURAHAN", Key(Village, lambda row: {"name__iexact": place_of(row)}))
    branch = fields.Field("branch", "KODE_CABANG", Key(Agency, lambda row: {"code": row["KODE_CABANG"]}))

    class Meta:
        model = Membership
        import_id_fields = ("kpj", "employer")
        fields = (
            "kpj", "employer", "participant", "segment", *(name.lower() for name in FLAGS), "started_on", "ended_on",
            "wage", "village", "branch",
        )  # fmt: skip

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        person = new_participant(row)
        given = ("nik", "name", "birth_date", "sex")
        Participant.objects.get_or_create(
            nik_index=person.nik_index, defaults={name: getattr(person, name) for name in given}
        )


class KnownInstances(BaseInstanceLoader):
    """All memberships of the register by their key: the package's own cached loader takes one key column only."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.known = {(m.kpj, m.employer_id): m for m in Membership.objects.filter(employer__isnull=False)}
        self.fields = [resource.fields[name] for name in ("kpj", "employer")]

    def get_instance(self, row: Any) -> Membership | None:
        return self.known.get(tuple(field.clean(row) for field in self.fields))


class TunedResource(Common):
    """Bulk writes, every look-up from memory, unchanged rows skipped, no HTML diff; persons made in one go."""

    participant = fields.Field("participant_id", "NIK", Known(nik_of))
    employer = fields.Field("employer_id", "NPP", Known(lambda row: (row["NPP"], row["DIV"])))
    village = fields.Field("village_id", "KELURAHAN", Known(place_of))
    branch = fields.Field("branch_id", "KODE_CABANG", Known(lambda row: row["KODE_CABANG"]))

    class Meta(StockResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_unchanged = True
        report_skipped = False
        skip_html_diff = True
        instance_loader_class = KnownInstances

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self._know("employer", {(e.npp, e.division_code): e.pk for e in Employer.objects.all()})
        self._know("village", {v.name.upper(): v.pk for v in Village.objects.all()})
        self._know("branch", {a.code: a.pk for a in Agency.objects.all()})
        self._know("participant", self._people(dataset.dict))

    def _know(self, field: str, ids: dict[Any, Any]) -> None:
        self.fields[field].widget.ids = ids

    def _people(self, rows: Iterable[Any]) -> dict[str, int]:
        first = {nik_of(row): row for row in reversed(list(rows))}
        indexes = dict(zip(first, vault.index_many(first), strict=True))
        ids = {bytes(index): pk for index, pk in Participant.objects.values_list("nik_index", "pk")}
        made = [new_participant(row) for nik, row in first.items() if indexes[nik] not in ids]
        ids |= {p.nik_index: p.pk for p in Participant.objects.bulk_create(made, batch_size=1000)}
        return {nik: ids[index] for nik, index in indexes.items()}


def bring_in(path: Path, resource: resources.Resource) -> None:
    """The whole of one import: read, clean, save. Raises at the first row that fails."""
    dataset = TitledXlsx().create_dataset(path.read_bytes())
    result = resource.import_data(dataset, raise_errors=True, use_transactions=True)
    if result.has_errors() or result.has_validation_errors():
        raise RuntimeError("The peer refused rows of a faultless sheet.")
