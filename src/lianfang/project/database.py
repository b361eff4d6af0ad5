"""Bring a database to its present shape: tables, grants to the app role, row-level security.

Grants and policies are stated here once and applied again after every migration, so that a table can
never be forgotten between two of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.db import connections, models
from psycopg import sql

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.clock import now
from lianfang.core.refusal import Refused
from lianfang.vault import actions as vault
from lianfang.vault.sealing import REGISTER

GUARDED_APPS = ("people", "findings", "tasks", "measures", "intake", "situation")
APPEND_ONLY = "^ledger_(event|ref|seal)"
_LOW, _HIGH = "current_setting('lianfang.low', true)", "current_setting('lianfang.high', true)"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Commands that open a new home at the same moment bring it up to date one after the other."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(1)")


def migrate() -> None:
    """Migrate as the owner, then grant and guard. Harmless when nothing has changed."""
    with _one_at_a_time():
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("createcachetable", database="owner", verbosity=0)
        grant_to_app()
        guard_rows()
        open_register()


def open_register() -> None:
    """Make the data key of the register where there is none yet: without it nobody can be entered."""
    with acting(SYSTEM):
        vault.open_purpose(REGISTER, by=SYSTEM, at=now())


def empty() -> None:
    """Drop everything in the database. Only the demo and tests do this."""
    connections["default"].close()
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def is_current() -> bool:
    """Whether every migration of the code has been applied to the database."""
    from django.db.migrations.executor import MigrationExecutor

    with _one_at_a_time():
        executor = MigrationExecutor(connections["owner"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def guarded_models() -> list[type[models.Model]]:
    """Every table of a personal app, with how its rows are seen (``row_guard``)."""
    found: list[type[models.Model]] = []
    for label in GUARDED_APPS:
        found += [m for m in apps.get_app_config(label).get_models() if not m._meta.proxy]
    return found


def row_guard(model: type[models.Model]) -> str | None:
    """The SQL condition under which the app role sees a row; None where rows are not personal.

    A model states ``row_guard``: names of its path columns, any of which must lie in the viewer's
    area; a string that starts with a bracket is SQL of its own.
    """
    stated = getattr(model, "row_guard", ("path",))
    if stated is None:
        return None
    if isinstance(stated, str):
        return stated.format(low=_LOW, high=_HIGH)
    return " OR ".join(f"({column} >= {_LOW} AND {column} < {_HIGH})" for column in stated)


def guard_rows() -> None:
    """Switch row-level security on for every personal table and state its policy."""
    made = set(connections["owner"].introspection.table_names())
    with connections["owner"].cursor() as cursor:
        for model in guarded_models():
            condition = row_guard(model)
            if condition is None or model._meta.db_table not in made:
                continue
            table = sql.Identifier(model._meta.db_table)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table))
            cursor.execute(sql.SQL("DROP POLICY IF EXISTS own_area ON {}").format(table))
            cursor.execute(
                sql.SQL("CREATE POLICY own_area ON {} USING ({}) WITH CHECK (true)").format(
                    table,
                    sql.SQL(condition),
                )
            )


def grant_to_app() -> None:
    """Let the app role read and write rows, and only add to the ledger."""
    app_role = connections["default"].settings_dict["USER"]
    owner = connections["owner"].settings_dict["USER"]
    if not app_role or app_role == owner:
        return
    role = sql.Identifier(app_role)
    with connections["owner"].cursor() as cursor:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        ):
            cursor.execute(sql.SQL(statement).format(role))
        # Partitions are tables of their own and carry grants of their own.
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname ~ %s", [APPEND_ONLY]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), role)
            )


def refuse_void_walls() -> None:
    """Refuse to serve where row-level security would not bind the app role."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (unbound,) = cursor.fetchone()
    void = unguarded_tables()
    if unbound or void:
        raise Refused(
            "database.walls_void",
            "数据库行级安全不起作用({why}),拒绝启动:请让 DATABASE_URL 使用非超级用户、非表所有者的角色",
            "row-level security is void here ({why}); refusing to start: let DATABASE_URL name a role"
            " that is neither superuser nor owner of the tables",
            why="superuser" if unbound else ", ".join(void[:5]),
        )


def unguarded_tables() -> list[str]:
    """Personal tables that the app role owns, or whose rows nothing guards, or less than their own area."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class AS c WHERE relname = ANY(%s) AND relkind IN ('r', 'p')"
            " AND (NOT relrowsecurity OR pg_get_userbyid(relowner) = current_user OR (SELECT count(*) FILTER"
            " (WHERE polname = 'own_area' AND pg_get_expr(polqual, polrelid) LIKE '%%lianfang.low%%')"
            " <> 1 OR count(*) <> 1 FROM pg_policy WHERE polrelid = c.oid)) ORDER BY relname",
            [[m._meta.db_table for m in guarded_models() if row_guard(m)]],
        )
        return [name for (name,) in cursor.fetchall()]
