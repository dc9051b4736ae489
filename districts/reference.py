"""Loading the reference data that ships: places with their spellings, offices, denominators, and rows of other apps.

A row that is there is never changed: once shipped, it is the admin's. Two kinds of rows go further, because their
admins also delete: a place or branch that has any spelling keeps exactly those, a year that has any holiday likewise.

Files are JSON in `fixtures/` of the apps. Files of higher apps name their model (`{"model", "rows"}`), so that nothing
here has to know them; `once_per` (column, length) skips rows whose column starts like one that is there.
"""

import json
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

from districts.models import Agency, City, District, NameAlias, Village, WorkforceFigure
from districts.rules import area_key

__all__ = ["load_reference"]

FIXTURES = Path(__file__).parent / "fixtures"


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Insert what is missing; returns the number of rows added per model. A second call adds nothing."""
    before = _counts(_own_models())
    _load_places(_read(FIXTURES / "batam_places.json"))
    _load_agencies(_read(FIXTURES / "batam_agencies.json"))
    _insert_missing(WorkforceFigure, _read(FIXTURES / "batam_workforce.json")["figures"])
    added = {name: count - before[name] for name, count in _counts(_own_models()).items()}
    for data in _files_of_other_apps():
        model = apps.get_model(data["model"])
        existing = _counts([model])[model.__name__]
        _insert_missing(model, _rows_to_insert(model, data))
        added[model.__name__] = _counts([model])[model.__name__] - existing
    for name in _loaders_of_other_apps():
        added |= import_module(name).load()
    return added


def _own_models() -> list[type[models.Model]]:
    return [City, District, Village, Agency, NameAlias, WorkforceFigure]


def _counts(of_models: Iterable[type[models.Model]]) -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in of_models}


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _insert_missing(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    model._default_manager.bulk_create([model(**row) for row in rows], ignore_conflicts=True)


def _files_of_other_apps() -> list[dict[str, Any]]:
    """Reference files of the other installed apps, in the order of the apps and file names."""
    own = Path(__file__).parent
    folders = [Path(config.path) / "fixtures" for config in apps.get_app_configs() if Path(config.path) != own]
    found = [_read(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    return [data for data in found if isinstance(data, dict) and {"model", "rows"} <= data.keys()]


def _loaders_of_other_apps() -> list[str]:
    """`<app>.reference` modules: rows that hang together by more than their columns, each with `load() -> counts`."""
    names = [f"{config.name}.reference" for config in apps.get_app_configs() if config.name != "districts"]
    return [name for name in names if find_spec(name)]


def _rows_to_insert(model: type[models.Model], data: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = data["rows"]
    if not (once_per := data.get("once_per")):
        return rows
    column, length = once_per["column"], once_per["length"]
    present = {str(value)[:length] for value in model._default_manager.values_list(column, flat=True)}
    return [row for row in rows if row[column][:length] not in present]


def _load_places(data: dict[str, Any]) -> None:
    city, districts = data["city"], data["districts"]
    villages = [(district, village) for district in districts for village in district["villages"]]
    _insert_missing(City, [city])
    _insert_missing(District, [_district_row(district, city["code"]) for district in districts])
    _group_once(districts)
    _insert_missing(Village, [_village_row(village, district["code"]) for district, village in villages])
    _load_aliases(NameAlias.Kind.DISTRICT, "district_id", {d["code"]: [d["name"], *d["spellings"]] for d in districts})
    _load_aliases(NameAlias.Kind.VILLAGE, "village_id", {v["code"]: [v["name"], *v["spellings"]] for _, v in villages})


def _group_once(districts: list[dict[str, Any]]) -> None:
    """Our grouping of peers, where kecamatan were loaded before there was one; what an administrator set stays."""
    if District.objects.exclude(peers=District.Peers.MAINLAND).exists():
        return
    for group in District.Peers.values:
        codes = [district["code"] for district in districts if district["peers"] == group]
        District.objects.filter(code__in=codes).update(peers=group)


def _district_row(data: dict[str, Any], city: str) -> dict[str, Any]:
    row = {key: data[key] for key in ("code", "bps_code", "name", "short_code", "zone", "peers")}
    tile_row, tile_col = data["tile"]
    return row | {"city_id": city, "tile_row": tile_row, "tile_col": tile_col}


def _village_row(data: dict[str, Any], district: str) -> dict[str, Any]:
    return {key: data[key] for key in ("code", "bps_code", "name", "postal_code")} | {"district_id": district}


def _load_agencies(data: dict[str, Any]) -> None:
    offices = data["agencies"]
    columns = ("code", "kind", "name", "short_name", "number_code", "head_title", "signer_title")
    rows = [
        {key: office[key] for key in columns} | {"city_id": data["city"], "district_id": office.get("district")}
        for office in offices
    ]
    _insert_missing(Agency, rows)
    ids = dict(Agency.objects.values_list("code", "id"))
    spellings = {ids[o["code"]]: [o["name"], *o["spellings"]] for o in offices if "spellings" in o and o["code"] in ids}
    _load_aliases(NameAlias.Kind.BRANCH, "agency_id", spellings)


def _load_aliases(kind: NameAlias.Kind, column: str, spellings: dict[Any, list[str]]) -> None:
    """Spellings (the name first) of places that have none yet; a key taken by another place stays with it."""
    settled = set(NameAlias.objects.filter(kind=kind).values_list(column, flat=True))
    _insert_missing(
        NameAlias,
        [
            {"kind": kind, "key": area_key(text), "text": text, column: target}
            for target, texts in spellings.items()
            if target not in settled
            for text in texts
        ],
    )
