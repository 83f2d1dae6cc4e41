"""Asks an SQL engine random rules about random people, and compares with Linli's answers row by row.

usage: random_rules.py duckdb|chdb|postgresql FOLDER    FOLDER as `rule_peers FOLDER` writes it

Exits 1 when an answer differs.
"""

import csv
import importlib
import sys
from pathlib import Path

import duckdb

TEXT, ID, FLAG = "VARCHAR", "BIGINT", "BOOLEAN"
COLUMNS = {
    "people": {
        "person_id": ID,
        "home_community_code": TEXT,
        "hukou_community_code": TEXT,
        "hukou_county": TEXT,
        "sex_code": "UTINYINT",
        "birth_date": "DATE",
        "deceased": FLAG,
        "death_date": "DATE",
        "phone": TEXT,
        "home_dwelling_id": ID,
        "hukou_dwelling_id": ID,
        "household_id": ID,
    },
    "tags": {"person_id": ID, "tag": TEXT},
    "untold_tags": {"person_id": ID, "tag": TEXT},
    "dwellings": {
        "dwelling_id": ID,
        "community_code": TEXT,
        "estate": TEXT,
        "use_code": TEXT,
        "floor_area_m2": "DOUBLE",
        "built_year": "INTEGER",
        "group_rental": FLAG,
    },
    "places": {"place_id": ID, "industry": TEXT, "status_code": TEXT, "dwelling_id": ID},
    "households": {"household_id": ID, "community_code": TEXT, "dwelling_id": ID},
}
# Random rules ask neither, but the engines expect the tables of an export.
EMPTY = {
    "sources": {"source_no": "INTEGER", '"of"': TEXT, "id": ID},
    "relatives": {"relation": TEXT, "person_id": ID, "relative_id": ID},
}


def as_parquet(folder):
    """The tables in the form in which the engines take an export."""
    connection = duckdb.connect()
    for table, columns in COLUMNS.items():
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{folder}/{table}.csv', header = true, columns = {columns}))"
            f" TO '{folder}/{table}.parquet'"
        )
    for table, columns in EMPTY.items():
        described = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
        connection.execute(f"COPY (SELECT {described} WHERE false) TO '{folder}/{table}.parquet'")


def truth(value):
    """The three answers as every engine words them."""
    if value is None or value == "":
        return None
    return value in (True, 1, "1", "true")


def main():
    word, folder = sys.argv[1], Path(sys.argv[2])
    as_parquet(folder)
    engine = importlib.import_module(f"engine_{word}").Engine(folder, (*COLUMNS, *EMPTY))
    asked, pairs, wrong = 0, 0, 0
    for told in sorted(folder.glob("*.expected.csv")):
        name = told.name.split(".")[0]
        sql = (folder / f"{name}.{engine.dialect}.sql").read_text(encoding="utf-8")
        found = {int(one): truth(holds) for one, holds in engine.rows(sql)}
        with open(told, encoding="utf-8", newline="") as file:
            expected = {int(row["id"]): truth(row["holds"]) for row in csv.DictReader(file)}
        asked, pairs = asked + 1, pairs + len(expected)
        if found != expected:
            wrong += 1
            rule = (folder / f"{name}.rule.txt").read_text(encoding="utf-8")
            print(f"  DIFFERS {rule}")
    print(f"{engine.name} {engine.version}: {asked} random rules, {pairs} answers, {wrong} rules differ")
    sys.exit(1 if wrong or not asked else 0)


main()
