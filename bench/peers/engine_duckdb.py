"""DuckDB with the export in tables in memory."""

import duckdb


class Engine:
    """Answers SQL as lists of rows."""

    name = "DuckDB"
    dialect = "duckdb"
    runs = 3

    def __init__(self, folder, tables):
        self.connection = duckdb.connect()
        self.version = duckdb.__version__
        for table in tables:
            self.create(table, f"SELECT * FROM read_parquet('{folder}/{table}.parquet')")

    def create(self, table, sql):
        self.connection.execute(f"CREATE TABLE {table} AS {sql}")

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()
