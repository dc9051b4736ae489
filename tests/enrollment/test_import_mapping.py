"""A sheet no profile knows: its columns are told once, by page; the next one headed alike goes straight on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, User
from enrollment.importing.errors import FileRefused
from enrollment.importing.guessing import Confidence, best_profile, guesses
from enrollment.importing.mapping import fingerprint, samples_of
from enrollment.importing.profiles import PROFILES
from enrollment.models import ImportBatch, ImportMapping
from enrollment.services.kinds import STAGE
from tests.enrollment import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ClientOf = Callable[[User], Client]

# The worker sheet of sheets.WORKER under headings nobody has ever seen.
STRANGE = {
    "NPP": "Nomor Pendaftaran", "KPJ": "No Kartu Peserta", "NIK": "Nomor KTP", "NAMA_LENGKAP": "Nama Pekerja",
    "TGL_LAHIR": "Tanggal Lahir", "JENIS_KELAMIN": "L/P", "SEGMEN": "Golongan", "JKK": "JKK", "JKM": "JKM",
    "JHT": "JHT", "JP": "JP", "JKP": "JKP", "TGL_KEPESERTAAN": "Mulai Peserta", "TGL_NA": "Selesai", "UPAH": "Gaji",
    "KELURAHAN": "Kelurahan", "KECAMATAN": "Kecamatan", "KODE_CABANG": "Cabang", "DIV": "Divisi",
}  # fmt: skip


def strange(rows: list[sheets.Row], more: str = "") -> bytes:
    renamed = [{STRANGE[name]: value for name, value in row.items()} | ({more: "x"} if more else {}) for row in rows]
    return sheets.workbook(renamed, titles=["Rekap Oktober 2026", ""])


def rows() -> list[sheets.Row]:
    return [sheets.worker(1), sheets.worker(2, NIK="123"), sheets.worker(3, KELURAHAN="Belianan"), sheets.worker(4)]


def uploaded(client: Client, content: bytes, name: str = "data.xlsx") -> ImportBatch:
    answer = client.post("/impor/", {"file": SimpleUploadedFile(name, content), "profile": "", "as_of": ""})
    assert answer.status_code == 302, answer.content.decode()[:1000]
    batch = ImportBatch.objects.get(pk=answer["Location"].split("/")[2])
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    return batch


def answer_for(batch: ImportBatch, **more: str) -> dict[str, str]:
    """What a person would post: every column at its strange heading."""
    places = {heading: str(place) for place, heading in enumerate(batch.asked["headings"])}
    return {"profil": "workers", **{f"kolom-{name}": places[text] for name, text in STRANGE.items()}, **more}


def counts(batch: ImportBatch) -> tuple[int, ...]:
    return batch.rows, batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    return client_of(importer)


def test_a_mapped_sheet_counts_like_the_same_sheet_with_our_headings(office: Client) -> None:
    plain = sheets.bring(sheets.workbook(rows()), to_register=False)
    batch = uploaded(office, strange(rows()))
    assert (batch.state, batch.asked["profile"], batch.rows) == ("WAITING", "workers", 0)
    waiting = office.get(f"/impor/{batch.pk}/")
    assert waiting.status_code == 302 and waiting["Location"] == f"/impor/{batch.pk}/kolom/"
    page = office.get(waiting["Location"]).content.decode()
    assert "Kolom mana berisi apa?" in page and "Mulai Peserta" in page and "pasti" in page and "belum" in page
    done = office.post(waiting["Location"], answer_for(batch))
    assert done.status_code == 302
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert batch.state == "STAGED" and counts(batch) == counts(plain)
    assert sheets.codes(batch) == [(row + 2, column, code) for row, column, code in sheets.codes(plain)]
    assert AuditEvent.objects.filter(verb="enrollment.map_columns", data__profile="workers").exists()
    assert not ImportMapping.objects.exists()


def test_a_remembered_mapping_takes_the_next_sheet_straight_to_its_preview(office: Client, importer: User) -> None:
    first = uploaded(office, strange(rows()))
    office.post(f"/impor/{first.pk}/kolom/", answer_for(first, remember="on", source="Cabang Nagoya"))
    sheets.run(STAGE, first)
    saved = ImportMapping.objects.get()
    assert (saved.profile, saved.source, saved.saved_by, saved.used_at) == ("workers", "Cabang Nagoya", importer, None)
    second = uploaded(office, strange([sheets.worker(7), sheets.worker(8)]))
    assert (second.state, second.rows, second.new) == ("STAGED", 2, 2)
    saved.refresh_from_db()
    assert saved.used_at is not None
    page = office.get(f"/impor/{second.pk}/").content.decode()
    assert "Dikenali dari cocokan yang disimpan" in page and str(importer) in page
    other = uploaded(office, strange([sheets.worker(9)], more="Catatan"))
    assert other.state == "WAITING"  # another heading line is another source


def test_a_forgotten_mapping_is_asked_for_again(office: Client, auditor: User, client_of: ClientOf) -> None:
    first = uploaded(office, strange(rows()))
    office.post(f"/impor/{first.pk}/kolom/", answer_for(first, remember="on", source="Cabang Nagoya"))
    listed = office.get("/impor/diingat/")
    assert "Cabang Nagoya" in listed.content.decode()
    saved = ImportMapping.objects.get()
    assert client_of(auditor).post(f"/impor/diingat/cocokan/{saved.pk}/lupakan/").status_code == 403
    assert office.post(f"/impor/diingat/cocokan/{saved.pk}/lupakan/").status_code == 302
    assert AuditEvent.objects.filter(verb="enrollment.forget_mapping").count() == 1
    assert uploaded(office, strange([sheets.worker(5)])).state == "WAITING"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kolom-NIK": ""}, "Pilih kolom untuk NIK."),
        ({"kolom-KPJ": "3"}, "Kolom ini sudah dipakai untuk KPJ."),
        ({"kolom-KPJ": "99"}, "99"),
    ],
)
def test_what_is_chosen_wrongly_comes_back_with_its_reason(office: Client, change: Any, sentence: str) -> None:
    batch = uploaded(office, strange(rows()))
    answer = office.post(f"/impor/{batch.pk}/kolom/", answer_for(batch) | change)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == "WAITING"


def test_examples_are_sealed_and_stand_masked(office: Client) -> None:
    batch = uploaded(office, strange(rows()))
    nik, card = sheets.nik(1), sheets.kpj(1)
    assert nik not in str(batch.asked) and nik.encode() not in bytes(batch.samples)
    assert any(nik in column for column in samples_of(batch))
    page = office.get(f"/impor/{batch.pk}/kolom/").content.decode()
    assert nik not in page and card not in page and "2171 •••• ••••" in page


def test_another_profile_can_be_chosen_without_javascript(office: Client) -> None:
    batch = uploaded(office, strange(rows()))
    page = office.get(f"/impor/{batch.pk}/kolom/?profil=bpu").content.decode()
    assert "TGL_BERAKHIR" in page and "SEGMEN" not in page


@pytest.mark.parametrize("name", ["data.csv", "data.xlsx"])
def test_data_without_headings_is_refused_and_none_of_it_is_kept(office: Client, name: str) -> None:
    people = [{"a": "SITI AMINAH", "b": "PT Contoh", "c": sheets.nik(1)}, {"a": "BUDI", "b": "PT X", "c": "1"}]
    content = sheets.as_csv(people) if name.endswith(".csv") else sheets.workbook(people)
    batch = uploaded(office, content, name)
    assert (batch.state, batch.refusal_code, batch.asked) == ("REFUSED", "HEADER_NOT_FOUND", {})


def test_a_csv_is_mapped_too(office: Client) -> None:
    content = sheets.as_csv({STRANGE[name]: value for name, value in row.items()} for row in rows())
    batch = uploaded(office, content, "data.csv")
    office.post(f"/impor/{batch.pk}/kolom/", answer_for(batch))
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.wrong) == ("STAGED", 4, 2)


def test_by_command_a_strange_sheet_stays_refused(office: Client) -> None:
    with pytest.raises(FileRefused) as refused:
        sheets.bring(strange(rows()))
    assert refused.value.code == "HEADER_NOT_FOUND" and refused.value.params["found"]


def test_a_foreign_waiting_batch_is_not_there(office: Client, bpjs: User, client_of: ClientOf) -> None:
    batch = uploaded(office, strange(rows()))
    for method in ("get", "post"):
        assert getattr(client_of(bpjs), method)(f"/impor/{batch.pk}/kolom/").status_code == 404


def test_guesses_say_how_sure_they_are() -> None:
    headings = ["No", "N I K", "Nama Lengkap Pekerja", "Kartu", "Kosong"]
    samples = [["1", "2"], ["2171014506850007"], ["SITI"], ["23000004827"], []]
    found = guesses(PROFILES["workers"], headings, samples)
    assert (found["NIK"].position, found["NIK"].confidence) == (1, Confidence.SURE)
    assert (found["NAMA_LENGKAP"].position, found["NAMA_LENGKAP"].confidence) == (2, Confidence.MAYBE)
    assert (found["KPJ"].position, found["KPJ"].confidence) == (3, Confidence.MAYBE)
    assert (found["UPAH"].position, found["UPAH"].confidence) == (None, Confidence.NONE)
    assert best_profile(list(sheets.BPU), []) == "bpu"


def test_a_fingerprint_is_of_headings_in_order_whatever_their_spelling() -> None:
    assert fingerprint(["N I K", "nama_lengkap"]) == fingerprint(["nik", "Nama Lengkap"])
    assert fingerprint(["NIK", "NAMA"]) != fingerprint(["NAMA", "NIK"])


def test_a_saved_mapping_adds_to_a_sheet_that_fits_already(office: Client) -> None:
    """Headings we know but one: it is told once, from the preview, and the next sheet headed alike has it."""

    def fitting(first: int) -> bytes:
        rows = [sheets.worker(serial) for serial in range(first, first + 3)]
        return sheets.workbook([{"Uang Lelah" if k == "UPAH" else k: v for k, v in row.items()} for row in rows])

    batch = uploaded(office, fitting(1))
    assert (batch.state, batch.new, batch.ignored_columns) == ("STAGED", 3, ["Uang Lelah"])
    page = f"/impor/{batch.pk}/kolom/"
    assert f'href="{page}"' in office.get(f"/impor/{batch.pk}/").content.decode()
    shown = office.get(page)
    chosen = {name: str(place) for name, place in batch.header["columns"].items()}
    assert shown.status_code == 200 and "Uang Lelah" in shown.content.decode()
    initial = {name: str(shown.context["form"][f"kolom-{name}"].value()) for name in chosen}
    assert initial == chosen
    chosen["UPAH"] = str(batch.asked["headings"].index("Uang Lelah"))
    answer = {f"kolom-{name}": place for name, place in chosen.items()}
    assert office.post(page, answer | {"profil": "workers", "remember": "on", "source": "Kantor"}).status_code == 302
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.ignored_columns) == ("STAGED", 3, [])
    later = uploaded(office, fitting(4))
    assert (later.state, later.new, later.ignored_columns) == ("STAGED", 3, [])
    assert "UPAH" in later.header["columns"] and later.reading["mapping"]["by"]
    assert "Dikenali dari cocokan" in office.get(f"/impor/{later.pk}/").content.decode()
