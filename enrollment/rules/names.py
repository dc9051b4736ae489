"""Names made comparable: of businesses (legal form aside) and of people (titles aside). Never a key by themselves."""

import re
import unicodedata

__all__ = ["legal_form", "name_key", "person_key", "person_names_agree"]

_FORM_WORDS = "PT CV UD PD FA NV PERSEROAN PERUM PERUMDA PERSERO TBK KOPERASI KOP KSP KSU YAYASAN YYS FIRMA BUMDES BUT"
_LEGAL_FORMS = frozenset(_FORM_WORDS.split())
_FORM_NAMES = {"KOP": "KOPERASI", "YYS": "YAYASAN", "FIRMA": "FA"}
_FORM_PHRASES = {
    "PERSEROAN TERBATAS": "PT",
    "USAHA DAGANG": "UD",
    "PERSEKUTUAN KOMANDITER": "CV",
    "COMMANDITAIRE VENNOOTSCHAP": "CV",
    "P T": "PT",
    "C V": "CV",
    "U D": "UD",
}
_FORM_PHRASE = re.compile(rf"\b(?:{'|'.join(_FORM_PHRASES)})\b")
# "PT.BERKAH": the form must become a word of its own before dots are dropped.
_GLUED_FORM = re.compile(r"(?i)\b(pt|cv|ud|fa|pd|kop)\.(?=\w{2,})")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_JOINING = {ord(mark): None for mark in ".'’`´"}
_WORD = re.compile(r"[^\W_]+")
_TITLE_WORDS = (
    "H HJ HAJI HAJJAH DR DRS DRA DRG IR PROF ST SE SH SKM SKED SPD SAG SSI SSOS SKOM SIP SPI SP MM MH MT MPD MSI MKES "
    "MKOM MSC MBA BA BSC AMD AMDKEB USTADZ USTADZAH KH RM RR TN NY SDR"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_PATRONYMS = frozenset({"BIN", "BINTI", "BT", "BTE"})
_MUHAMMAD_WORDS = "M MUH MUHD MHD MUHAMAD MUHAMMAD MOCH MOCHAMAD MOCHAMMAD MOH MOHD MOHAMAD MOHAMMAD MUCHAMAD MUCHAMMAD"
_MUHAMMAD = frozenset(_MUHAMMAD_WORDS.split())


def _words(text: str) -> list[str]:
    """Upper-case words without accents; dots and apostrophes join, everything else separates."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(text.upper().translate(_JOINING))


def _business_words(text: str) -> list[str]:
    if "." in text:
        text = _GLUED_FORM.sub(r"\1 ", text)
    joined = " ".join(_words(text))
    return _FORM_PHRASE.sub(lambda found: _FORM_PHRASES[found.group()], joined).split()


def legal_form(text: str) -> str | None:
    """Legal form a business name carries at its head or tail ("Berkah Jaya, PT" → "PT"), else None."""
    words = _business_words(text)
    for word in (*words[:1], *words[-1:]):
        if word in _LEGAL_FORMS and len(words) > 1:
            return _FORM_NAMES.get(word, word)
    return None


def name_key(text: str) -> str:
    """A business name to compare by: upper case, words separated by one space, legal form dropped at head and tail.

    A name that is nothing but a form keeps it.
    """
    words = _business_words(text)
    while len(words) > 1 and words[0] in _LEGAL_FORMS:
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words = words[:-1]
    return " ".join(words)


def person_key(text: str) -> str:
    """A person's name to compare by: upper case, no titles, no bin/binti, one spelling of Muhammad at the head."""
    words = _words(text.split(",", maxsplit=1)[0])
    kept = [word for word in words if word not in _TITLES and word not in _PATRONYMS] or words
    if len(kept) > 1 and kept[0] in _MUHAMMAD:
        kept = ["MUHAMMAD", *kept[1:]]
    return " ".join(kept)


def person_names_agree(first: str, second: str) -> bool:
    """Whether two spellings can be one person: the same words, or one name's words all within the other's.

    An initial stands for a word that begins with it. Used to notice a NIK with a quite different name, never to join.
    """
    shorter, longer = sorted((person_key(first).split(), person_key(second).split()), key=len)
    if not shorter:
        return False
    if "".join(shorter) == "".join(longer):
        return True
    left = list(longer)
    for word in shorter:
        match = next((other for other in left if _same_word(word, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _same_word(first: str, second: str) -> bool:
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return first == second
