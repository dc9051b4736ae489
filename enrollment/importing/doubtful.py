"""Doubtful rows kept as they were cleaned, and laid into staging again when somebody has decided one.

Staging is emptied with the commit; what waits for a person lies sealed beside the copy of its cells.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from accounts import vault
from enrollment.importing.compare import Finding
from enrollment.importing.doubts import Answer, Identity, identities, impossible
from enrollment.importing.errors import Code, Severity
from enrollment.importing.targets import Target
from enrollment.models import Employer, Membership

__all__ = ["Kept", "hindrance", "keep_doubts", "lay_again", "opened"]

COLUMN = "importrowcopy.doubt"


@dataclass(frozen=True, slots=True)
class Kept:
    """A doubtful row: why, the row as staged (JSON values by column), and the keys of its doubt."""

    code: Code
    row: dict[str, Any]
    identity: Identity


def keep_doubts(cursor: CursorWrapper, batch_id: UUID, target: Target, findings: Iterable[Finding]) -> None:
    """Seal each doubtful row, still in staging, into the copy that `staging` has just written."""
    by_code: dict[Code, list[int]] = defaultdict(list)
    for finding in findings:
        if finding.code.severity is Severity.DOUBTFUL:
            by_code[finding.code].append(finding.row_number)
    for code, rows in by_code.items():
        known = identities(cursor, batch_id, target, code, rows)
        cursor.execute(
            f"SELECT row_number, to_jsonb(s)::text FROM {target.staged} s WHERE batch_id = %s AND row_number = ANY(%s)",
            [str(batch_id), rows],
        )
        texts = {row: _text(code, json.loads(staged), known[row]) for row, staged in cursor.fetchall()}
        cursor.execute(
            "UPDATE enrollment_importrowcopy c SET doubt = kept.doubt"
            " FROM unnest(%s::integer[], %s::bytea[]) AS kept (row_number, doubt)"
            " WHERE c.batch_id = %s AND c.row_number = kept.row_number",
            [list(texts), vault.seal_many(texts.values(), COLUMN), str(batch_id)],
        )


def opened(doubt: bytes | memoryview) -> Kept:
    """What `keep_doubts` sealed."""
    told = json.loads(vault.unseal(doubt, COLUMN))
    pair = told["pair"]
    identity = Identity(bytes.fromhex(told["own"]), bytes.fromhex(pair) if pair else None, tuple(told["rivals"]))
    return Kept(Code(told["code"]), told["row"], identity)


def hindrance(kept: Kept, answer: str) -> str:
    """Why the register as it stands now cannot follow that answer, as a word; empty where it can."""
    employer = kept.row.get("employer_id")
    if answer != Answer.KEEP and employer and not Employer.objects.filter(pk=employer).exists():
        return "EMPLOYER_GONE"
    if kept.code is not Code.KPJ_TAKEN:
        return impossible(answer, kept.code, kept.identity)
    held = list(Membership.objects.filter(kpj=kept.row["kpj"]).select_related("participant__merged_into"))
    others = [m for m in held if person_key(m) != kept.row["nik_index"]]
    occupied = any(m.employer_id == employer for m in others if employer)
    crowded = sum(m.employer_id is None for m in held) > 1
    return impossible(answer, kept.code, replace(kept.identity, occupied=occupied, crowded=crowded))


def person_key(membership: Membership) -> str:
    """The keyed number of the cover's person, as staging writes it."""
    person = membership.participant.merged_into or membership.participant
    return "\\x" + bytes(person.nik_index).hex()


def lay_again(cursor: CursorWrapper, target: Target, row: dict[str, Any]) -> None:
    """One kept row into staging, where nothing else of its batch lies any more."""
    columns = ", ".join(f'"{name}"' for name in row)
    cursor.execute(
        f"INSERT INTO {target.staged} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_record(NULL::{target.staged}, %s::jsonb)",
        [json.dumps(row)],
    )


def _text(code: Code, row: dict[str, Any], identity: Identity) -> str:
    pair = identity.pair.hex() if identity.pair else ""
    told = {"code": str(code), "row": row, "own": identity.own.hex(), "pair": pair, "rivals": identity.rivals}
    return json.dumps(told)
