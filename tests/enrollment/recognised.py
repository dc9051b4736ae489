"""What the box reads each text as: one table for the rule of the server and for the script of the page."""

from enrollment.rules.recognition import IdentifierKind, Recognised

K = IdentifierKind

_GOOD = [
    ("9120 0041 27835", K.NIB, "9120004127835"),
    ("0220004127835", K.NIB, "0220004127835"),
    ("9120004127835,", K.NIB, "9120004127835"),
    ("2171 0601 0190 0001", K.NIK_OR_NPWP, "2171060101900001"),
    ("21.71.06.010190.0001", K.NIK_OR_NPWP, "2171060101900001"),
    ("'2171060101900001", K.NIK_OR_NPWP, "2171060101900001"),
    ("0012345678215000", K.NPWP, "0012345678215000"),
    ("01.234.567.8-215.000", K.NPWP, "0012345678215000"),
    ("0012345678215000000001", K.NPWP, "0012345678215000"),
    ("12345678901", K.KPJ, "12345678901"),
    ("15001234", K.NPP, "15001234"),
    ("AB123456", K.NPP, "AB123456"),
    ("ab 123456", K.NPP, "AB123456"),
    ("K1234567", K.NPP, "K1234567"),  # eight characters: an NPP first, a passport where no NPP is known
    ("E12345678", K.PASSPORT, "E12345678"),
    ("EB 1234567", K.PASSPORT, "EB1234567"),
    ("e1234567k", K.PASSPORT, "E1234567K"),
    ("Paspor K1234567", K.PASSPORT, "K1234567"),
    ("no. paspor: K 123-4567", K.PASSPORT, "K1234567"),
    ("passport 512345678", K.PASSPORT, "512345678"),
    ("LBJ-4F7K-29XQ", K.CODE, "LBJ-4F7K-29XQ"),
    ("lbj 4f7k 29xq", K.CODE, "LBJ-4F7K-29XQ"),
    ("LBJ4F7K29XQ", K.CODE, "LBJ-4F7K-29XQ"),
    ("https://contoh.go.id/verifikasi/LBJ-4F7K-29XQ/", K.CODE, "LBJ-4F7K-29XQ"),
    ("https://contoh.go.id/verifikasi/LBJ-4F7K-29XQ?s=wa", K.CODE, "LBJ-4F7K-29XQ"),
    ("PTN/LBJ/2026/11/0147", K.FILE_NUMBER, "PTN/LBJ/2026/11/0147"),
    ("ptn / lbj / 2026 / 11 / 0147", K.FILE_NUMBER, "PTN/LBJ/2026/11/0147"),
    ("560/118/LBJ/XI/2026", K.LETTER, "560/118/LBJ/XI/2026"),
    ("560 / 118 / lbj / xi / 2026", K.LETTER, "560/118/LBJ/XI/2026"),
    ("B/7/BSK/IV/2026", K.LETTER, "B/7/BSK/IV/2026"),
    ("berkah jaya", K.NAME, "berkah jaya"),
    ("  PT.  Berkah   Jaya ", K.NAME, "PT. Berkah Jaya"),
    (": Toko Berkah Jaya;", K.NAME, "Toko Berkah Jaya"),
    ("Toko 1234", K.NAME, "Toko 1234"),
    ("Toko12345", K.NAME, "Toko12345"),
    ("Warungku", K.NAME, "Warungku"),  # eight letters are a name
    ("Bakmandtbkj", K.NAME, "Bakmandtbkj"),  # eleven letters of the code's alphabet too
    ("Pak Bama Jaya", K.NAME, "Pak Bama Jaya"),  # in the code's own groups as well
    ("Paspor Jaya Abadi", K.NAME, "Paspor Jaya Abadi"),
    ("CV 99 Motor", K.NAME, "CV 99 Motor"),
    ("Blok A/2/III Jaya", K.NAME, "Blok A/2/III Jaya"),
    ("O'NEIL", K.NAME, "O'NEIL"),
    ("Kafé Ñandú", K.NAME, "Kafé Ñandú"),
]
_BAD = [
    ("12345", K.UNKNOWN, "12345", "NUMBER_UNKNOWN", {"typed": 5}),
    ("12345678901234", K.UNKNOWN, "12345678901234", "NUMBER_UNKNOWN", {"typed": 14}),
    ("2171 0601 0190", K.NIK, "217106010190", "NIK_LENGTH", {"typed": 12}),
    ("21710601019000012", K.NIK, "21710601019000012", "NIK_LENGTH", {"typed": 17}),
    ("9" * 40, K.UNKNOWN, "9" * 40, "NUMBER_UNKNOWN", {"typed": 40}),
    ("2171060101900001.0", K.UNKNOWN, "2171060101900001.0", "NUMBER_UNKNOWN", {"typed": 18}),
    (
        "２１７１０６０１０１９００００１",
        K.UNKNOWN,
        "２１７１０６０１０１９００００１",
        "NUMBER_UNKNOWN",
        {"typed": 16},
    ),
    ("paspor A12", K.PASSPORT, "A12", "PASSPORT_FORMAT", {}),
    ("paspor A1234567890", K.PASSPORT, "A1234567890", "PASSPORT_FORMAT", {}),
    ("ab", K.NAME, "ab", "NAME_SHORT", {"minimum": 3}),
    ("CV 12345", K.NAME, "CV 12345", "NAME_SHORT", {"minimum": 3}),
    ("CV 99", K.NAME, "CV 99", "NAME_SHORT", {"minimum": 3}),
    ("-", K.NAME, "-", "NAME_SHORT", {"minimum": 3}),
    # What only the server says, once the number has its length.
    ("2171063201900001", K.NIK, "2171063201900001", "NIK_DATE", {}),
    ("1234567890123456", K.NIK, "1234567890123456", "NIK_FORMAT", {}),
    ("2171060101900000", K.NIK, "2171060101900000", "NIK_FORMAT", {}),
    ("0000000000000", K.NIB, "0000000000000", "NIB_FORMAT", {}),
    ("0000000000000000", K.NPWP, "0000000000000000", "NPWP_FORMAT", {}),
    ("", K.UNKNOWN, "", "EMPTY", {}),
    (" \u00a0\n", K.UNKNOWN, "", "EMPTY", {}),
]
TABLE: list[tuple[str, Recognised]] = [
    *((text, Recognised(kind, value)) for text, kind, value in _GOOD),
    *((text, Recognised(kind, value, problem, params)) for text, kind, value, problem, params in _BAD),
]
