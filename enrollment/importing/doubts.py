"""What a doubtful row stands against, by which a person's answer is known again in a later sheet.

A doubt's keys are keyed hashes: `own` of this row's view of it (the sheet is right, or the register is), `pair` of
the same doubt whichever of its sides a sheet brings (they are two different people). Names and numbers stay out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from accounts import vault
from enrollment.importing.errors import Code
from enrollment.importing.targets import Target
from enrollment.models import DoubtDecision

__all__ = ["Answer", "Identity", "identities", "impossible", "remembered"]

Answer = DoubtDecision.Answer
# Ciphertext differs at each sealing and marks of the comparison are not the sheet's: neither tells rows apart.
_UNTOLD = ("batch_id", "row_number", "bad", "follows", "nik", "owner_nik", "phone")


@dataclass(frozen=True, slots=True)
class Identity:
    """One doubt. `rivals`: rows of the same file it stands against.

    Of a card's number: whether the register `holds` it for somebody else, whether that is at this very employer
    (`occupied`), and whether so many own covers carry it that they cannot all be one person's (`crowded`).
    """

    own: bytes
    pair: bytes | None = None
    rivals: tuple[int, ...] = ()
    holds: bool = False
    occupied: bool = True
    crowded: bool = False


def identities(
    cursor: CursorWrapper, batch_id: UUID, target: Target, code: Code, rows: Collection[int]
) -> dict[int, Identity]:
    """The identity of each of these staged rows, all doubtful for the same reason."""
    params = {"batch": str(batch_id), "rows": sorted(rows)}
    return _FINDERS[code](cursor, target, params) if rows else {}


def remembered(doubts: Mapping[int, Identity], code: Code) -> dict[int, str]:
    """The answers given before, of those that can still be followed: row → answer."""
    keys = {key for one in doubts.values() for key in (one.own, one.pair) if key}
    if not keys:
        return {}
    decided = DoubtDecision.objects.filter(key__in=keys, code=code, taken_back_at=None)
    by_key = {bytes(key): answer for key, answer in decided.values_list("key", "answer")}
    found = {row: by_key.get(one.own) or by_key.get(one.pair or b"") for row, one in doubts.items()}
    return {row: answer for row, answer in found.items() if answer and not impossible(answer, code, doubts[row])}


def impossible(answer: str, code: Code, doubt: Identity) -> str:
    """Why the register cannot hold that answer, as a word; empty where it can."""
    if answer == Answer.APART:
        if code is Code.KPJ_TAKEN:
            return "OCCUPIED" if doubt.occupied else ""
        return "ONE_NIK" if code is Code.NAME_CONFLICT else "ONE_KEY"
    return "CROWDED" if answer == Answer.TAKE and doubt.crowded else ""


def _key(*parts: object) -> bytes:
    return vault.index(hashlib.sha256(repr(parts).encode()).hexdigest())


def _of_repeated_keys(cursor: CursorWrapper, target: Target, params: dict[str, Any]) -> dict[int, Identity]:
    key = ", ".join(target.key)
    cursor.execute(
        f"""
        WITH mine AS (
            SELECT DISTINCT ROW({key})::text AS key FROM {target.staged}
            WHERE batch_id = %(batch)s AND row_number = ANY(%(rows)s)
        )
        SELECT ROW({key})::text, row_number, md5(ROW({", ".join(_told(cursor, target))})::text)
        FROM {target.staged} s WHERE batch_id = %(batch)s AND ROW({key})::text IN (SELECT key FROM mine)
        ORDER BY row_number
        """,
        params,
    )
    groups: dict[str, list[tuple[int, str]]] = {}
    for group, row, content in cursor.fetchall():
        groups.setdefault(group, []).append((row, content))
    return {row: identity for group in groups.values() for row, identity in _rivals(target, group)}


def _rivals(target: Target, group: list[tuple[int, str]]) -> Iterable[tuple[int, Identity]]:
    contents = sorted(content for _, content in group)
    seen: list[str] = []
    for row, content in group:
        own = _key(Code.DUP_CONFLICT, target.table, contents, content, seen.count(content))
        seen.append(content)
        yield row, Identity(own, rivals=tuple(other for other, _ in group if other != row))


def _told(cursor: CursorWrapper, target: Target) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attname <> ALL(%s) ORDER BY attname",
        [target.staged, list(_UNTOLD)],
    )
    return [name for (name,) in cursor.fetchall()]


def _of_numbers(cursor: CursorWrapper, target: Target, params: dict[str, Any]) -> dict[int, Identity]:
    cursor.execute(
        """
        WITH mine AS (
            SELECT row_number, kpj, nik_index, employer_id FROM enrollment_staged_membership
            WHERE batch_id = %(batch)s AND row_number = ANY(%(rows)s)
        ), holders AS (
            SELECT m.kpj, coalesce(k.nik_index, p.nik_index) AS nik_index, m.employer_id, NULL::integer AS row_number
            FROM enrollment_membership m JOIN enrollment_participant p ON p.id = m.participant_id
            LEFT JOIN enrollment_participant k ON k.id = p.merged_into_id
            WHERE m.kpj IN (SELECT kpj FROM mine)
            UNION ALL
            SELECT kpj, nik_index, employer_id, row_number FROM enrollment_staged_membership
            WHERE batch_id = %(batch)s AND kpj IN (SELECT kpj FROM mine)
        )
        SELECT mine.row_number, mine.kpj, encode(mine.nik_index, 'hex'),
               array_agg(DISTINCT encode(h.nik_index, 'hex')) FILTER (WHERE h.nik_index <> mine.nik_index),
               array_agg(DISTINCT h.row_number)
                   FILTER (WHERE h.nik_index <> mine.nik_index AND h.row_number IS NOT NULL),
               coalesce(bool_or(h.row_number IS NULL AND h.nik_index <> mine.nik_index), false),
               coalesce(bool_or(h.row_number IS NULL AND h.nik_index <> mine.nik_index
                                AND h.employer_id = mine.employer_id), false),
               count(*) FILTER (WHERE h.row_number IS NULL AND h.employer_id IS NULL) > 1
        FROM mine JOIN holders h USING (kpj) GROUP BY 1, 2, 3
        """,
        params,
    )
    return {
        row: Identity(
            own=_key(Code.KPJ_TAKEN, kpj, nik, sorted(others or [])),
            pair=_key(Code.KPJ_TAKEN, kpj, sorted([nik, *(others or [])])),
            rivals=tuple(rivals or ()),
            holds=holds,
            occupied=occupied,
            crowded=crowded,
        )
        for row, kpj, nik, others, rivals, holds, occupied, crowded in cursor.fetchall()
    }


def _of_names(cursor: CursorWrapper, target: Target, params: dict[str, Any]) -> dict[int, Identity]:
    cursor.execute(
        """
        WITH mine AS (
            SELECT row_number, nik_index, name FROM enrollment_staged_membership
            WHERE batch_id = %(batch)s AND row_number = ANY(%(rows)s)
        ), firsts AS (
            SELECT DISTINCT ON (nik_index) nik_index, name FROM enrollment_staged_membership
            WHERE batch_id = %(batch)s AND NOT bad AND nik_index IN (SELECT nik_index FROM mine)
            ORDER BY nik_index, row_number
        )
        SELECT mine.row_number, encode(mine.nik_index, 'hex'), upper(mine.name), upper(coalesce(p.name, firsts.name))
        FROM mine LEFT JOIN enrollment_participant p USING (nik_index) LEFT JOIN firsts USING (nik_index)
        """,
        params,
    )
    return {row: Identity(_key(Code.NAME_CONFLICT, nik, ours, theirs)) for row, nik, ours, theirs in cursor.fetchall()}


_FINDERS = {
    Code.DUP_CONFLICT: _of_repeated_keys,
    Code.KPJ_TAKEN: _of_numbers,
    Code.NAME_CONFLICT: _of_names,
}
