"""Numbers of files, letters and codes: kept below the verbs, as the clocks take some too."""

from permits.numbers import next_code, next_file_number, next_letter_number, next_serial

__all__ = ["next_code", "next_file_number", "next_letter_number", "next_serial"]
