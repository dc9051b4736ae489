"""Papers of the counter: the referral letter (e2) and the receipt slip, as PDF kept in the encrypted store.

A paper is rendered once; a reprint gives the same bytes.
"""

from permits.letters.receipt import receipt_slip
from permits.letters.referral import referral_letter

__all__ = ["receipt_slip", "referral_letter"]
