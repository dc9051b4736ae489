"""The kinds of long work this room asks for; `enrollment.tasks` does them."""

STAGE = "enrollment.stage_batch"
COMMIT = "enrollment.commit_batch"
UNDO = "enrollment.undo_batch"
CLOSE = "enrollment.close_batch"
