"""Which rows of the register and which imports a person may open (security.md §5: employer.view, import.*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.rules import Role
from accounts.scope import Scope, ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)
CITY_ROLES = (Role.ONE_STOP, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)
AREA_ROLES = (Role.COUNTER, Role.SUPERVISOR)


def sees_city(scope: Scope) -> bool:
    """Reads the register of the whole city; the supervisor at DPMPTSP does too, the head of office does not."""
    return scope.has(*CITY_ROLES) or (scope.is_city and scope.has(Role.SUPERVISOR))


class AreaQuerySet(ScopedQuerySet[M]):
    """Rows with a place: the city's roles see all, a kecamatan's officers those of their kecamatan."""

    place = "village__district__in"

    def visible_to(self, user: User) -> Self:
        if sees_city(user.scope):
            return self.all()
        return self.filter(**{self.place: user.scope.districts(*AREA_ROLES)})


class EmployerQuerySet(AreaQuerySet[Any]):
    """A dinas sees none of these: its own non-civil-servants come with their roster."""


class BusinessQuerySet(AreaQuerySet[Any]):
    """Businesses by their site."""


class LinkQuerySet(ScopedQuerySet[Any]):
    """Suggested and settled links: those who decide them, BPJS."""

    def visible_to(self, user: User) -> Self:
        return self.all() if user.scope.has(Role.BRANCH_STAFF, Role.BRANCH_HEAD) else self.none()


class DecisionQuerySet(LinkQuerySet):
    """Decided doubts and merged records: the same people."""


class DoubtQuerySet(LinkQuerySet):
    """Kept rows of a sheet as doubts: the same people, whoever brought the sheet, once its other rows are written."""

    def visible_to(self, user: User) -> Self:
        open_ones = super().visible_to(user).filter(is_doubtful=True, doubt__isnull=False, settled_at__isnull=True)
        return open_ones.filter(batch__state="COMMITTED")


class BatchQuerySet(ScopedQuerySet[Any]):
    """A preview is its uploader's until it is submitted; then, and once committed, the approvers' too (F42)."""

    def visible_to(self, user: User) -> Self:
        if not user.scope.has(Role.IMPORTER, Role.BRANCH_STAFF, Role.BRANCH_HEAD):
            return self.none()
        opened = Q(uploaded_by=user)
        if user.scope.has(Role.BRANCH_HEAD, Role.IMPORTER):
            opened |= Q(submitted_at__isnull=False) | Q(committed_at__isnull=False)
        return self.filter(opened)

    def listed_to(self, user: User) -> Self:
        """Rows of the history: file, who, when, counts. No cell of a sheet stands in them."""
        history = (Role.IMPORTER, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.SYSTEM_ADMIN, Role.AUDITOR)
        return self.all() if user.scope.has(*history) else self.none()
