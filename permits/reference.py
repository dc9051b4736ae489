"""Services, their dated rules and the law they rest on, as they ship: inserted where missing, never overwritten.

No article is named: nobody has read them for this product yet, so every basis says "pasal belum diverifikasi" until
somebody verifies it (contract §6).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from districts.models import Agency, District
from permits.models import LegalBasis, PermitType, ServiceRule

__all__ = ["load"]

# code, short title, full title, in force from
_LAWS: tuple[tuple[str, str, str, date | None], ...] = (
    (
        "PERWAKO-BATAM-23-2015",
        "Perwako Batam No. 23 Tahun 2015",
        "Peraturan Wali Kota Batam Nomor 23 Tahun 2015 tentang Optimalisasi Penyelenggaraan Jaminan Sosial Pekerja"
        " melalui Mekanisme PATEN",
        None,
    ),
    (
        "KPTS-76-HK-I-2017",
        "KPTS 76/HK/I/2017",
        "Keputusan Wali Kota Batam Nomor KPTS 76/HK/I/2017 (mekanisme PTSP)",
        None,
    ),
    (
        "UU-24-2011",
        "UU No. 24 Tahun 2011",
        "Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial",
        date(2011, 11, 25),
    ),
    (
        "PP-86-2013",
        "PP No. 86 Tahun 2013",
        "Peraturan Pemerintah Nomor 86 Tahun 2013 tentang Tata Cara Pengenaan Sanksi Administratif kepada Pemberi Kerja"
        " Selain Penyelenggara Negara dan Setiap Orang, Selain Pemberi Kerja, Pekerja, dan Penerima Bantuan Iuran"
        " dalam Penyelenggaraan Jaminan Sosial",
        None,
    ),
    (
        "PERMENAKER-4-2018",
        "Permenaker No. 4 Tahun 2018",
        "Peraturan Menteri Ketenagakerjaan Nomor 4 Tahun 2018 (pengenaan dan pencabutan penghentian layanan publik"
        " tertentu)",
        None,
    ),
    (
        "PERPRES-109-2013",
        "Perpres No. 109 Tahun 2013",
        "Peraturan Presiden Nomor 109 Tahun 2013 tentang Penahapan Kepesertaan Program Jaminan Sosial",
        None,
    ),
    (
        "INPRES-2-2021",
        "Inpres No. 2 Tahun 2021",
        "Instruksi Presiden Nomor 2 Tahun 2021 tentang Optimalisasi Pelaksanaan Program Jaminan Sosial Ketenagakerjaan",
        date(2021, 3, 25),
    ),
    (
        "PERPRES-98-2014",
        "Perpres No. 98 Tahun 2014",
        "Peraturan Presiden Nomor 98 Tahun 2014 tentang Perizinan untuk Usaha Mikro dan Kecil",
        None,
    ),
    (
        "PP-25-2025",
        "PP No. 25 Tahun 2025",
        "Peraturan Pemerintah Nomor 25 Tahun 2025 tentang Perubahan atas Peraturan Pemerintah Nomor 41 Tahun 2021"
        " tentang Penyelenggaraan Kawasan Perdagangan Bebas dan Pelabuhan Bebas",
        date(2025, 6, 3),
    ),
)
_PATEN, _PTSP = "PERWAKO-BATAM-23-2015", "KPTS-76-HK-I-2017"
_PATEN_FROM, _PTSP_FROM = date(2015, 7, 1), date(2017, 1, 1)
# IUMK: since PP 24/2018 a NIB does for micro and small business, so the camat no longer issues it.
_IUMK_LAST = date(2018, 6, 20)
_NIB_FROM = date(2018, 6, 21)
# PP 25/2025: most business permits of the free-trade zone are BP Batam's from here on, DPMPTSP keeps the hinterland.
# A recommendation is no permit. The law does not touch what is asked of the applicant, only which office to go to.
_ZONED, _ZONED_FROM = ("PTSP_BARU", "PTSP_LAMA"), date(2025, 6, 3)
_ZONED_WHY = "PP No. 25 Tahun 2025: perizinan di kawasan perdagangan bebas sebagian besar beralih ke BP Batam."

_DISTRICT, _ONE_STOP, _OPD = Agency.Kind.DISTRICT, Agency.Kind.ONE_STOP, Agency.Kind.OPD
# code, name, English, chip, English chip, authority, applicant, order, law, from, to
_SERVICES: tuple[tuple[Any, ...], ...] = (
    ("DOMISILI", "Surat keterangan domisili usaha", "Business domicile letter", "Domisili usaha", "Domicile letter",
     _DISTRICT, "ANY", 10, _PATEN, _PATEN_FROM, None),
    ("SKU", "Surat keterangan usaha", "Business statement letter", "Keterangan usaha", "Business letter",
     _DISTRICT, "ANY", 20, _PATEN, _PATEN_FROM, None),
    ("IUMK", "Izin usaha mikro dan kecil (IUMK)", "Micro and small business permit (IUMK)", "IUMK", "IUMK",
     _DISTRICT, "ANY", 30, _PATEN, _PATEN_FROM, _IUMK_LAST),
    ("NIB_UMK", "Pendampingan NIB usaha mikro dan kecil", "NIB assistance for micro and small business",
     "NIB UMK", "NIB assistance", _DISTRICT, "ANY", 40, _PATEN, _NIB_FROM, None),
    ("PTSP_BARU", "Perizinan perusahaan baru", "Permits of a new company", "Perusahaan baru", "New company",
     _ONE_STOP, "NEW", 50, _PTSP, _PTSP_FROM, None),
    ("PTSP_LAMA", "Perpanjangan atau perubahan izin perusahaan lama", "Renewal or change for an existing company",
     "Perusahaan lama", "Existing company", _ONE_STOP, "EXISTING", 60, _PTSP, _PTSP_FROM, None),
    ("REKOMENDASI", "Rekomendasi", "Recommendation", "Rekomendasi", "Recommendation",
     _ONE_STOP, "EXISTING", 70, _PTSP, _PTSP_FROM, None),
)  # fmt: skip


@transaction.atomic
def load() -> dict[str, int]:
    """Insert what is missing; rows an administrator edited stay as they are. Returns how many of each were added."""
    before = (LegalBasis.objects.count(), PermitType.objects.count(), ServiceRule.objects.count())
    LegalBasis.objects.bulk_create(
        [LegalBasis(code=c, short_title=s, title=t, valid_from=start) for c, s, t, start in _LAWS],
        ignore_conflicts=True,
    )
    laws = {law.code: law for law in LegalBasis.objects.filter(code__in=[row[0] for row in _LAWS])}
    for code, name, name_en, chip, chip_en, authority, applicant, order, law, start, end in (*_SERVICES, *_dinas()):
        agency = Agency.objects.filter(code=code.replace("OPD_", "OPD-")).first() if authority == _OPD else None
        kind, is_new = PermitType.objects.get_or_create(
            code=code,
            defaults={
                "name_id": name,
                "name_en": name_en,
                "chip_id": chip,
                "chip_en": chip_en,
                "authority": authority,
                "agency": agency,
                "applicant_kind": applicant,
                "sort_order": order,
            },
        )
        if is_new:
            ServiceRule.objects.bulk_create(_rules(kind, laws[law], start, end))
    after = (LegalBasis.objects.count(), PermitType.objects.count(), ServiceRule.objects.count())
    names = ("LegalBasis", "PermitType", "ServiceRule")
    return {name: now - then for name, now, then in zip(names, after, before, strict=True)}


def _rules(service: PermitType, law: LegalBasis, start: date, end: date | None) -> list[ServiceRule]:
    """The rule a service ships with; for permits that depend on the site a second one, from that law on."""
    first = ServiceRule(
        permit_type=service, version=1, state="APPROVED", valid_from=start, valid_to=end, legal_basis=law
    )
    if service.code not in _ZONED:
        return [first]
    first.valid_to = _ZONED_FROM - timedelta(days=1)
    second = ServiceRule(
        permit_type=service, version=2, state="APPROVED", valid_from=_ZONED_FROM, legal_basis=law, reason=_ZONED_WHY
    )
    second.zone = District.Zone.HINTERLAND
    return [first, second]


def _dinas() -> list[tuple[Any, ...]]:
    """One recommendation service for each dinas; its own services are added by an administrator."""
    return [
        (agency.code.replace("OPD-", "OPD_"), f"Rekomendasi izin {agency.short_name}",
         f"Permit recommendation of {agency.short_name}", "Rekomendasi", "Recommendation",
         _OPD, "ANY", 100, _PTSP, _PTSP_FROM, None)
        for agency in Agency.objects.filter(kind=_OPD).order_by("code")
    ]  # fmt: skip
