"""Names made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.names import legal_form, name_key, person_key, person_names_agree


@pytest.mark.parametrize(
    ("text", "key", "form"),
    [
        ("PT Berkah Jaya", "BERKAH JAYA", "PT"),
        ("PT. BERKAH JAYA", "BERKAH JAYA", "PT"),
        ("PT.Berkah Jaya", "BERKAH JAYA", "PT"),
        ("P.T. Berkah Jaya", "BERKAH JAYA", "PT"),
        ("P T Berkah Jaya", "BERKAH JAYA", "PT"),
        ("Berkah Jaya, PT", "BERKAH JAYA", "PT"),
        ("Berkah Jaya (PT)", "BERKAH JAYA", "PT"),
        ("PT Berkah Jaya Tbk", "BERKAH JAYA", "PT"),
        ("Perseroan Terbatas Berkah Jaya", "BERKAH JAYA", "PT"),
        ("CV. Karya-Mandiri", "KARYA MANDIRI", "CV"),
        ("UD Sumber Rezeki", "SUMBER REZEKI", "UD"),
        ("Usaha Dagang Sumber Rezeki", "SUMBER REZEKI", "UD"),
        ("Kop. Nelayan", "NELAYAN", "KOPERASI"),
        ("Koperasi Nelayan", "NELAYAN", "KOPERASI"),
        ("Bakso Pak Min", "BAKSO PAK MIN", None),
        ("D'Café 88", "DCAFE 88", None),
        ("PT", "PT", None),
        ("", "", None),
    ],
)
def test_business_names(text: str, key: str, form: str | None) -> None:
    assert (name_key(text), legal_form(text)) == (key, form)


@given(st.text(max_size=60))
def test_name_keys_are_stable(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("budi santoso", "BUDI SANTOSO"),
        ("Drs. H. Budi Santoso, M.M.", "BUDI SANTOSO"),
        ("M. Yusuf bin A.", "MUHAMMAD YUSUF A"),
        ("Siti binti Aminah", "SITI AMINAH"),
        ("O'Neil", "ONEIL"),
        ("Suparman", "SUPARMAN"),
        ("Muhammad", "MUHAMMAD"),
        ("Ir", "IR"),
    ],
)
def test_person_key(text: str, key: str) -> None:
    assert person_key(text) == key


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("Budi Santoso", "BUDI SANTOSO, SE", True),
        ("Budi Santoso", "Budi", True),
        ("Budi Santoso", "B. Santoso", True),
        ("Budi Santoso", "Santoso Budi", True),
        ("Muh. Yusuf", "Mohammad Yusuf", True),
        ("Nur Hayati", "Nurhayati", True),
        ("Budi Santoso", "Siti Aminah", False),
        ("Budi Santoso", "Budi Hartono", False),
        ("", "Budi", False),
        ("-", "-", False),
    ],
)
def test_person_names_agree(first: str, second: str, agree: bool) -> None:
    assert person_names_agree(first, second) is agree
    assert person_names_agree(second, first) is agree
