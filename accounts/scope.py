"""Where a person may act today: roles at offices, and the default-deny queryset that lists are built on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import connection, models

from accounts.rules import Role
from districts.clock import today

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)

# Asked by every page: written out, because making this statement costs more than answering it.
POSTS_SQL = """
    SELECT a.role, a.agency_id, o.code, o.kind, o.short_name, o.district_id
    FROM accounts_assignment a JOIN districts_agency o ON o.id = a.agency_id
    WHERE a.user_id = %(user)s AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to >= %(on)s)
    ORDER BY a.valid_from, a.id
"""


@dataclass(frozen=True)
class Post:
    """One role at one office, as in force on the scope's day."""

    role: Role
    agency_id: int
    agency_code: str
    agency_kind: str
    agency_name: str
    district_code: str | None


@dataclass(frozen=True)
class Scope:
    """Everything a person may do somewhere on one day. Empty for anonymous, inactive and expired."""

    posts: tuple[Post, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(p.role for p in self.posts)

    @property
    def agency_ids(self) -> frozenset[int]:
        return frozenset(p.agency_id for p in self.posts)

    @property
    def agency_codes(self) -> frozenset[str]:
        return frozenset(p.agency_code for p in self.posts)

    @property
    def district_codes(self) -> frozenset[str]:
        """Kecamatan whose own office the person works at."""
        return frozenset(p.district_code for p in self.posts if p.district_code)

    @property
    def is_city(self) -> bool:
        """Reads registers of the whole city: DPMPTSP (its supervisor too), BPJS, auditor, head of office."""
        city_wide = {Role.ONE_STOP, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR, Role.LEADER}
        return any(
            p.role in city_wide or (p.role == Role.SUPERVISOR and p.agency_kind == "DPMPTSP") for p in self.posts
        )

    @property
    def main_agency_id(self) -> int | None:
        """The office whose file a counter officer opens and whose name stands in the top bar."""
        return self.posts[0].agency_id if self.posts else None

    @property
    def main_agency_code(self) -> str:
        return self.posts[0].agency_code if self.posts else ""

    def has(self, *roles: Role) -> bool:
        """Whether any of `roles` is held."""
        return bool(self.roles & set(roles))

    def agencies(self, *roles: Role) -> frozenset[int]:
        """Offices (ids) where any of `roles` is held."""
        return frozenset(p.agency_id for p in self.posts if p.role in roles)

    def districts(self, *roles: Role) -> frozenset[str]:
        """Kecamatan codes of the offices where any of `roles` is held."""
        return frozenset(p.district_code for p in self.posts if p.role in roles and p.district_code)


def scope_of(user: Any, on: date | None = None) -> Scope:
    """The scope of `user` on a day (today in WIB unless given). One query; `user.scope` keeps today's per request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    on = on or today()
    with connection.cursor() as cursor:
        cursor.execute(POSTS_SQL, {"user": user.pk, "on": on})
        return Scope(posts_of(cursor.fetchall()))


def posts_of(rows: Iterable[Iterable[Any]]) -> tuple[Post, ...]:
    """The rows of POSTS_SQL."""
    return tuple(Post(Role(role), *office) for role, *office in rows)


class ScopedQuerySet(models.QuerySet[M]):
    """Base of every queryset that people see. A model that does not say who sees what is seen by nobody."""

    def visible_to(self, user: User) -> Self:
        """Rows inside the user's scope; an app's own queryset overrides this."""
        raise NotImplementedError(f"{self.model.__name__} does not say who may see it.")
