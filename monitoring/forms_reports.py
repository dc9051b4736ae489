"""What an office or the branch says of a report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.services.reviews import WORDS_LEAST

COMMENT, RETURN = "COMMENT", "RETURN"


class ReviewForm(forms.Form):
    """A remark, or the report back to be corrected; which of both is the button that was pressed."""

    catatan = forms.CharField(
        label=_("Catatan atau kendala"),
        min_length=WORDS_LEAST,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Paling sedikit 10 huruf. Tersimpan bersama laporan dan tidak dapat diubah."),
        error_messages={
            "required": _("Tulis catatan."),
            "min_length": _("Tulis catatan paling sedikit %(limit_value)d huruf."),
        },
    )
    tindakan = forms.ChoiceField(choices=[(COMMENT, ""), (RETURN, "")], widget=forms.HiddenInput)


class SignForm(forms.Form):
    """The office a signature is given in, as it will stand under the report."""

    jabatan = forms.CharField(
        label=_("Jabatan pada tanda tangan"),
        max_length=150,
        error_messages={"required": _("Tulis jabatan Anda.")},
    )
