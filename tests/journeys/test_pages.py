"""Every page, on an office PC and on a phone, in both languages: it fits, it speaks, axe and the CSP have no complaint.

A page without a row here fails `test_every_page_has_a_row`. With SCREENSHOTS=<directory> every view is kept there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.access.machinery import routes
from tests.journeys.conftest import DESKTOP, PHONE, watch
from tests.journeys.live import Live
from tests.journeys.sheets import Stall, workbook
from tests.journeys.steps import bring_in, upload

Find = Callable[[Live], str]
SHOTS = os.environ.get("SCREENSHOTS")
# Only what is violated comes back: describing all that is well takes longer than looking at it.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class View:
    """One page as one account sees it; `find` gives its path. `status` other than 200 is a page as well."""

    name: str
    role: str | None
    find: str | Find
    status: int = 200
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name}{'-' + self.note if self.note else ''}"


def one(path: str, statement: str) -> Find:
    """The path with the id of the first row of a query."""

    def find(live: Live) -> str:
        rows = live.sql(statement)
        assert rows, f"the demo register has nothing for {path}"
        return path.format(*rows[0])

    return find


def check(finding: str) -> Find:
    by = (
        "SELECT c.id FROM permits_check c JOIN accounts_user u ON u.id = c.by_id WHERE u.username = 'petugas.lubukbaja'"
    )
    return one("/cek/{}/", f"{by} AND c.finding = '{finding}' AND c.application_id IS NULL ORDER BY c.at LIMIT 1")


def batch(state: str) -> Find:
    return one("/impor/{}/", f"SELECT id FROM enrollment_importbatch WHERE state = '{state}' ORDER BY uploaded_at DESC")


def asked(what: str) -> Find:
    return one("/impor/{}/", f"SELECT id FROM enrollment_importbatch WHERE state = 'WAITING' AND asked ? '{what}'")


OFFICER, HEAD, ADMIN = "petugas.lubukbaja", "kacab", "admin"
BUSINESS = one(
    "/usaha/{}/", "SELECT b.public_id FROM enrollment_business b JOIN districts_village v ON v.code = b.village_id"
    " JOIN enrollment_businessemployerlink l ON l.business_id = b.id WHERE v.district_id = '21.71.06' LIMIT 1",
)  # fmt: skip
WITHOUT_NIB = one("/usaha/{}/", "SELECT public_id FROM enrollment_business WHERE nib IS NULL LIMIT 1")
INTAKE = check("UNCERTAIN")
OPEN = check("UNREGISTERED")
HELD = one("/permohonan/{}/", "SELECT id FROM permits_application WHERE state = 'HELD'")
IN_HAND = {"account_login", "counter", "check", "applications", "application", "coverage", "verify", "more"}
VIEWS = (
    View("account_login", None, "/masuk/"),
    View("help", None, "/bantuan/"),
    View("shortcuts", None, "/pintasan/"),
    View("accessibility", None, "/aksesibilitas/"),
    View("verify", None, one("/verifikasi/{}/", "SELECT code FROM permits_referral LIMIT 1"), note="letter"),
    View("verify", None, "/verifikasi/LBJ-2222-3333/", 404, note="unknown"),
    View("home", ADMIN, "/"),
    View("account", ADMIN, "/akun/"),
    View("account_change_password", ADMIN, "/akun/kata-sandi/"),
    View("mfa_index", ADMIN, "/akun/pengaman/"),
    View("mfa_activate_totp", ADMIN, "/akun/pengaman/aktifkan/"),
    View("account_reauthenticate", ADMIN, "/akun/konfirmasi/"),
    View("more", OFFICER, "/lainnya/"),
    View("gallery", ADMIN, "/komponen/"),
    View("403", "importir", "/cakupan/", 403),
    View("404", OFFICER, "/cek/00000000-0000-4000-8000-000000000000/", 404),
    View("counter", OFFICER, "/loket/"),
    *(View("check", OFFICER, check(f), note=f) for f in ("CLEAR", "UNREGISTERED", "ARREARS", "PARTIAL", "UNCERTAIN")),
    View("check_intake", OFFICER, lambda live: INTAKE(live) + "catat/"),
    View("check_proof", OFFICER, lambda live: INTAKE(live) + "bukti/"),
    View("applications", OFFICER, "/permohonan/"),
    View("application", OFFICER, HELD),
    View("day_register", OFFICER, "/permohonan/hari-ini/"),
    View("referrals_file", HEAD, "/rujukan/daftar.xlsx"),
    View("application_hand_over", OFFICER, lambda live: HELD(live) + "serahkan/"),
    View("application_revoke", OFFICER, one(
        "/permohonan/{}/batalkan-bukti/", "SELECT id FROM permits_application WHERE state = 'CLEARED'",
    )),
    View("follow_up", OFFICER, "/tindak-lanjut/"),
    View("watch", OFFICER, "/pantau/"),
    View("referrals", "bpjs", "/rujukan/"),
    View("application_share", OFFICER, lambda live: HELD(live) + "kirim/"),
    View("check_disown", OFFICER, lambda live: OPEN(live) + "bukan/"),
    View("check_exempt", OFFICER, lambda live: OPEN(live) + "pengecualian/"),
    View("check_override", OFFICER, lambda live: OPEN(live) + "izin/"),
    View("requests", "kasi.lubukbaja", "/persetujuan/"),
    View("request_answer", "kasi.lubukbaja", one(
        "/persetujuan/{}/", "SELECT application_id FROM permits_approvalrequest WHERE state = 'PENDING'")),
    View("questions", "bpjs", "/pertanyaan/"),
    View("question_answer", "bpjs", one(
        "/pertanyaan/{}/", "SELECT application_id FROM permits_bpjsquestion WHERE closed_at IS NULL")),
    View("delegations", "kasi.lubukbaja", "/delegasi/"),
    View("matches", "bpjs", "/kecocokan/"),
    View("bulk", OFFICER, "/cek-massal/"),
    View("bulk_check", OFFICER, one("/cek-massal/{}/", "SELECT id FROM permits_bulkcheck")),
    View("volume", "kasi.lubukbaja", "/pantau-cek/"),
    View("denials", HEAD, "/tmp2t/"),
    View("denial_new", HEAD, one(
        "/tmp2t/usaha/{}/", "SELECT public_id FROM enrollment_business WHERE name = 'Toko Bukan Milik Saya'")),
    View("denial", "kacab2", one("/tmp2t/{}/", "SELECT public_id FROM permits_servicedenial")),
    View("offices", ADMIN, "/kantor/"),
    View("office", ADMIN, "/kantor/KEC-LBJ/"),
    View("mail_settings", ADMIN, "/pengaturan/surel/"),
    View("tokens", ADMIN, "/token/"),
    View("token_new", ADMIN, "/token/baru/"),
    View("verify_box", None, "/verifikasi/"),
    View("arrangement", HEAD, lambda live: BUSINESS(live) + "kesepakatan/"),
    View("legal", OFFICER, "/dasar-hukum/"),
    View("basis_new", ADMIN, "/dasar-hukum/baru/"),
    View("basis_edit", ADMIN, "/dasar-hukum/UU-24-2011/ubah/"),
    View("service_list", ADMIN, "/layanan/"),
    View("service_new", ADMIN, "/layanan/baru/"),
    View("service", ADMIN, "/layanan/DOMISILI/"),
    View("service_edit", ADMIN, "/layanan/DOMISILI/ubah/"),
    View("rule_new", ADMIN, "/layanan/DOMISILI/rancangan/"),
    View("service_rule", "admin2", "/layanan/DOMISILI/2/", note="draft"),
    View("service_rule", "kasi.lubukbaja", "/layanan/DOMISILI/1/", note="in-force"),
    View("rule_edit", ADMIN, "/layanan/DOMISILI/2/ubah/"),
    View("rehearsal", HEAD, one("/layanan/DOMISILI/2/gladi/{}/", "SELECT id FROM permits_rulerehearsal")),
    View("import-repairs", "importir", lambda live: batch("STAGED")(live) + "perbaikan/"),
    View("import-repair-row", "importir", one(
        "/impor/{}/perbaiki/", "SELECT c.batch_id || '/baris/' || c.row_number FROM enrollment_importrowcopy c"
        " JOIN enrollment_importbatch b ON b.id = c.batch_id WHERE b.state = 'STAGED' LIMIT 1")),
    View("imports", "importir", "/impor/"),
    View("import-last-template", "importir", "/impor/templat/businesses/terakhir/"),
    View("import", "importir", batch("STAGED"), note="preview"),
    View("import", "importir", batch("REFUSED"), note="refused"),
    View("import", "importir", batch("COMMITTED"), note="result"),
    View("import-rows", "importir", lambda live: batch("COMMITTED")(live) + "baris/"),
    View("import-columns", "importir", lambda live: asked("headings")(live) + "kolom/"),
    View("import-sheets", "importir", lambda live: asked("sheets")(live) + "lembar/"),
    View("import-effects", HEAD, lambda live: batch("COMMITTED")(live) + "dampak/"),
    View("import-file", "importir", lambda live: batch("STAGED")(live) + "berkas/"),
    View("import-row", "importir", one(
        "/impor/{}/baris/{}/", "SELECT b.id, r.row_number FROM enrollment_importbatch b JOIN enrollment_business r"
        " ON r.batch_id = b.id JOIN accounts_user u ON u.id = b.uploaded_by_id WHERE u.username = 'importir'")),
    View("import-words", "importir", lambda live: batch("STAGED")(live) + "arti/"),
    View("import-remembered", "importir", "/impor/diingat/"),
    View("import-filled-template", HEAD, "/impor/templat/employers/isi/"),
    View("businesses", HEAD, "/usaha/"),
    View("business", HEAD, BUSINESS),
    View("business", HEAD, WITHOUT_NIB, note="no-nib"),
    View("links", HEAD, "/usaha/tautan/"),
    View("doubts", HEAD, "/impor/meragukan/"),
    View("batch-doubts", HEAD, lambda live: batch("COMMITTED")(live) + "meragukan/"),
    View("doubt-answers", HEAD, "/impor/meragukan/jawaban/"),
    View("merges", HEAD, "/gabung/"),
    View("merge-people", HEAD, "/gabung/orang/"),
    View("merge-candidates", HEAD, lambda live: BUSINESS(live) + "gabung/"),
    View("merge-ask", HEAD, one(
        "/gabung/usaha/?a={}&b={}", "SELECT min(public_id::text), max(public_id::text) FROM enrollment_business")),
    View("today", HEAD, "/hari-ini/"),
    View("today", "kasi.lubukbaja", "/hari-ini/", note="kecamatan"),
    View("weekly", HEAD, "/hari-ini/pekan-ini/"),
    View("weekly-file", HEAD, "/hari-ini/pekan-ini/unduh/"),
    *(View("today-list", HEAD, f"/hari-ini/{kind}/", note=kind) for kind in ("tanpa-cek", "laporan")),
    View("coverage-bands", HEAD, "/cakupan/kelas/"),
    View("coverage", HEAD, "/cakupan/"),
    View("coverage-method", HEAD, "/cakupan/definisi/"),
    View("coverage-unallocated", HEAD, "/cakupan/belum-teralokasi/"),
    View("coverage-sector", HEAD, "/cakupan/sektor/G/"),
    View("coverage-district", HEAD, "/cakupan/21.71.06/"),
    View("coverage-analysis", HEAD, "/cakupan/perbandingan/"),
    View("coverage-analysis", OFFICER, "/cakupan/perbandingan/", note="own"),
    View("coverage-chart", HEAD, "/cakupan/perbandingan/loket.pdf"),
    View("coverage-list", HEAD, "/cakupan/daftar/pekerja/?segmen=PU"),
    View("coverage-list", HEAD, "/cakupan/daftar/loket/", note="loket"),
    View("coverage-list-file", HEAD, "/cakupan/daftar/pekerja/unduh/"),
    View("coverage-targets", HEAD, "/cakupan/target/"),
    View("coverage-notes", HEAD, "/cakupan/catatan/"),
    View("coverage-unregistered", HEAD, "/cakupan/21.71.06/belum-terdaftar/"),
    View("coverage-village", HEAD, one(
        "/cakupan/21.71.06/{}/", "SELECT code FROM districts_village WHERE district_id = '21.71.06' ORDER BY code")),
    View("appreciation", HEAD, "/penghargaan/"),
    View("appreciation-file", HEAD, "/penghargaan/unduh/"),
    View("appreciation-one", HEAD, one(
        "/penghargaan/{}/{}/", "SELECT to_char(period, 'YYYY-MM'), district_id FROM monitoring_consistencyscore")),
    View("compliance", HEAD, "/kepatuhan/"),
    View("compliance-partial", HEAD, "/kepatuhan/sebagian/"),
    View("compliance-hints", HEAD, "/kepatuhan/dugaan/"),
    View("compliance-hint", HEAD, one("/kepatuhan/dugaan/{}/", "SELECT id FROM monitoring_pdshint")),
    View("reports", HEAD, "/laporan/"),
    View("report-subscriptions", HEAD, "/laporan/langganan/"),
    View("report", HEAD, one("/laporan/{}/", "SELECT id FROM monitoring_monthlyreport ORDER BY area_code LIMIT 1")),
)  # fmt: skip
# Not pages: acts (POST), files, fragments, probes, redirections; and what only an account with a second factor sees.
NO_PAGE = {
    "logout", "draft", "account_end_sessions", "set_language", "healthz", "readyz", "next_in_queue", "import-template",
    "import-repair-undo", "import-progress", "import-forget", "import-withdraw",
    "import-submit", "import-commit", "import-cancel", "import-undo", "import-reject", "check_choose", "check_clear",
    "check_hold", "check_ask", "check_receive", "check_slip", "application_decide", "application_save",
    "application_undo", "application_recheck", "application_letter", "report-order", "report-pdf", "report-xlsx",
    "application_take", "application_send", "arrangement_end", "bulk_answers", "bulk_progress",
    "api:api-root", "api:batch", "api:checks", "api:openapi", "api:referral", "delegation_end",
    "denial_approve", "denial_approve_lifting", "denial_letter", "denial_lift", "denial_lifting_letter",
    "denial_refuse_lifting", "denial_withdraw", "mail_test", "request_withdraw", "token_approve", "token_revoke",
    "token_rotate", "match_settle", "denial_find",
    "check_commit",  # where the rule allows it; the thirty cases go there
    "rule_delete", "rule_approve", "rule_rehearse", "rule_withdraw", "api:registration",
    "appreciation-order", "certificate-file", "certificate-issue", "certificate-revoke", "import-explain",
    "report-archive", "report-approval", "report-pdf-en", "report-xlsx-en", "report-review", "report-sign",
    "doubt-settle", "doubt-reveal", "doubt-forget",
    "coverage-target-withdraw", "coverage-bands-withdraw", "coverage-note-withdraw", "coverage-hold-explain",
    "merge",  # asked for first: tests/enrollment/test_merging.py
    "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip

# Little words of Indonesian that no name of a person, place, office or law is made of.
INDONESIAN = re.compile(
    r"\b(belum|sudah|tidak|bila|dari|ini|Anda|lihat|pilih|masuk|keluar|kembali|unggah|unduh|simpan|batal|batalkan"
    r"|lanjutkan|tahan|berkas|baris|bulan|semua|jumlah|keadaan|terlindungi|berlaku|diperbarui|muat|ulang|ubah|tulis"
    r"|selesai|menunggu|sedang|perubahan|permohonan|pemberi|pekerja|berikutnya|antrean|layanan|cari|terapkan|saringan|wajib)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
# What our own chrome says: values of the register, offices, laws and whatever is marked as Indonesian stay out.
CHROME = """() => {
  const skip = '[lang=id], td, dd, li.event, .who, select, option, code, mark, .crumbs, .legal, .sub, .alert';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [document.title];
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    if (!el.closest(skip + ', script, style, noscript, template')) said.push(walker.currentNode.textContent.trim());
  }
  document.querySelectorAll('[aria-label],[placeholder]').forEach((el) => {
    if (!el.closest(skip)) said.push(el.getAttribute('aria-label') || '', el.getAttribute('placeholder') || '');
  });
  return said.filter(Boolean);
}"""


def test_every_page_has_a_row() -> None:
    assert sorted(set(routes()) - {view.name for view in VIEWS} - NO_PAGE) == []


@pytest.fixture(scope="module")
def tabs(live: Live, browser: Browser) -> Iterator[Callable[[str | None], tuple[Page, list[str]]]]:
    """One signed-in tab for each account, and the errors its console reported."""
    found: dict[str | None, tuple[Page, list[str], BrowserContext]] = {}

    def tab_of(role: str | None) -> tuple[Page, list[str]]:
        if role not in found:
            state: Any = live.state(role) if role else None
            context = browser.new_context(
                base_url=live.url, viewport=DESKTOP, locale="id-ID", timezone_id="Asia/Jakarta", storage_state=state
            )
            tab, errors = context.new_page(), []
            watch(tab, errors)
            found[role] = (tab, errors, context)
        tab, errors, _context = found[role]
        errors.clear()
        return tab, errors

    yield tab_of
    for _tab, _errors, context in found.values():
        context.close()


@pytest.fixture(scope="module")
def filled(live: Live, tabs: Callable[[str | None], tuple[Page, list[str]]], tmp_path_factory: Any) -> None:
    """Beside the demo register: an import of each kind of end, a held file with its letter, a cleared one, a draft
    rehearsed."""
    live.step("waiting", "-m", "tests.journeys.waiting")
    folder: Path = tmp_path_factory.mktemp("pages")
    importer, _ = tabs("importir")
    stall = Stall()
    day = live.sql("SELECT max(as_of) FROM enrollment_importbatch WHERE profile = 'workers'")[0][0]
    bring_in(importer, workbook(folder / "usaha.xlsx", [stall.business()]), as_of=f"{day:%d/%m/%Y}")
    refused = folder / "bukan.xlsx"
    refused.write_text("bukan buku kerja")
    upload(importer, refused)
    wrong = [stall.worker(date(2026, 1, 5), NIK="123"), stall.worker(date(2026, 1, 5), KELURAHAN="Atlantis")]
    upload(importer, workbook(folder / "salah.xlsx", wrong), as_of=f"{day:%d/%m/%Y}")
    strange = [{"Nama Pekerja": "SITI REKAAN", "Nomor KTP": "1", "Kelurahan": "Belian", "Gaji": "5.000.000"}]
    upload(importer, workbook(folder / "asing.xlsx", strange), as_of=f"{day:%d/%m/%Y}")
    twins = workbook(folder / "lembar.xlsx", [stall.worker(date(2026, 1, 5))], ("Belian", "Tanjung Uma"))
    upload(importer, twins, as_of=f"{day:%d/%m/%Y}")
    officer, _ = tabs(OFFICER)
    officer.goto("/loket/")
    officer.locator("#id_identifier").fill(stall.nib)
    officer.locator("#id_identifier").press("Enter")
    officer.locator("form[action$='/tahan/'] [data-utama]").click()
    officer.locator("form[action$='/tahan/'] [name=confirm]").wait_for(state="attached")
    officer.locator("form[action$='/tahan/'] [data-utama]").click()
    officer.locator("a[href$='/surat/']").first.wait_for()
    clear = live.sql(
        "SELECT b.nib FROM permits_check c JOIN enrollment_business b ON b.id = c.business_id"
        " WHERE c.finding = 'CLEAR' AND b.nib IS NOT NULL ORDER BY c.at LIMIT 1"
    )
    officer.goto("/loket/")
    officer.locator("#id_identifier").fill(clear[0][0])
    officer.locator("#id_identifier").press("Enter")
    officer.locator("form[action$='/lanjut/'] [data-utama]").click()
    officer.locator("form[action$='/urungkan/']").first.wait_for()
    admin, _ = tabs(ADMIN)
    admin.goto("/layanan/DOMISILI/rancangan/")
    admin.locator("[name=valid_from]").fill(f"{date.today().year + 1}-01-01")
    admin.locator("[name=tolerance_months]").fill("3")
    admin.locator("[name=reason]").fill("Perwako baru")
    admin.locator("main form button.primary").click()
    admin.locator("form[action$='/gladi/'] button").click()
    admin.locator("dl.kpis").wait_for()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_page(view: View, live: Live, tabs: Callable[[str | None], tuple[Page, list[str]]], filled: None) -> None:
    tab, errors = tabs(view.role)
    path = view.find if isinstance(view.find, str) else view.find(live)
    problems: list[str] = []
    for language in ("id", "en"):
        speak(live, tab, view.role, language)
        tab.set_viewport_size(DESKTOP)
        answer = tab.goto(path)
        assert answer and answer.status == view.status, (path, answer and answer.status)
        if tab.locator("html").get_attribute("lang") != language:
            problems.append(f"{language}: <html lang> is {tab.locator('html').get_attribute('lang')}")
        if tab.locator("h1").count() != 1:
            problems.append(f"{language}: {tab.locator('h1').count()} h1")
        for name, size in (("1366", DESKTOP), ("390", PHONE)):
            tab.set_viewport_size(size)
            problems += [f"{language} {name}: {problem}" for problem in layout(tab)]
            # The phone only rearranges: what it shows otherwise is looked at on the pages people hold in their hand.
            if language == "id" and (size is DESKTOP or view.name in IN_HAND):
                problems += [f"{name}: {problem}" for problem in inaccessible(tab)]
            if SHOTS:
                tab.screenshot(path=Path(SHOTS) / f"{view}-{language}-{name}.png", full_page=True)
    problems += [f"en: {text!r}" for text in tab.evaluate(CHROME) if INDONESIAN.search(ADDRESS.sub("", text))]
    ours = "Failed to load resource: the server responded with a status of 4"
    problems += [error for error in errors if not (view.status != 200 and ours in error)]
    assert problems == []


def speak(live: Live, tab: Page, role: str | None, language: str) -> None:
    """The account's language; without an account the cookie that the switch sets."""
    if role:
        live.execute("UPDATE accounts_user SET language = %s WHERE username = %s", language, role)
    else:
        tab.context.add_cookies([{"name": "django_language", "value": language, "url": live.url}])


def layout(tab: Page) -> list[str]:
    """What sticks out sideways."""
    width, room = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [] if width <= room else [f"{width} px wide in {room}"]


def inaccessible(tab: Page) -> list[str]:
    """axe's violations, each with the first element it names."""
    found = Axe().run(tab, options=AXE).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]


@pytest.fixture(scope="module", autouse=True)
def _indonesian_again(live: Live) -> Iterator[None]:
    yield
    live.execute("UPDATE accounts_user SET language = 'id'")
