"""One of everything that waits for somebody, put into a running product: `python -m tests.journeys.waiting`.

Run as a process of its own with the variables of that product, so that every page has something to show.
"""

from __future__ import annotations

import django


def main() -> None:
    """A request, a question, a list, a disowned match, a denial asked for, an index, a hint."""
    django.setup()
    from accounts.models import User
    from districts.clock import today
    from enrollment.rules.calendar import add_months, month_start
    from monitoring.facts.hints import refresh_hints
    from monitoring.reporting.scores import score_month
    from permits import services
    from permits.models import Check, LegalBasis
    from permits.services.bulk import ask_list
    from tests.factories import make_business, make_employer, make_nik

    officer, head = (User.objects.get(username=name) for name in ("petugas.lubukbaja", "kacab"))

    # Numbers of their own: other makers of applicants count from the factories' first.
    nibs = (f"92{number:011d}" for number in range(100))

    def checked(name: str, owner_nik: str | None = None) -> Check:
        business = make_business(
            name=name, nib=next(nibs), declared_workers=3, owner_nik=owner_nik, owner_name="Suparmin Rekaan"
        )
        return services.check_business(business=business, service="DOMISILI", by=officer)

    request = checked("Warung Minta Izin", make_nik())
    services.ask_approval(check=request, kind="OVERRIDE", reason="Kegiatan sosial tanpa tenaga kerja", by=officer)
    services.ask_bpjs(check=checked("Toko Satu Kunci Saja"), by=officer)
    disowned = make_business(name="Toko Bukan Milik Saya", nib=next(nibs), declared_workers=1, owner_nik=make_nik())
    services.reject_match(
        check=services.check(text=disowned.nib or "", service="DOMISILI", by=officer),
        by=officer,
        reason="Nama sama saja",
    )
    ask_list(texts=[disowned.nib or ""], service="DOMISILI", by=officer)
    denied = make_business(name="PT Diminta Dihentikan", nib=next(nibs), declared_workers=9, owner_nik=make_nik())
    make_employer(denied, npp="99000001")
    services.impose_denial(
        business=denied,
        letter_number="B/123/112026",
        letter_date=today(),
        legal_basis=LegalBasis.objects.get(code="PP-86-2013"),
        imposed_on=today(),
        by=head,
    )
    score_month(period=add_months(month_start(today()), -2), on=today())
    refresh_hints(on=today())


if __name__ == "__main__":
    main()
