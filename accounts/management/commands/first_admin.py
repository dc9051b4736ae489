"""`manage.py first_admin USERNAME`: the first account of a new installation, a system admin; once only."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError

from accounts import services
from accounts.commands import JsonCommand, Refused
from accounts.models import User


class Command(JsonCommand):
    """The password is asked for, or read as one line where nobody sits at the terminal."""

    help = "Make the first system admin. Refused once there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def run(self, **options: Any) -> dict[str, Any]:
        username = options["username"]
        if User.objects.filter(username=username).exists():
            raise Refused("USERNAME_TAKEN", f"There is an account {username} already.")
        password = getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            services.make_first_admin(username=username, password=password)
        except ValidationError as error:
            raise Refused("PASSWORD_WEAK", " ".join(error.messages)) from error
        return {"username": username}

    def say(self, result: dict[str, Any]) -> None:
        self.stdout.write(f"{result['username']} is system admin now and can sign in.")
