"""Sentences of the monthly report's sections, and what a month asks to be done, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPORT_SENTENCES: Mapping[str, str | Promise] = {
    "PEOPLE_NEW": _("%(area)s: %(active)s pekerja aktif; bulan sebelumnya belum ada data."),
    "PEOPLE_ROSE": _("%(area)s: %(active)s pekerja aktif, bertambah %(people)s dari bulan lalu."),
    "PEOPLE_FELL": _("%(area)s: %(active)s pekerja aktif, berkurang %(people)s dari bulan lalu."),
    "PEOPLE_SAME": _("%(area)s: %(active)s pekerja aktif, sama seperti bulan lalu."),
    "REFERRED": _("%(sent)s pemohon diantar loket ke cabang ini; %(registered)s di antaranya sudah terdaftar."),
    "CHECKED_ROSE": _("%(area)s mengecek %(checked)s izin, %(people)s lebih banyak dari bulan lalu."),
    "CHECKED_FELL": _("%(area)s mengecek %(checked)s izin, %(people)s lebih sedikit dari bulan lalu."),
    "CHECKED_SAME": _("%(area)s mengecek %(checked)s izin, sama seperti bulan lalu."),
    "MOVED": _(
        "%(joined)s orang masuk (%(fresh)s di antaranya baru) dan %(left)s keluar "
        "(%(lapsed)s di antaranya tidak aktif lagi)."
    ),
    "ARREARS_LONG": _("%(employers)s dari %(all)s pemberi kerja menunggak %(months)s bulan atau lebih."),
    "EXCEPTIONS": _("%(asked)s pengecualian atau putusan menyimpang diminta; %(granted)s disetujui."),
    "BPU_ENDING": _("Perlindungan %(count)s dari %(people)s peserta BPU berakhir dalam %(days)s hari."),
    "DAYS_ALL": _("Ada pengecekan pada semua hari kerja (%(of)s hari)."),
    "DAYS_MISSED": _("Ada pengecekan pada %(days)s dari %(of)s hari kerja."),
    "DESKS_COMPLETE": _("%(complete)s dari %(of)s loket mengecek pada semua hari kerja."),
}

ACTIONS: Mapping[str, str | Promise] = {
    "VISIT_HELD": _("Kunjungi %(count)s usaha yang belum kembali"),
    "OUTREACH": _("Sosialisasi kepesertaan di %(place)s: %(uncovered)s pekerja belum terlindungi"),
    "CALL_ARREARS": _("Hubungi %(employers)s pemberi kerja yang menunggak %(months)s bulan atau lebih"),
    "RENEW_BPU": _("Ingatkan %(count)s peserta BPU yang perlindungannya berakhir dalam %(days)s hari"),
    "KEEP_DAYS": _("Pastikan loket mengecek setiap hari kerja: %(days)s hari tanpa pengecekan"),
    "CHECK_HINTS": _("Periksa %(count)s dugaan daftar sebagian"),
}
