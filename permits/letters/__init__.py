"""Papers of the counter as PDF: the referral letter (e2), receipts and slips, notices of a denial, the day's register.

A kept paper is rendered once and lies in the encrypted store; a reprint is the same pages, marked as a copy.
"""

from permits.letters.copy import marked_copy
from permits.letters.denial import denial_letter, lifting_letter
from permits.letters.receipt import check_slip, receipt_slip
from permits.letters.referral import referral_letter
from permits.letters.register import day_register

__all__ = [
    "check_slip",
    "day_register",
    "denial_letter",
    "lifting_letter",
    "marked_copy",
    "receipt_slip",
    "referral_letter",
]
