"""Base of the commands scripts call (contract §2): one JSON object on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from accounts.access import Forbidden
from accounts.models import User
from accounts.rules import Role
from accounts.work import Failed
from districts.clock import today


class Refused(Exception):
    """The command says no: exit 1 with `{"error": {"code", "message"}}`."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class JsonCommand(BaseCommand):
    """Write `run(**options) -> dict`. With --json that dict is printed; else `say(result)` prints it for people.

    Exit 0 done, 1 refused or failed (or `exit_code` set by `run`), 2 usage (argparse).
    """

    exit_code = 0

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")
        return parser

    def run(self, **options: Any) -> dict[str, Any]:
        """Do it and return the result's keys."""
        raise NotImplementedError

    def say(self, result: dict[str, Any]) -> None:
        """Print the result for a person; override where a table reads better."""
        for name, value in result.items():
            self.stdout.write(f"{name}: {value}")

    def note(self, text: str) -> None:
        """Something on the way, for the eyes only."""
        self.stderr.write(text)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self.run(**options)
        except (Refused, Forbidden, Failed, CommandError) as error:
            self._fail(_code(error), str(error), options["json"])
        else:
            if options["json"]:
                self.stdout.write(json.dumps(result, cls=DjangoJSONEncoder, ensure_ascii=False))
            else:
                self.say(result)
            if self.exit_code:
                sys.exit(self.exit_code)

    def actor(self, username: str | None) -> User:
        """The user named by --as, else the longest-serving active system admin: the operator at the server."""
        users = User.objects.filter(is_active=True)
        if username:
            user = users.filter(username=username).first()
            if user is None:
                raise Refused("USER_UNKNOWN", f"There is no active user {username}.")
            return user
        admins = users.filter(assignments__role=Role.SYSTEM_ADMIN, assignments__valid_from__lte=today())
        user = admins.order_by("id").first()
        if user is None:
            raise Refused("USER_UNKNOWN", "There is no system admin; name a user with --as.")
        return user

    def _fail(self, code: str, message: str, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
        else:
            self.stderr.write(message)
        sys.exit(1)


def _code(error: Exception) -> str:
    if isinstance(error, Forbidden):
        return "FORBIDDEN"
    return getattr(error, "code", None) or "FAILED"
