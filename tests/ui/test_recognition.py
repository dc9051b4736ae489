"""The script of the box and the rule of the server give the same answers (ui.md §6, feature A05)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from enrollment.rules.recognition import IdentifierKind, Recognised
from tests.enrollment.recognised import TABLE
from tests.ui.render import page
from tests.ui.site import Site
from tests.ui.test_browser import browser, site, tab

__all__ = ["browser", "site", "tab"]

K = IdentifierKind
# The page's own words for kinds and problems; what is wrong in a number of the right length the server tells.
KINDS = {K.NIB: "nib", K.NIK: "nik", K.NIK_OR_NPWP: "nik", K.NPWP: "npwp", K.KPJ: "kpj", K.NPP: "npp",
         K.PASSPORT: "paspor", K.CODE: "kode", K.FILE_NUMBER: "kode", K.LETTER: "surat", K.NAME: "nama",
         K.UNKNOWN: ""}  # fmt: skip
PROBLEMS = {"NUMBER_UNKNOWN": "nomor", "NIK_LENGTH": "panjang", "NAME_SHORT": "pendek", "PASSPORT_FORMAT": "salah"}
READ = """texts => { const box = document.querySelector('[data-kenali]'); return texts.map((text) => {
    box.value = text; box.dispatchEvent(new Event('input', { bubbles: true }));
    return [box.dataset.jenis, box.dataset.masalah]; }); }"""


@pytest.fixture
def box(site: Site, tab: Page) -> Iterator[Page]:
    site.add("/", page('<c-search action="/cek/" value="" />'))
    tab.goto(site.url + "/")
    yield tab


def expected(found: Recognised) -> list[str]:
    return [KINDS[found.kind], PROBLEMS.get(found.problem or "", "")]


def test_both_rules_agree_on_one_table(box: Page) -> None:
    read = box.evaluate(READ, [text for text, _ in TABLE])
    assert dict(zip([text for text, _ in TABLE], read, strict=True)) == {text: expected(one) for text, one in TABLE}


def test_a_wrong_length_is_told_while_typing(box: Page) -> None:
    box.locator("[data-kenali]").press_sequentially("217106010190")
    box.locator("#kenali-teks", has_text="NIK harus 16 angka. Anda mengetik 12.").wait_for()
