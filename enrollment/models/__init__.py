"""The register (business, employer, participant, membership) and the batches that feed it."""

from enrollment.models.announced import AnnouncedWorker
from enrollment.models.batch import ImportBatch, ImportImage, ImportProblem, ImportRowCopy
from enrollment.models.business import Business, BusinessEmployerLink
from enrollment.models.choices import ImportMapping, ImportRepair, ValueMeaning
from enrollment.models.decisions import DoubtDecision, RecordMerge
from enrollment.models.employer import Arrangement, ContributionMonth, Employer
from enrollment.models.participant import Membership, Participant
from enrollment.models.reference import Holiday, KbliDivision, KbliSection

__all__ = [
    "AnnouncedWorker",
    "Arrangement",
    "Business",
    "BusinessEmployerLink",
    "ContributionMonth",
    "DoubtDecision",
    "Employer",
    "Holiday",
    "ImportBatch",
    "ImportImage",
    "ImportMapping",
    "ImportProblem",
    "ImportRepair",
    "ImportRowCopy",
    "KbliDivision",
    "KbliSection",
    "Membership",
    "Participant",
    "RecordMerge",
    "ValueMeaning",
]
