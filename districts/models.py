"""Where: the city's areas under their official codes, the offices that act in them, and dated denominators."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class City(models.Model):
    """A city or regency. Another city is data, not code."""

    code = models.CharField(_("kode Kemendagri"), max_length=5, primary_key=True)
    bps_code = models.CharField(_("kode BPS"), max_length=4)
    name = models.CharField(_("nama"), max_length=80)
    province_name = models.CharField(_("provinsi"), max_length=80)
    government_name = models.CharField(_("nama pemerintah daerah"), max_length=120)

    class Meta:
        verbose_name = _("kota")
        verbose_name_plural = _("kota")

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A kecamatan. `code` is Kemendagri's (21.71.06); BPS numbers the same places differently."""

    class Zone(models.TextChoices):
        MAINLAND = "MAINLAND", _("Pulau Batam")
        HINTERLAND = "HINTERLAND", _("Hinterland (kepulauan)")

    class Peers(models.TextChoices):
        """With whom a kecamatan is compared; our own grouping, which an administrator may change."""

        MAINLAND = "MAINLAND", _("Perkotaan")
        INDUSTRIAL = "INDUSTRIAL", _("Kawasan industri")
        ISLAND = "ISLAND", _("Kepulauan")

    code = models.CharField(_("kode Kemendagri"), max_length=8, primary_key=True)
    bps_code = models.CharField(_("kode BPS"), max_length=7, unique=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="districts")
    name = models.CharField(_("nama"), max_length=80)
    short_code = models.CharField(_("singkatan"), max_length=4, unique=True)
    zone = models.CharField(_("zona"), max_length=10, choices=Zone.choices)
    peers = models.CharField(_("kelompok sebanding"), max_length=10, choices=Peers.choices, default=Peers.MAINLAND)
    tile_row = models.PositiveSmallIntegerField(_("baris petak"))
    tile_col = models.PositiveSmallIntegerField(_("kolom petak"))

    class Meta:
        verbose_name = _("kecamatan")
        verbose_name_plural = _("kecamatan")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["city", "tile_row", "tile_col"], name="district_tile_once")]

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """A kelurahan. Its code begins with its district's, its BPS code does not."""

    code = models.CharField(_("kode Kemendagri"), max_length=13, primary_key=True)
    bps_code = models.CharField(_("kode BPS"), max_length=10, unique=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="villages")
    name = models.CharField(_("nama"), max_length=80)
    postal_code = models.CharField(_("kode pos"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("kelurahan")
        verbose_name_plural = _("kelurahan")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An office with users of its own: a kecamatan, DPMPTSP, a dinas, or a BPJS branch. The letterhead is data.

    `letter_opening` and `letter_closing` replace the first and the last sentence of the referral letter.
    """

    class Kind(models.TextChoices):
        DISTRICT = "KECAMATAN", _("Kantor kecamatan")
        ONE_STOP = "DPMPTSP", _("DPMPTSP")
        OPD = "OPD", _("Dinas")
        BRANCH = "BPJS", _("Kantor cabang BPJS Ketenagakerjaan")
        CITY = "PEMKO", _("Pemerintah kota")

    class Paper(models.TextChoices):
        A4 = "A4", _("A4 (210 × 297 mm)")
        FOLIO = "FOLIO", _("Folio (215 × 330 mm)")

    code = models.CharField(_("kode"), max_length=20, unique=True)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="agencies")
    district = models.OneToOneField(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="office", verbose_name=_("kecamatan")
    )
    name = models.CharField(_("nama"), max_length=160)
    short_name = models.CharField(_("nama singkat"), max_length=80)
    number_code = models.CharField(_("kode dalam nomor surat"), max_length=8, unique=True)
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    postal_code = models.CharField(_("kode pos"), max_length=5, blank=True)
    phone = models.CharField(_("telepon"), max_length=40, blank=True)
    email = models.EmailField(_("pos-el"), blank=True)
    website = models.CharField(_("laman"), max_length=120, blank=True)
    head_title = models.CharField(_("jabatan pimpinan"), max_length=120, blank=True)
    signer_title = models.CharField(_("jabatan penanda tangan"), max_length=120, blank=True)
    signer_name = models.CharField(_("nama penanda tangan"), max_length=120, blank=True)
    signer_nip = models.CharField(_("NIP penanda tangan"), max_length=30, blank=True)
    letter_opening = models.CharField(_("kalimat pembuka surat"), max_length=400, blank=True)
    letter_closing = models.CharField(_("kalimat penutup surat"), max_length=400, blank=True)
    complaint_line = models.CharField(_("jalur pengaduan"), max_length=120, blank=True)
    paper = models.CharField(_("kertas surat"), max_length=5, choices=Paper.choices, default=Paper.A4)

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="KECAMATAN", district__isnull=False)
                | (~models.Q(kind="KECAMATAN") & models.Q(district__isnull=True)),
                name="agency_district_iff_kecamatan",
            )
        ]

    def __str__(self) -> str:
        return self.name


class NameAlias(models.Model):
    """Every spelling by which a sheet may name a kecamatan, kelurahan or branch; `key` is `rules.area_key` of it.

    Names are matched by this table alone, never by LIKE: "Baloi Indah" and "Baloi Permai" are different places.
    """

    class Kind(models.TextChoices):
        DISTRICT = "DISTRICT", _("kecamatan")
        VILLAGE = "VILLAGE", _("kelurahan")
        BRANCH = "BRANCH", _("cabang")

    kind = models.CharField(_("jenis"), max_length=8, choices=Kind.choices)
    key = models.CharField(_("kunci"), max_length=80)
    text = models.CharField(_("ejaan"), max_length=80)
    district = models.ForeignKey(District, on_delete=models.CASCADE, null=True, blank=True, related_name="aliases")
    village = models.ForeignKey(Village, on_delete=models.CASCADE, null=True, blank=True, related_name="aliases")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="aliases")

    class Meta:
        verbose_name = _("ejaan lain")
        verbose_name_plural = _("ejaan lain")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="alias_once"),
            models.CheckConstraint(
                condition=models.Q(kind="DISTRICT", district__isnull=False, village__isnull=True, agency__isnull=True)
                | models.Q(kind="VILLAGE", district__isnull=True, village__isnull=False, agency__isnull=True)
                | models.Q(kind="BRANCH", district__isnull=True, village__isnull=True, agency__isnull=False),
                name="alias_names_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class WorkforceFigure(models.Model):
    """A dated, sourced denominator: people in work of one kind, in one area (city, district or village code)."""

    class Kind(models.TextChoices):
        EMPLOYED = "penduduk bekerja", _("Penduduk bekerja")
        WAGE = "PU", _("Penerima upah (PU)")
        NON_WAGE = "BPU", _("Bukan penerima upah (BPU)")
        CONSTRUCTION = "JAKON", _("Jasa konstruksi")
        MIGRANT = "PMI", _("Pekerja migran")

    area_code = models.CharField(_("kode wilayah"), max_length=13)
    year = models.PositiveSmallIntegerField(_("tahun"))
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind.choices)
    people = models.PositiveIntegerField(_("jumlah orang"))
    # The range a survey gives for its estimate, where its source states one.
    low = models.PositiveIntegerField(_("batas bawah"), null=True, blank=True)
    high = models.PositiveIntegerField(_("batas atas"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    is_estimate = models.BooleanField(_("estimasi"), default=False)
    batch_id = models.UUIDField(_("berkas asal"), null=True, blank=True)
    row_number = models.PositiveIntegerField(_("baris asal"), null=True, blank=True)

    class Meta:
        verbose_name = _("angka tenaga kerja")
        verbose_name_plural = _("angka tenaga kerja")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "year", "kind"], name="workforce_once"),
            models.CheckConstraint(condition=models.Q(year__gte=1990, year__lte=2100), name="workforce_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.year} {self.kind}"
