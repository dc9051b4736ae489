"""Which of the desk's side pages a person may open: the chips above them."""

from __future__ import annotations

from accounts.models import User
from accounts.rules import Role
from permits.access import BULK_ROLES, DESK_ROLES, FILE_READERS, VOLUME_READERS

__all__ = ["BRANCH", "WATCHERS", "desk_links"]

WATCHERS = (*DESK_ROLES, Role.BRANCH_STAFF)
BRANCH = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)


def desk_links(user: User) -> dict[str, bool]:
    """For `_desk_links.html`."""
    has = user.scope.has
    return {
        "files": has(*FILE_READERS),
        "follow_up": has(*DESK_ROLES),
        "watch": has(*WATCHERS),
        "bulk": has(*BULK_ROLES),
        "volume": has(*VOLUME_READERS),
        "referrals": has(*BRANCH),
        "denials": has(Role.BRANCH_HEAD),
    }
