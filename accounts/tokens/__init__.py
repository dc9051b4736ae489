"""Keys of other applications (feature I04, security.md T10): made, approved by a second person, used, rotated, revoked.

The secret is shown once; what is kept is its SHA-256.
"""

from accounts.tokens.calls import Busy, KeyReused, Replay, answered, begin, forget_old_calls, forgotten
from accounts.tokens.secret import secrets_in
from accounts.tokens.use import OverQuota, TokenRefused, count_call, revoke_leaked, use
from accounts.tokens.verbs import (
    KEEPERS,
    MOST_DAYS,
    Issued,
    Wanted,
    approve,
    create,
    may_approve,
    may_rotate,
    revoke,
    rotate,
)

__all__ = [
    "KEEPERS",
    "MOST_DAYS",
    "Busy",
    "Issued",
    "KeyReused",
    "OverQuota",
    "Replay",
    "TokenRefused",
    "Wanted",
    "answered",
    "approve",
    "begin",
    "count_call",
    "create",
    "forget_old_calls",
    "forgotten",
    "may_approve",
    "may_rotate",
    "revoke",
    "revoke_leaked",
    "rotate",
    "secrets_in",
    "use",
]
