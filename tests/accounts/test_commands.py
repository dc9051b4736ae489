"""The shape scripts rely on: one JSON object, exit codes, and the operator as actor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command

from accounts.access import Denied, ensure
from accounts.commands import JsonCommand, Refused
from accounts.models import WorkItem
from accounts.work import Failed


class Example(JsonCommand):
    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--as", dest="as")

    def run(self, **options: Any) -> dict[str, Any]:
        self.note("on the way")
        return {"by": self.actor(options["as"]).username}


@pytest.mark.django_db
def test_json_prints_one_object_and_notes_go_aside(admin_user, officer, capsys):
    call_command(Example(), "--json")
    out, err = capsys.readouterr()
    assert json.loads(out) == {"by": "admin"}
    assert "on the way" in err
    call_command(Example(), "--as", officer.username)
    assert capsys.readouterr().out == "by: petugas.lubukbaja\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("USER_UNKNOWN", "no"), "USER_UNKNOWN"),
        (Failed("NO_ROWS"), "NO_ROWS"),
    ],
)
def test_a_refusal_is_an_error_object_and_exit_1(error: Exception, code: str, capsys):
    class Refuses(JsonCommand):
        def run(self, **options: Any) -> dict[str, Any]:
            raise error

    with pytest.raises(SystemExit) as ended:
        call_command(Refuses(), "--json")
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_a_denial_carries_its_sentence(capsys):
    class Denies(JsonCommand):
        def run(self, **options: Any) -> dict[str, Any]:
            ensure(Denied("Bukan kantor Anda."))
            return {}

    with pytest.raises(SystemExit):
        call_command(Denies(), "--json")
    assert json.loads(capsys.readouterr().out) == {"error": {"code": "FORBIDDEN", "message": "Bukan kantor Anda."}}


@pytest.mark.django_db
def test_check_invariants_holds_on_a_clean_database_and_names_what_is_broken(
    capsys, django_capture_on_commit_callbacks
):
    call_command("check_invariants", "--json")
    assert json.loads(capsys.readouterr().out)["ok"] is True
    WorkItem.objects.create(kind="tests.x", attempts=9)
    with pytest.raises(SystemExit):
        call_command("check_invariants", "--json")
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert "ran 9 times" in checks["I6 no attempt beyond the limit"][0]
