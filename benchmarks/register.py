"""The floor: the register's workers as plain rows, written out once and copied in again."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import psycopg2

from accounts.models import StoredFile, User
from enrollment.models import ImportBatch, Membership, Participant

# The floor's rows point at this batch, as the product's rows point at theirs.
BATCH = uuid.UUID("00000000-0000-4000-8000-00000000be4c")
TABLES = (Participant, Membership)


def add_floor_batch(by: User) -> None:
    """The row that BATCH names; the file behind it never existed."""
    file = StoredFile.objects.create(kind=StoredFile.Kind.UPLOAD, name="floor.xlsx", size=0, sha256="", created_by=by)
    ImportBatch.objects.create(id=BATCH, profile="workers", file=file, uploaded_by=by, as_of=date(2026, 9, 30))


def dump(url: str, folder: Path) -> None:
    """Write the rows of TABLES as COPY text into `<table>.copy`, all pointing at BATCH."""
    connection = psycopg2.connect(url)
    try:
        for model in TABLES:
            columns = ", ".join(
                f"'{BATCH}'::uuid" if field.column == "batch_id" else field.column
                for field in model._meta.concrete_fields
            )
            with connection.cursor() as cursor, (folder / f"{model._meta.db_table}.copy").open("wb") as file:
                cursor.copy_expert(f"COPY (SELECT {columns} FROM {model._meta.db_table} ORDER BY id) TO STDOUT", file)
    finally:
        connection.close()


def load(url: str, folder: Path) -> None:
    """The floor: COPY of both dumps into the empty, indexed tables with all their constraints, in one transaction."""
    connection = psycopg2.connect(url)
    try:
        for model in TABLES:
            columns = ", ".join(field.column for field in model._meta.concrete_fields)
            with connection.cursor() as cursor, (folder / f"{model._meta.db_table}.copy").open("rb") as file:
                cursor.copy_expert(f"COPY {model._meta.db_table} ({columns}) FROM STDIN", file)
        connection.commit()
    finally:
        connection.close()
