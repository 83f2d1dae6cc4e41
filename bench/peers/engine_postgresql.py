"""A PostgreSQL server of one's own (scripts/with-postgres starts it) with the export in indexed
tables. The export is read by DuckDB and handed over by COPY."""

import atexit
import os

import duckdb
import psycopg

INDEXES = [
    "people (person_id)",
    "people (home_dwelling_id)",
    "people (hukou_dwelling_id)",
    "dwellings (dwelling_id)",
    "places (place_id)",
    "places (dwelling_id)",
    "tags (tag, person_id)",
    "untold_tags (tag, person_id)",
    'sources (source_no, "of", id)',
    "relatives (relation, person_id)",
]
TYPES = {
    "VARCHAR": "text",
    "DOUBLE": "double precision",
    "UTINYINT": "integer",
    "USMALLINT": "integer",
    "UINTEGER": "bigint",
}


class Engine:
    """Answers SQL as lists of rows."""

    name = "PostgreSQL"
    dialect = "postgresql"
    # Seconds each over a whole district: once warm and once timed is what can be waited for.
    runs = 1

    def __init__(self, folder, tables):
        server = os.environ.get("LINLI_TEST_POSTGRES")
        if not server:
            raise SystemExit("rules_ask: run me under scripts/with-postgres, which starts a server.")
        database = f"linli_bench_{os.getpid()}"
        keeper = psycopg.connect(server, autocommit=True)
        keeper.execute(f"CREATE DATABASE {database}")
        atexit.register(keeper.execute, f"DROP DATABASE {database} WITH (FORCE)")
        self.connection = psycopg.connect(server, dbname=database, autocommit=True)
        self.version = str(self.connection.info.server_version // 10000)
        # Compiling a query takes longer here than running it.
        self.connection.execute("SET work_mem = '512MB'; SET jit = off")
        reader = duckdb.connect()
        for table in tables:
            self.copy(reader, folder, table)
        for index in INDEXES:
            self.connection.execute(f"CREATE INDEX ON {index}")
        self.connection.execute("VACUUM ANALYZE")

    def copy(self, reader, folder, table):
        file = f"{folder}/{table}.parquet"
        described = reader.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()
        columns = ", ".join(f'"{name}" {TYPES.get(kind, kind)}' for name, kind, *_ in described)
        self.connection.execute(f'CREATE UNLOGGED TABLE "{table}" ({columns})')
        text = f"{folder}/{table}.handed-over.csv"
        reader.execute(f"COPY (SELECT * FROM '{file}') TO '{text}' (HEADER false)")
        with open(text, "rb") as source, self.connection.cursor() as cursor:
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT csv)') as into:
                while block := source.read(1 << 20):
                    into.write(block)
        os.remove(text)

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()
