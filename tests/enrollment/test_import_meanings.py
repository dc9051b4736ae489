"""Words nobody knows are explained once, and every later sheet takes them for what they mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from enrollment.importing.unknown import UnknownWord, unknown_words
from enrollment.models import ImportBatch, Membership, ValueMeaning
from enrollment.rules.likeness import likeness
from enrollment.services import Meaning, say_meanings, withdraw_meaning
from enrollment.services.kinds import STAGE
from tests.enrollment import sheets
from tests.enrollment.test_import_mapping import uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ClientOf = Callable[[User], Client]


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    return client_of(importer)


def worded() -> list[sheets.Row]:
    """Rows with words nobody knows: a kelurahan twice, a segment, a program mark, a branch."""
    return [
        sheets.worker(1, KELURAHAN="Balloi Indh"),
        sheets.worker(2, KELURAHAN="balloi  indh"),
        sheets.worker(3, SEGMEN="Pekerja Penerima"),
        sheets.worker(4, JHT="IKUT"),
        sheets.worker(5, KODE_CABANG="Cab. Pusat"),
        sheets.worker(6),
    ]


def by_text(batch: ImportBatch) -> dict[str, UnknownWord]:
    return {word.text: word for word in unknown_words(batch)}


def test_words_are_listed_with_their_rows_and_what_they_look_like(office: Client) -> None:
    batch = uploaded(office, sheets.workbook(worded()))
    words = by_text(batch)
    assert set(words) == {"Balloi Indh", "Pekerja Penerima", "IKUT", "Cab. Pusat"}
    village = words["Balloi Indh"]
    assert (village.kind, village.within, village.district) == ("VILLAGE", "21.71.06", "Lubuk Baja")
    assert village.likely[0] == ("Baloi Indah", "Baloi Indah (Lubuk Baja)")
    assert all("Lubuk Baja" in shown for _, shown in village.choices)  # narrowed by the kecamatan the row names
    page = office.get(f"/impor/{batch.pk}/arti/").content.decode()
    assert "Maksud Anda Baloi Indah (Lubuk Baja)?" in page and "Pekerja Penerima" in page
    assert f"/impor/{batch.pk}/arti/" in office.get(f"/impor/{batch.pk}/").content.decode()


def test_explained_words_are_taken_and_remembered(office: Client, importer: User) -> None:
    batch = uploaded(office, sheets.workbook(worded()))
    assert (batch.new, batch.wrong) == (2, 4)
    words = by_text(batch)
    chosen = {
        words["Balloi Indh"].field: "Baloi Indah",
        words["Pekerja Penerima"].field: "PU",
        words["IKUT"].field: "Y",
        words["Cab. Pusat"].field: words["Cab. Pusat"].choices[0][0],
    }
    assert office.post(f"/impor/{batch.pk}/arti/", chosen).status_code == 302
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.wrong) == ("STAGED", 6, 0)
    assert (
        batch.warnings["meant"] == 5
        and "5 baris memakai arti kata" in office.get(f"/impor/{batch.pk}/").content.decode()
    )
    assert ValueMeaning.objects.filter(said_by=importer, withdrawn_at__isnull=True).count() == 4
    assert AuditEvent.objects.get(verb="enrollment.say_meanings").data["words"] == 4
    later = sheets.bring(sheets.workbook([sheets.worker(11, KELURAHAN="BALLOI INDH")]))  # by command as well
    assert (later.new, later.wrong, later.warnings["meant"]) == (1, 0, 1)
    assert Membership.objects.get(kpj=sheets.kpj(11)).village.name == "Baloi Indah"


def test_a_word_of_one_kecamatan_says_nothing_of_another(office: Client, importer: User) -> None:
    batch = uploaded(office, sheets.workbook(worded()))
    meaning = Meaning("VILLAGE", "Balloi Indh", "Baloi Indah", within="21.71.06")
    say_meanings(batch=batch, meanings=[meaning], by=importer)
    elsewhere = sheets.bring(
        sheets.workbook([sheets.worker(12, KELURAHAN="Balloi Indh", KECAMATAN="Batam Kota")]), to_register=False
    )
    assert sheets.codes(elsewhere) == [(2, "KELURAHAN", "VILLAGE_UNKNOWN")]


def test_a_withdrawn_meaning_is_unknown_again_and_what_was_imported_stays(office: Client, importer: User) -> None:
    batch = uploaded(office, sheets.workbook(worded()))
    say_meanings(batch=batch, meanings=[Meaning("SEGMENT", "Pekerja Penerima", "PU")], by=importer)
    took = sheets.bring(sheets.workbook([sheets.worker(13, SEGMEN="Pekerja Penerima")]))
    assert took.new == 1
    said = ValueMeaning.objects.get()
    assert "PEKERJAPENERIMA" in office.get("/impor/diingat/").content.decode()
    assert office.post(f"/impor/diingat/arti/{said.pk}/tarik/").status_code == 302
    said.refresh_from_db()
    assert said.withdrawn_by == importer and Membership.objects.filter(kpj=sheets.kpj(13)).exists()
    again = sheets.bring(sheets.workbook([sheets.worker(14, SEGMEN="Pekerja Penerima")]), to_register=False)
    assert sheets.codes(again) == [(2, "SEGMEN", "SEGMENT_UNKNOWN")]
    assert office.post(f"/impor/diingat/arti/{said.pk}/tarik/").status_code == 404
    withdraw_meaning(meaning=said, by=importer)
    assert AuditEvent.objects.filter(verb="enrollment.withdraw_meaning").count() == 1


def test_a_word_said_anew_replaces_what_was_said(office: Client, importer: User) -> None:
    batch = uploaded(office, sheets.workbook(worded()))
    for meaning in ("JAKON", "PU", "PU"):
        say_meanings(batch=batch, meanings=[Meaning("SEGMENT", "Pekerja Penerima", meaning)], by=importer)
        sheets.run(STAGE, batch)
        batch.refresh_from_db()
    assert list(ValueMeaning.objects.order_by("pk").values_list("meaning", "withdrawn_by__username")) == [
        ("JAKON", importer.username),
        ("PU", None),
    ]


def test_only_what_is_offered_can_be_meant(office: Client) -> None:
    batch = uploaded(office, sheets.workbook(worded()))
    word = by_text(batch)["Pekerja Penerima"]
    answer = office.post(f"/impor/{batch.pk}/arti/", {word.field: "BPU'; DROP TABLE"})
    assert answer.status_code == 422 and "Belum ada arti yang dipilih" in answer.content.decode()
    assert not ValueMeaning.objects.exists()


def test_bad_rows_keep_the_words_of_the_sheet(office: Client, importer: User) -> None:
    batch = uploaded(office, sheets.workbook([sheets.worker(1, KELURAHAN="Balloi Indh", NIK="123")]))
    meaning = Meaning("VILLAGE", "Balloi Indh", "Baloi Indah", within="21.71.06")
    say_meanings(batch=batch, meanings=[meaning], by=importer)
    sheets.run(STAGE, batch)
    assert "Balloi Indh" in office.get(f"/impor/{batch.pk}/").content.decode()


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("BALOIINDAH", "BALLOIINDAH", True), ("BATUAJI", "SEIBEDUK", False)]
)
def test_likeness_only_asks(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= 0.3) is alike and likeness(one, one) == 1 and likeness("", one) == 0
