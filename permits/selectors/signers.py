"""Who signs an office's letters on a day: the person acting for its supervisor, else the signer on file."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from accounts.delegation import acting_for
from districts.models import Agency

__all__ = ["Signer", "signer_of"]


class Signer(NamedTuple):
    """What stands under a letter; empty parts are dotted by the letter, never invented."""

    name: str
    title: str
    nip: str


def signer_of(agency: Agency, on: date) -> Signer:
    """The signer of letters dated `on`. Of an acting person the NIP is not on file."""
    acting = acting_for(agency.pk, on)
    if acting is not None:
        return Signer(str(acting.user), acting.acting_title, "")
    return Signer(agency.signer_name, agency.signer_title or agency.head_title, agency.signer_nip)
