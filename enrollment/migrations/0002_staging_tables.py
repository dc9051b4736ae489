"""The unlogged tables an import is staged in."""

from django.db import migrations

# Rows on their way into the register: unlogged (a crash empties them and the batch is read again from its stored
# file), without keys or indexes (each is scanned whole, once), purged when the batch is committed or cancelled.
# NIK and phone cells are sealed; the NIK's keyed index is all that is compared.
STAGING = """
CREATE UNLOGGED TABLE enrollment_staged_workforce (
    batch_id uuid NOT NULL, row_number integer NOT NULL,
    area_code text NOT NULL, year integer NOT NULL, people integer NOT NULL, kind text NOT NULL, source text NOT NULL,
    bad boolean NOT NULL DEFAULT false, follows boolean NOT NULL DEFAULT false
);
CREATE UNLOGGED TABLE enrollment_staged_business (
    batch_id uuid NOT NULL, row_number integer NOT NULL,
    nib text, npwp text, npp text, name text NOT NULL, name_key text NOT NULL, owner_name text NOT NULL,
    owner_nik bytea, owner_nik_index bytea, address text NOT NULL, village_id text NOT NULL, kbli_code text NOT NULL,
    scale text NOT NULL, declared_workers integer, phone bytea, project text NOT NULL,
    bad boolean NOT NULL DEFAULT false, follows boolean NOT NULL DEFAULT false
);
CREATE UNLOGGED TABLE enrollment_staged_employer (
    batch_id uuid NOT NULL, row_number integer NOT NULL,
    npp text NOT NULL, division_code text NOT NULL, name text NOT NULL, name_key text NOT NULL, npwp text,
    scale text NOT NULL, branch_id bigint, village_id text, reported_workers integer, period date, paid_through date,
    closed_on date, posted_amount numeric(16, 2), reported_through date,
    bad boolean NOT NULL DEFAULT false, follows boolean NOT NULL DEFAULT false
);
CREATE UNLOGGED TABLE enrollment_staged_membership (
    batch_id uuid NOT NULL, row_number integer NOT NULL,
    nik bytea, nik_index bytea NOT NULL, name text NOT NULL, birth_date date, sex text NOT NULL,
    employer_id bigint, kpj text NOT NULL, segment text NOT NULL,
    jkk boolean NOT NULL, jkm boolean NOT NULL, jht boolean NOT NULL, jp boolean NOT NULL, jkp boolean NOT NULL,
    started_on date NOT NULL, ended_on date, protected_until date, wage numeric(14, 2),
    village_id text, branch_id bigint, occupation text NOT NULL, group_name text NOT NULL,
    bad boolean NOT NULL DEFAULT false, follows boolean NOT NULL DEFAULT false
);
CREATE UNLOGGED TABLE enrollment_staged_verdict (
    batch_id uuid NOT NULL, row_number integer NOT NULL, verdict text NOT NULL,
    target_id bigint, other_id bigint, changes_target boolean NOT NULL, changes_other boolean NOT NULL,
    PRIMARY KEY (batch_id, row_number)
);
"""
STAGED = ("workforce", "business", "employer", "membership", "verdict")
UNSTAGING = "".join(f"DROP TABLE enrollment_staged_{name};" for name in STAGED)


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial")]

    operations = [migrations.RunSQL(STAGING, UNSTAGING)]
