"""The counter's words (ui.md §3, §5): one table for screen, print, command line and API.

Rules give codes with parameters; sentences are made here, in the language that is active when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from districts import formats
from enrollment.rules.calendar import add_months, month_start

Words = Mapping[str, str | Promise]

HEADLINES: Words = {
    "CLEAR": lazy("Lolos: terdaftar dan patuh"),
    "PARTIAL": lazy("Terdaftar sebagian"),
    "UNREGISTERED": lazy("Belum terdaftar"),
    "UNCERTAIN": lazy("Belum dapat dipastikan"),
    "SOURCE_DOWN": lazy("Sumber data tidak tersedia"),
    "DENIED": lazy("Penghentian layanan (TMP2T)"),
}
OUTCOMES: Words = {
    "PASS": lazy("Permohonan boleh dilanjutkan."),
    "PASS_WITH_DEADLINE": lazy("Permohonan boleh dilanjutkan dengan tenggat."),
    "HOLD": lazy("Tahan permohonan."),
    "ASK_BPJS": lazy("Ini bukan penolakan."),
    "CONTINUE_BY_RULE": lazy("Layanan boleh dilanjutkan; usaha ini dicek ulang otomatis."),
    "DENY": lazy("Layanan dihentikan menurut undang-undang."),
}
NEXT_STEPS: Words = {
    "CONTINUE": lazy("Lanjutkan permohonan."),
    "CONTINUE_NOTE_DEADLINE": lazy("Lanjutkan permohonan dan catat tenggatnya."),
    "HOLD_GIVE_LIST": lazy("Tahan permohonan dan beri daftar kekurangan."),
    "HOLD_PRINT_LETTER": lazy("Tahan permohonan dan beri surat pengantar pendaftaran ke BPJS Ketenagakerjaan."),
    "CHOOSE_BUSINESS": lazy("Pilih usaha yang dimaksud pemohon."),
    "TAKE_INTAKE": lazy("Catat data pemohon, lalu usaha dicek ulang dengan nomor-nomornya."),
    "ASK_BPJS": lazy("Minta konfirmasi BPJS TK; permohonan menunggu jawabannya."),
    "CONTINUE_BY_RULE": lazy("Lanjutkan menurut aturan; usaha ini dicek ulang otomatis."),
    "STOP": lazy("Hentikan layanan sampai ada surat pencabutan."),
}
REASONS: Words = {
    "NOT_CONCERNED": lazy("Layanan ini tidak mewajibkan kepesertaan."),
    "OWNER_BPU": lazy("Tanpa tenaga kerja: pemilik ikut sebagai peserta BPU."),
    "LAPSED_SINCE": lazy("Pernah terdaftar, berakhir %(since)s."),
    "WORKERS_MISSING": lazy("%(covered)s dari %(declared)s tenaga kerja terdaftar; %(missing)s belum didaftarkan."),
    "NOBODY_COVERED": lazy("Belum ada tenaga kerja yang aktif di BPJS Ketenagakerjaan."),
    "PROGRAM_MISSING": lazy("Program wajib menurut skala usaha belum diikuti: %(programs)s."),
    "WAGE_LOW": lazy("Upah %(people)s tenaga kerja dilaporkan di bawah upah minimum kota."),
    "MONTHS_UNPAID": lazy("Iuran belum lunas: %(months)s bulan lewat jatuh tempo."),
    "SEVERAL_MATCHES": lazy("%(count)s usaha cocok. Pilih yang dimaksud pemohon."),
    "SIMILAR_MATCH": lazy("Ada 1 usaha mirip. Pastikan dengan pemohon sebelum memilihnya."),
    "NOT_FOUND": lazy("Nomor atau nama ini tidak ditemukan."),
    "MATCH_REJECTED": lazy("Usaha yang cocok dengan nomor ini dinyatakan bukan usaha pemohon; BPJS TK memeriksanya."),
    "STALE": lazy("Data BPJS TK lebih tua dari %(limit)s hari atau belum pernah masuk."),
    "INSTALMENT": lazy("Tunggakan diangsur menurut kesepakatan dengan BPJS TK sampai %(until)s."),
    "DISPUTE": lazy("Tagihan sedang disanggah di BPJS TK sampai %(until)s."),
    "IN_GRACE": lazy("Perlindungan berakhir %(since)s; masih dapat disambung sampai %(until)s."),
    "WITHIN_TOLERANCE": lazy("Tunggakan %(months)s bulan masih dalam toleransi layanan ini (%(tolerance)s bulan)."),
    "DENIED_BY_LETTER": lazy("Surat %(letter)s tanggal %(date)s (%(basis)s)."),
    "ONE_KEY": lazy("Baru satu nomor yang dapat dicek (%(keys)s). Minta satu nomor lagi."),
    "NO_COVER": lazy("Tidak ada kepesertaan pada nomor yang dicek: %(keys)s."),
    "PERSON_ONLY": lazy("Nomor ini milik perorangan tanpa usaha dan tanpa kepesertaan BPU yang berlaku."),
    "BPJS_CONFIRMED": lazy("BPJS TK memastikan pada %(date)s: terdaftar dan patuh."),
    "REGISTRATION_REPORTED": lazy("Dilaporkan BPJS TK lewat API tgl %(date)s, belum ada di data bulanan."),
    "BPJS_NOT_REGISTERED": lazy("BPJS TK menjawab pada %(date)s: belum terdaftar."),
    "BPJS_IN_ARREARS": lazy("BPJS TK menjawab pada %(date)s: terdaftar, menunggak."),
    "LINK_UNDECIDED": lazy("%(count)s pemberi kerja mungkin usaha ini; BPJS TK perlu memastikannya."),
    "OTHER_AUTHORITY": lazy("Lokasi usaha di luar wilayah layanan ini: %(zone)s. Pastikan kantor yang berwenang."),
    "AUTHORITY_UNSETTLED": lazy(
        "Lokasi usaha di Galang: belum pasti perizinannya pada BP Batam atau kantor kota."
        " Pastikan kantor yang berwenang."
    ),
    "HEAD_OFFICE_ELSEWHERE": lazy(
        "BPJS TK mencatat pemberi kerja ini tanpa alamat di kota ini; kantor pusatnya mungkin di luar. Tanyakan divisi"
        " untuk lokasi ini."
    ),
    "OWNER_FOREIGN": lazy("Pemilik warga negara asing: dikenali dari paspor, tidak punya NIK."),
    "OWNER_HAS_OTHERS": lazy("Pemilik ini punya %(count)s usaha lain. Yang dinilai hanya usaha ini."),
}
# Which office gives business permits where (PP 25/2025), by the zone of the site.
ZONES: Words = {
    "MAINLAND": lazy("di kawasan perdagangan bebas sebagian besar perizinan berusaha ada pada BP Batam"),
    "HINTERLAND": lazy("di hinterland perizinan berusaha ada pada kantor kota"),
}
KEYS: Words = {
    "NIB": lazy("NIB"),
    "NPWP": lazy("NPWP"),
    "NPP": lazy("NPP"),
    "OWNER_NIK": lazy("NIK pemilik"),
    "PASSPORT": lazy("Paspor pemilik"),
    "KPJ": lazy("KPJ"),
    "NAME": lazy("Nama usaha dan kelurahan"),
}
MATCHED: Words = {
    **KEYS,
    "CHOSEN": lazy("dipilih petugas"),
    "FILE": lazy("nomor berkas"),
    "": lazy("tidak cocok"),
}
STATES: Words = {
    "RECEIVED": lazy("Menunggu"),
    "WAITING_BPJS": lazy("Menunggu jawaban BPJS TK"),
    "HELD": lazy("Ditahan"),
    "READY": lazy("Siap diterbitkan"),
    "CLEARED": lazy("Lolos"),
    "CONDITIONAL": lazy("Lolos bersyarat"),
    "CONTINUED": lazy("Dilanjutkan menurut aturan"),
    "DENIED": lazy("Dihentikan (TMP2T)"),
    "FORWARDED": lazy("Diteruskan ke atasan"),
    "EXEMPTED": lazy("Dikecualikan"),
    "LAPSED": lazy("Lewat tenggat"),
}
EVENTS: Words = {
    "RECEIVED": lazy("Permohonan diterima"),
    "CHECKED": lazy("Dicek ulang"),
    "HELD": lazy("Permohonan ditahan"),
    "LETTER": lazy("Surat pengantar dicetak"),
    "ASKED": lazy("Konfirmasi BPJS TK diminta"),
    "PROOF": lazy("Bukti pendaftaran dicatat"),
    "MATCHED": lazy("Terdaftar menurut data BPJS TK"),
    "REPORTED": lazy("Pendaftaran dilaporkan BPJS TK lewat API"),
    "CONFIRMED": lazy("Laporan BPJS TK sudah ada di data bulanan"),
    "UNCONFIRMED": lazy("Perlu diperiksa: laporan BPJS TK tidak ada di data bulanan"),
    "CLEARED": lazy("Permohonan dilanjutkan"),
    "UNDONE": lazy("Keputusan diurungkan"),
    "REOPENED": lazy("Ditahan lagi: impor dibatalkan"),
    "FLAGGED": lazy("Perlu diperiksa: impor yang melepaskannya dibatalkan"),
    "DENIED": lazy("Layanan dihentikan (TMP2T)"),
    "COMMITMENT_ASKED": lazy("Komitmen diajukan ke atasan"),
    "EXEMPTION_ASKED": lazy("Pengecualian diajukan ke atasan"),
    "OVERRIDE_ASKED": lazy("Izin menyimpang diminta"),
    "COMMITTED": lazy("Komitmen disetujui: dilanjutkan dengan tenggat"),
    "EXEMPTED": lazy("Pengecualian disetujui"),
    "OVERRIDDEN": lazy("Putusan menyimpang disetujui: dilanjutkan"),
    "REJECTED": lazy("Permintaan ditolak"),
    "WITHDRAWN": lazy("Permintaan ditarik"),
    "ANSWERED": lazy("BPJS TK menjawab"),
    "EXPIRED": lazy("BPJS TK tidak menjawab sampai batasnya"),
    "FULFILLED": lazy("Syarat terpenuhi sampai tenggat"),
    "PROLONGED": lazy("Kesepakatan dengan BPJS TK masih berjalan: tenggat diperpanjang"),
    "LAPSED": lazy("Tenggat lewat: nomor bukti tidak berlaku lagi"),
    "MISMATCHED": lazy("Perlu diperiksa: pemohon menyatakan bukan usahanya"),
    "HANDED_OVER": lazy("Berkas diserahkan"),
    "REVOKED": lazy("Bukti cek dibatalkan"),
}
PROBLEMS: Words = {
    "EMPTY": lazy("Ketik nomor atau nama usaha."),
    "PERSON_KEY": lazy("Nomor perorangan tidak dicek di dalam daftar. Cek satu per satu di loket."),
    "NOT_BUSINESS": lazy("Bukan nomor usaha. Daftar menerima NIB, NPP, dan NPWP badan."),
    "NAME_SHORT": lazy("Ketik nama paling sedikit %(minimum)s huruf."),
    "NUMBER_UNKNOWN": lazy("Nomor tidak dikenali. NIB 13 angka, NIK atau NPWP 16 angka, KPJ 11 angka, NPP 8 karakter."),
    "NIK_LENGTH": lazy("NIK harus 16 angka. Anda mengetik %(typed)s."),
    "NIK_FORMAT": lazy("NIK ini bukan nomor yang mungkin. Periksa lagi angkanya."),
    "NIK_DATE": lazy("Tanggal lahir di dalam NIK ini tidak ada. Periksa lagi angkanya."),
    "NIB_FORMAT": lazy("NIB ini bukan nomor yang mungkin. Periksa lagi angkanya."),
    "NPWP_FORMAT": lazy("NPWP ini bukan nomor yang mungkin. Periksa lagi angkanya."),
    "PASSPORT_FORMAT": lazy("Nomor paspor 6 sampai 9 huruf dan angka. Periksa lagi."),
}
_DATES = ("since", "until", "date", "as_of")


def headline(finding: str, reasons: Iterable[Mapping[str, Any]], until: date | None = None) -> str:
    """The verdict's h2, in the active language."""
    lang = get_language() or "id"
    if finding == "CONDITIONAL":
        day = formats.date_short(until, lang=lang)
        return _("Lolos bersyarat sampai %(date)s") % {"date": day}
    if finding == "ARREARS":
        months = next((r["params"]["months"] for r in reasons if r["code"] == "MONTHS_UNPAID"), 0)
        if not months:
            return _("Menunggak menurut BPJS TK")
        return _("Menunggak 1 bulan") if months == 1 else _("Menunggak %(months)s bulan") % {"months": months}
    return str(HEADLINES[finding])


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """A reason's sentence in the active language; ISO dates in `params` are written out."""
    lang = get_language() or "id"
    shown: dict[str, Any] = {}
    for name, value in params.items():
        if name in _DATES and value:
            shown[name] = formats.date_long(date.fromisoformat(value), lang=lang)
        elif name == "zone":
            shown[name] = str(ZONES[value])
        elif name == "keys":
            shown[name] = ", ".join(str(KEYS.get(key, key)) for key in value)
        elif isinstance(value, list):
            shown[name] = ", ".join(value)
        else:
            shown[name] = formats.number(value, lang=lang) if isinstance(value, int) else value
    return str(REASONS[code]) % shown


