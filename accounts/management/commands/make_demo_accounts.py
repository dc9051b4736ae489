"""`make_demo_accounts`: the accounts of contract §5, all with one password. Refused outside the demo."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings

from accounts import demo
from accounts.commands import JsonCommand, Refused


class Command(JsonCommand):
    help = "Make or reset the demo accounts (password DEMO_PASSWORD, else the published one)."

    def run(self, **options: Any) -> dict[str, Any]:
        if not settings.DEMO:
            raise Refused("NOT_A_DEMO", "Demo accounts are refused outside the demo (DEMO=1).")
        count = demo.make_accounts(os.environ.get("DEMO_PASSWORD") or demo.PASSWORD)
        return {"accounts": count, "usernames": [a.username for a in demo.ACCOUNTS]}
