"""Asks DuckDB every shipped tag and policy over the export, and compares with Linli's answers.

usage: rules_duckdb.py FOLDER    FOLDER as `rule_bench PEOPLE FOLDER` writes it
"""

import json
import sys
import time

import duckdb


def timed(connection, sql):
    """The answer, and the best milliseconds of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        answer = connection.execute(sql).fetchone()
        best = min(best, (time.perf_counter() - start) * 1000)
    return answer, best


def main():
    folder = sys.argv[1]
    connection = duckdb.connect()
    for table in ("people", "dwellings", "places", "tags", "sources", "relatives"):
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{folder}/{table}.parquet')")
    with open(f"{folder}/asks.json", encoding="utf-8") as file:
        asks = json.load(file)
    wrong, ours, theirs = 0, 0.0, 0.0
    for ask in asks:
        name = ask.get("tag") or ask["policy"]
        if "tag" in ask:
            answer, ms = timed(connection, ask["sql"])
            yes, unknown, fen = int(answer[0] or 0), int(answer[1] or 0), []
        else:
            sums = "".join(f", sum(fen_{at + 1})" for at in range(len(ask["fen"])))
            answer, ms = timed(
                connection,
                "SELECT count(*) FILTER (WHERE entitled), count(*) FILTER (WHERE entitled IS NULL)"
                f"{sums} FROM ({ask['sql']})",
            )
            yes, unknown, fen = answer[0], answer[1], [int(one or 0) for one in answer[2:]]
        ours, theirs = ours + ask["ms"], theirs + ms
        same = yes == ask["yes"] and fen == ask.get("fen", [])
        # The exported tags hold nothing of whom a tag cannot be told.
        same = same and (unknown == ask["unknown"] or ask.get("reads_tags", False))
        wrong += not same
        mark = "" if same else "   DIFFERS"
        print(f"  {name}: {yes} / {unknown} unknown, linli {ask['ms']:.2f} ms, duckdb {ms:.1f} ms{mark}")
        if not same:
            print(f"    linli {ask['yes']} / {ask['unknown']} {ask.get('fen', '')}, duckdb {yes} / {unknown} {fen}")
    print(f"  {len(asks)} asked, {wrong} differ; linli {ours:.0f} ms, duckdb {theirs:.0f} ms")
    sys.exit(1 if wrong else 0)


main()
