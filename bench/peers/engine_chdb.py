"""ClickHouse inside the process (chdb) with the export in tables of its Memory engine."""

import json

import chdb
from chdb import session


class Engine:
    """Answers SQL as lists of rows."""

    name = "chdb"
    dialect = "clickhouse"
    runs = 3

    def __init__(self, folder, tables):
        self.session = session.Session()
        self.version = chdb.__version__
        self.session.query("CREATE DATABASE bench")
        self.session.query("USE bench")
        for table in tables:
            self.create(table, f"SELECT * FROM file('{folder}/{table}.parquet', Parquet)")

    def create(self, table, sql):
        self.session.query(f"CREATE TABLE {table} ENGINE = Memory AS {sql}")

    def rows(self, sql):
        answer = str(self.session.query(sql, "JSONCompact"))
        return [tuple(row) for row in json.loads(answer)["data"]]
