"""The counter: services and their dated rules, checks, applications, referrals, numbers, statutory denials."""

from permits.models.application import Application, NumberSeries, StatusChange
from permits.models.check import Check
from permits.models.denial import ServiceDenial
from permits.models.document import Receipt, Referral
from permits.models.service import LegalBasis, PermitType, ServiceRule

__all__ = [
    "Application",
    "Check",
    "LegalBasis",
    "NumberSeries",
    "PermitType",
    "Receipt",
    "Referral",
    "ServiceDenial",
    "ServiceRule",
    "StatusChange",
]
