"""The counter: services and their dated rules, checks, applications, referrals, numbers, statutory denials."""

from permits.models.application import Application, NumberSeries, StatusChange
from permits.models.check import Check
from permits.models.denial import ServiceDenial
from permits.models.document import Printing, Receipt, Referral
from permits.models.event import RegistrationEvent
from permits.models.notice import Notice
from permits.models.question import BpjsQuestion
from permits.models.request import ApprovalRequest
from permits.models.service import LegalBasis, PermitType, RuleRehearsal, ServiceRule
from permits.models.watch import BulkCheck, MatchRejection, Watch

__all__ = [
    "Application",
    "ApprovalRequest",
    "BpjsQuestion",
    "BulkCheck",
    "Check",
    "LegalBasis",
    "MatchRejection",
    "Notice",
    "NumberSeries",
    "PermitType",
    "Printing",
    "Receipt",
    "Referral",
    "RegistrationEvent",
    "RuleRehearsal",
    "ServiceDenial",
    "ServiceRule",
    "StatusChange",
    "Watch",
]
