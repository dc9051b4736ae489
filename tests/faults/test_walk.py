"""Which test injects which fault of security.md §3, as far as imports go; each looks at the invariants afterwards.

F31 to F33 and the first half of F43 are refused by the reader, before there is anything whose invariants could break.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
IMPORT, BROKER, DEPLOY = "faults/test_import_faults.py", "faults/test_broker_faults.py", "faults/test_import_deploy.py"
POSTMASTER, UPLOADS, READER = (
    "faults/test_import_postmaster.py",
    "faults/test_uploads.py",
    "enrollment/importing/test_reader_refusals.py",
)
WEB = "enrollment/test_import_web.py"
KILLS = (IMPORT, "test_f01_f02_f03_f14_a_large_import_survives_every_kill")
FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "F01": (KILLS,),
    "F02": (KILLS,),
    "F03": (KILLS,),
    "F04": (
        (
            "faults/test_report_faults.py",
            "test_f04_killed_while_the_report_is_built",
        ),
    ),
    "F05": (("faults/test_work.py", "test_f05_poison_is_quarantined_and_the_others_go_on"),),
    "F06": ((DEPLOY, "test_f06_f07_who_is_told_to_end_hands_the_import_over"),),
    "F07": ((DEPLOY, "test_f06_f07_who_is_told_to_end_hands_the_import_over"),),
    "F08": (("faults/test_work.py", "test_f08_flushall_with_fifty_queued"),),
    "F09": ((BROKER, "test_f09_f10_uploads_while_redis_is_dead_run_when_it_is_back_empty"),),
    "F10": ((BROKER, "test_f09_f10_uploads_while_redis_is_dead_run_when_it_is_back_empty"),),
    "F11": ((BROKER, "test_f11_a_network_that_goes_deaf"),),
    "F13": ((BROKER, "test_f13_a_message_that_comes_again_while_its_work_runs"),),
    "F14": (KILLS,),
    "F18": ((IMPORT, "test_f18_a_cut_connection_during_copy_is_a_clean_retry"),),
    "F19": ((POSTMASTER, "test_f19_the_postmaster_is_killed_in_the_middle"),),
    "F20": ((POSTMASTER, "test_f20_the_database_restarts_below_idle_connections"),),
    "F25": ((DEPLOY, "test_f25_two_imports_of_the_same_people_in_opposite_order"),),
    "F28": (
        (UPLOADS, "test_f28_a_full_disk"),
        ("enrollment/test_import_uploads.py", "test_a_disk_that_fills_up_while_the_store_writes"),
    ),
    "F29": ((UPLOADS, "test_f29_clients_that_go_or_trickle"),),
    "F30": ((UPLOADS, "test_f30_half_a_gigabyte"),),
    "F31": ((READER, "test_a_bomb_costs_neither_time_nor_memory"),),
    "F32": (
        (READER, "test_the_corner_cell_does_not_abort_the_process"),
        (READER, "test_more_empty_rows_than_a_sheet_can_have"),
    ),
    "F33": (
        (READER, "test_a_truncated_workbook_is_refused_wherever_it_was_cut"),
        (READER, "test_a_turned_bit_is_refused_or_changes_nothing"),
    ),
    "F36": ((IMPORT, "test_f35_f36_twenty_clicks_are_one_import_and_the_second_admin_gets_409"),),
    "F41": ((WEB, "test_the_register_moving_sends_the_batch_back_to_its_preview"),),
    "F42": ((WEB, "test_a_foreign_preview_is_not_there_until_it_is_submitted"),),
    "F43": (
        (READER, "test_a_sheet_full_to_the_last_row_is_refused_by_its_limit"),
        ("faults/test_import_million.py", "test_a_million_rows_come_in_while_the_pages_answer"),
    ),
    "F44": ((BROKER, "test_f44_two_versions_side_by_side"),),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_test_that_says_so(fault: str) -> None:
    for file, name in FAULTS[fault]:
        source = (TESTS / file).read_text()
        assert re.search(rf"^def {name}\(", source, re.MULTILINE), f"{file}::{name}"
        assert fault in source or fault.lower() in source
        assert file == READER or "invariants" in source or file.endswith("test_import_uploads.py"), file
