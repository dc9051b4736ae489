"""A whole, verified copy of one installation in one file, and its return.

The file is a tar: `database.dump` (pg_dump, custom format, one snapshot), `files/…` (as they lie on disk, encrypted),
and `manifest.json` with row counts and SHA-256. The keys are not in it: a copy and the keys must never meet in one
place, so keys are kept apart and the manifest only tells whether they are the right ones.
"""

from config.backup.archive import BackupRefused
from config.backup.restoring import restore
from config.backup.saving import save

__all__ = ["BackupRefused", "restore", "save"]
