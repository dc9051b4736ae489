"""What an officer should know of an applicant beside the verdict: said in words, never counted against anybody."""

from datetime import date

from enrollment.rules.status import Found, RegistrationStatus
from permits.rules.verdict import Reason, RuleView

__all__ = ["notes"]

# Galang is an island kecamatan, but whether its permits stayed with the city (as Belakang Padang's and Bulang's did,
# PP 25/2025) or went to BP Batam is not settled: the officer is told so rather than told either.
UNSETTLED = frozenset({"21.71.08"})


def notes(rule: RuleView, status: RegistrationStatus, on: date) -> tuple[Reason, ...]:
    """A site outside the service's zone, a head office elsewhere, an owner of several businesses or from abroad."""
    found = []
    if rule.zone and status.zone and status.zone != rule.zone:
        found.append(Reason("OTHER_AUTHORITY", {"zone": status.zone}))
    if rule.zone and status.district_code in UNSETTLED:
        found.append(Reason("AUTHORITY_UNSETTLED"))
    if _is_run_from_elsewhere(status, on):
        found.append(Reason("HEAD_OFFICE_ELSEWHERE"))
    if status.owner_is_foreign:
        found.append(Reason("OWNER_FOREIGN"))
    if status.owner_has_others:
        found.append(Reason("OWNER_HAS_OTHERS", {"count": status.owner_has_others}))
    return tuple(found)


def _is_run_from_elsewhere(status: RegistrationStatus, on: date) -> bool:
    """The business stands in the city and none of its running employers has a site there."""
    running = [e for e in status.employers if e.closed_on is None or e.closed_on > on]
    is_here = status.found == Found.BUSINESS and bool(status.district_code)
    return is_here and bool(running) and not any(employer.has_site for employer in running)
