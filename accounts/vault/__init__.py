"""Personal values and files at rest: sealed fields, keyed indexes, and the encrypted file store (security.md T08).

Only this package touches the keys. What lies in the database or on disk cannot be read with a dump alone.
"""

from accounts.vault.fields import Unreadable, index, index_many, seal, seal_many, unseal, unseal_many
from accounts.vault.store import TooLarge, file_to_path, open_file, purge, read_file, remove_leftovers, store_file

__all__ = [
    "TooLarge",
    "Unreadable",
    "file_to_path",
    "index",
    "index_many",
    "open_file",
    "purge",
    "read_file",
    "remove_leftovers",
    "seal",
    "seal_many",
    "store_file",
    "unseal",
    "unseal_many",
]
