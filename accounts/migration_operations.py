"""Migration operations that apps share."""

from __future__ import annotations

from django.db import migrations


class Immutable(migrations.RunSQL):
    """Rows of `table` can be added and never changed or removed. Depends on accounts' `0002_append_only`."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"""
            CREATE TRIGGER {table}_row_stays BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION cj_refuse_change();
            CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION cj_refuse_change();
            """,
            f"DROP TRIGGER {table}_row_stays ON {table}; DROP TRIGGER {table}_table_stays ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        return self.__class__.__name__, [self.table], {}
