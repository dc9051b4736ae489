"""The person behind a session, and at once what he may do today: every page asks for both, so one statement answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.scope import POSTS_SQL, Scope, posts_of
from districts.clock import today

_WITH_POSTS = f"""
    SELECT accounts_user.*, (SELECT json_agg(post) FROM ({POSTS_SQL}) post) AS posts
    FROM accounts_user WHERE id = %(user)s
"""  # noqa: S608 - a constant


class SessionBackend(ModelBackend):
    """Django's own, but for that one statement."""

    def get_user(self, user_id: Any) -> User | None:
        found: User | None = next(iter(User.objects.raw(_WITH_POSTS, {"user": user_id, "on": today()})), None)
        if found is None or not self.user_can_authenticate(found):
            return None
        found.scope = Scope(posts_of(tuple(post.values()) for post in found.posts or ()))  # type: ignore[attr-defined]
        return found
