"""Rows for tests: plain functions with sensible defaults, each returns the model row it made."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from accounts import vault
from accounts.models import Assignment, User
from districts.models import Agency, Village
from enrollment.models import Business, BusinessEmployerLink, Employer, Membership, Participant
from enrollment.rules.names import name_key

LONG_AGO = date(2020, 1, 1)
LUBUK_BAJA = "21.71.06"
SAGULUNG = "21.71.11"
PASSWORD = "kata-sandi-uji"
# Fixture -> user name, role, office. The names are those of the demo.
CAST = {
    "officer": ("petugas.lubukbaja", "PK", "KEC-LBJ"),
    "colleague": ("petugas2.lubukbaja", "PK", "KEC-LBJ"),
    "supervisor": ("kasi.lubukbaja", "CM", "KEC-LBJ"),  # the officer's second person
    "stranger": ("petugas.sagulung", "PK", "KEC-SGL"),  # a counter of another kecamatan
    "ptsp": ("ptsp", "PP", "DPMPTSP"),
    "ptsp_head": ("kabid.ptsp", "CM", "DPMPTSP"),
    "opd": ("dinas", "OD", "OPD-PAR"),
    "opd_head": ("kabid.dinas", "CM", "OPD-PAR"),
    "bpjs": ("bpjs", "BS", "BPJS-NGY"),
    "branch_head": ("kacab", "BH", "BPJS-NGY"),
    "branch_head2": ("kacab2", "BH", "BPJS-SKP"),  # the first one's second person
    "importer": ("importir", "IA", "DPMPTSP"),
    "admin_user": ("admin", "SA", "PEMKO"),  # pytest-django's own, a superuser, does not exist in this product
    "admin2": ("admin2", "SA", "PEMKO"),
    "auditor": ("auditor", "AU", "PEMKO"),
    "leader": ("pimpinan", "LD", "PEMKO"),
    "api_client": ("api.portal", "AC", "DPMPTSP"),  # another application; nobody logs in with it
}
_serial = count(1)


def make_user(username: str, role: str, agency: str, **fields: Any) -> User:
    """A user holding one role at one office (its code) since long ago; the password is PASSWORD."""
    user = User(username=username, display_name=fields.pop("display_name", username), **fields)
    user.set_password(PASSWORD)
    user.save()
    Assignment.objects.create(user=user, role=role, agency=Agency.objects.get(code=agency), valid_from=LONG_AGO)
    return user


def village_of(district: str = LUBUK_BAJA) -> Village:
    """The first kelurahan of a kecamatan (Kemendagri code)."""
    return Village.objects.filter(district=district).order_by("code")[0]


def make_nik(sex: str = "L", born: date = date(1990, 1, 1), place: str = "217106") -> str:
    """A well-formed NIK nobody holds; the serial makes each call another."""
    day = born.day + (40 if sex == "P" else 0)
    return f"{place}{day:02d}{born:%m%y}{next(_serial) % 9999 + 1:04d}"


def make_business(**fields: Any) -> Business:
    """A business in Lubuk Baja with a NIB. `owner_nik="…"` (clear) is sealed and indexed; `district=` moves it."""
    number = next(_serial)
    owner_nik = fields.pop("owner_nik", None)
    district = fields.pop("district", LUBUK_BAJA)
    fields.setdefault("nib", f"91{number:011d}")
    fields.setdefault("name", f"Usaha Contoh {number}")
    fields.setdefault("name_key", name_key(fields["name"]))
    if "village" not in fields:
        fields["village"] = village_of(district)
    if owner_nik:
        fields |= {"owner_nik": vault.seal(owner_nik, "business.owner_nik"), "owner_nik_index": vault.index(owner_nik)}
    return Business.objects.create(**fields)


def make_employer(business: Business | None = None, **fields: Any) -> Employer:
    """An employer paid through October 2026; with `business` it is linked and confirmed by NPP."""
    number = next(_serial)
    fields.setdefault("npp", f"{number:08d}")
    fields.setdefault("name", business.name if business else f"Pemberi Kerja {number}")
    fields.setdefault("name_key", name_key(fields["name"]))
    fields.setdefault("paid_through", date(2026, 10, 1))
    if "village" not in fields:
        fields["village"] = business.village if business else village_of(fields.pop("district", LUBUK_BAJA))
    employer = Employer.objects.create(**fields)
    if business:
        BusinessEmployerLink.objects.create(
            business=business,
            employer=employer,
            how=BusinessEmployerLink.How.NPP,
            state=BusinessEmployerLink.State.CONFIRMED,
        )
    return employer


def make_person(**fields: Any) -> Participant:
    """A participant; `nik="…"` (clear) is sealed and indexed."""
    nik = fields.pop("nik", None) or make_nik()
    fields.setdefault("name", f"Pekerja {next(_serial)}")
    fields.setdefault("birth_date", date(1990, 1, 1))
    fields.setdefault("sex", "L")
    return Participant.objects.create(nik=vault.seal(nik, "participant.nik"), nik_index=vault.index(nik), **fields)


def make_worker(employer: Employer, **fields: Any) -> Membership:
    """A worker of `employer` since January 2025 with JKK, JKM and JHT; person fields: `nik`, `name`, `person`."""
    person = fields.pop("person", None) or make_person(**_person_fields(fields))
    defaults = {"segment": "PU", "jkk": True, "jkm": True, "jht": True, "started_on": date(2025, 1, 1)}
    defaults |= {"kpj": f"{next(_serial):011d}", "village": employer.village}
    return Membership.objects.create(participant=person, employer=employer, **{**defaults, **fields})


def make_bpu(**fields: Any) -> Membership:
    """A self-employed person protected until the end of 2026 with JKK and JKM, living in Lubuk Baja."""
    person = fields.pop("person", None) or make_person(**_person_fields(fields))
    defaults = {"segment": "BPU", "jkk": True, "jkm": True, "started_on": date(2025, 1, 1)}
    defaults |= {"kpj": f"{next(_serial):011d}", "protected_until": date(2026, 12, 31)}
    if "village" not in fields:
        fields["village"] = village_of(fields.pop("district", LUBUK_BAJA))
    return Membership.objects.create(participant=person, **{**defaults, **fields})


def _person_fields(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields.pop(name) for name in ("nik", "name", "birth_date", "sex") if name in fields}
