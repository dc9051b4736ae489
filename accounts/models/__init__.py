"""Who: users, what they may do where and from when, the audit chain, the long work and the keys they asked for."""

from accounts.models.api import ApiCall, ApiToken, ApiUse
from accounts.models.mail import MailSettings
from accounts.models.stored import StoredFile
from accounts.models.trail import AuditEvent
from accounts.models.user import Assignment, User
from accounts.models.work import WorkerBeat, WorkItem

__all__ = [
    "ApiCall",
    "ApiToken",
    "ApiUse",
    "Assignment",
    "AuditEvent",
    "MailSettings",
    "StoredFile",
    "User",
    "WorkItem",
    "WorkerBeat",
]