def in_language(lang: str, code: str, params: Mapping[str, Any]) -> str:
    """`sentence` in a language of the caller's choice."""
    with override(lang):
        return sentence(code, params)


def problem(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong with what was typed."""
    return str(PROBLEMS[code]) % params


def unpaid_months(paid_through: str, months: int) -> tuple[date, date] | None:
    """First and last month of arrears; None where it is not known when they began."""
    if not paid_through:
        return None
    first = add_months(month_start(date.fromisoformat(paid_through)), 1)
    return first, add_months(first, months - 1)


def to_complete(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """ "Yang harus dilengkapi pemohon": what the applicant does about each reason, worst first."""
    lang = get_language() or "id"
    steps = []
    for reason in reasons:
        code, params = reason["code"], reason["params"]
        if code == "MONTHS_UNPAID":
            span = unpaid_months(params.get("paid_through", ""), params["months"])
            months = formats.month_range(*span, lang=lang) if span else _("yang tertunggak")
            steps.append(_("Lunasi iuran %(months)s. Besarnya dilihat di kanal BPJS TK.") % {"months": months})
        elif code == "WORKERS_MISSING":
            steps.append(_("Daftarkan %(missing)s tenaga kerja yang belum terdaftar.") % params)
        elif code == "NOBODY_COVERED":
            steps.append(_("Daftarkan tenaga kerja usaha ini."))
        elif code == "PROGRAM_MISSING":
            steps.append(_("Ikutkan program %(programs)s.") % {"programs": ", ".join(params["programs"])})
        elif code == "WAGE_LOW":
            steps.append(_("Perbaiki laporan upah %(people)s tenaga kerja.") % params)
        elif code == "BPJS_IN_ARREARS":
            steps.append(_("Lunasi iuran yang tertunggak. Besarnya dilihat di kanal BPJS TK."))
        elif code in ("NO_COVER", "LAPSED_SINCE", "BPJS_NOT_REGISTERED"):
            steps.append(_("Daftarkan usaha dan tenaga kerjanya di BPJS Ketenagakerjaan."))
        elif code == "OWNER_BPU":
            steps.append(_("Tanpa tenaga kerja: pemilik mendaftar sendiri sebagai peserta BPU."))
    return list(dict.fromkeys(steps))
