"""The one boundary that may not be imported upward: monitoring and permits listen here.

`batch_committed` and `batch_undone` are sent inside the transaction that changes the register, with `batch`
(ImportBatch) and `months` (first days of the months the sheet speaks of). A receiver that raises takes the whole
commit with it. `link_confirmed` likewise, with `link`: a person said which employer a business is. `register_changed`
likewise, with `by` and a `name` for the occasion: a few rows changed by a person's decision; with `batch` where the
rows are of a committed sheet.
"""

from __future__ import annotations

from django.dispatch import Signal

batch_committed = Signal()
batch_undone = Signal()
link_confirmed = Signal()
register_changed = Signal()
