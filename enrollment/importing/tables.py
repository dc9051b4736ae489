"""What cleaning looks up outside the file, read once per batch: spellings of places and branches, known employers."""

from __future__ import annotations

from dataclasses import dataclass, field

from districts.models import City, District, NameAlias, Village
from districts.rules import AreaTables
from enrollment.models import Business, Employer

__all__ = ["GROUPS", "Tables", "business_key", "load_tables"]

# Programs and groups (wadah) of non-wage members in the city; a word outside them is a warning and stays empty.
GROUPS = (
    "Pekerja Rentan Pemda", "Nelayan", "Petani", "Ojek Online", "Ojol", "Becak", "Pancung", "RT/RW/LPM", "RT/RW",
    "Kader Posyandu", "Kader Siaga Kelurahan", "Keagamaan", "Kemasyarakatan", "Sosial Keagamaan", "PKH", "KPM PKH",
    "PM-PIK", "Mandiri", "Perisai", "Pedagang Pasar", "Juru Parkir", "Koperasi", "Mitra", "Donatur", "CSR",
)  # fmt: skip


@dataclass(slots=True)
class Tables:
    """Look-up tables by normalised key; see `districts.rules.area_key` for names."""

    areas: AreaTables
    branches: dict[str, int]
    districts: frozenset[str]
    villages: dict[str, str]  # code → "Belian (Batam Kota)"
    cities: frozenset[str]
    employers: dict[tuple[str, str], int] = field(default_factory=dict)
    phones: dict[str, bytes] = field(default_factory=dict)


def load_tables(profile: str) -> Tables:
    """The tables this profile needs."""
    places = list(Village.objects.values_list("code", "name", "district_id", "district__name"))
    district_of = {code: district for code, _, district, _ in places}
    aliases = list(NameAlias.objects.values_list("kind", "key", "district_id", "village_id", "agency_id"))
    tables = Tables(
        areas=AreaTables(
            districts={key: district for kind, key, district, _, _ in aliases if kind == "DISTRICT"},
            villages={key: village for kind, key, _, village, _ in aliases if kind == "VILLAGE"},
            district_of=district_of,
        ),
        branches={key: agency for kind, key, _, _, agency in aliases if kind == "BRANCH"},
        districts=frozenset(District.objects.values_list("code", flat=True)),
        villages={code: f"{name} ({district})" for code, name, _, district in places},
        cities=frozenset(City.objects.values_list("code", flat=True)),
    )
    if profile in ("workers", "sipp", "form2a"):
        known = Employer.objects.values_list("npp", "division_code", "id")
        tables.employers = {(npp, division): pk for npp, division, pk in known.iterator(chunk_size=20_000)}
    if profile == "businesses":
        known_phones = Business.objects.filter(phone__isnull=False).values_list(
            "phone", "nib", "owner_nik_index", "name_key", "village_id"
        )
        tables.phones = {
            business_key(nib, None if index is None else bytes(index).hex(), name, village): bytes(phone)
            for phone, nib, index, name, village in known_phones.iterator(chunk_size=20_000)
        }
    return tables


def business_key(nib: str | None, owner_index: str | None, name: str | None, village: str | None) -> str:
    """What makes a business row one business: its NIB, else owner, name and kelurahan. `owner_index` in hex."""
    return nib or f"{owner_index}|{name}|{village}"
