"""What a log line may hold: its request's id, and never a long number (a NIK, KPJ, NPWP or phone)."""

from __future__ import annotations

import logging
import re

from accounts import request_id

# 11 digits or more, also where they are grouped; a UUID or a timestamp does not look like that.
_LONG_NUMBER = re.compile(r"(?<![0-9a-fA-F-])\d(?:[ .]?\d){10,}(?![0-9a-fA-F-])")


class Private(logging.Filter):
    """Masks long numbers in the finished message and adds `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current.get() or "-"
        message = record.getMessage()
        masked = _LONG_NUMBER.sub("•••", message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
