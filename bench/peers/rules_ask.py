"""Asks an SQL engine every shipped tag and policy over the export, and compares with Linli's answers;
then the rows of the budget, where the engine is one for such questions.

usage: rules_ask.py duckdb|chdb|postgresql FOLDER    FOLDER as `rule_bench PEOPLE FOLDER` writes it

Writes FOLDER/ENGINE.json with times and answers for rules_table.py; exits 1 when an answer differs.
"""

import importlib
import json
import resource
import statistics
import sys
import time

from rules_questions import Questions

TABLES = ("people", "dwellings", "places", "households", "tags", "untold_tags", "sources", "relatives")


def median(runs, run):
    """The answer of a first run, and the median milliseconds of the runs behind it."""
    answer, times = run(), []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return answer, statistics.median(times)


def told(ask):
    """The SQL of one line for a tag or policy."""
    return ask["sql"] if "tag" in ask else (
        "SELECT sum(CASE WHEN entitled THEN 1 ELSE 0 END),"
        " sum(CASE WHEN entitled IS NULL THEN 1 ELSE 0 END)"
        + "".join(
            f", sum(CASE WHEN due_{at} THEN 1 ELSE 0 END), sum(CASE WHEN due_{at} IS NULL THEN 1 ELSE 0 END),"
            f" sum(fen_{at})"
            for at in range(1, len(ask["components"]) + 1)
        )
        + f" FROM ({ask['sql']}) AS amounts"
    )


def expected(ask):
    """Linli's answer in the same order."""
    return [ask["yes"], ask["unknown"], *(value for one in ask.get("components", []) for value in one)]


def ask_all(engine, asks):
    """Asks every tag and policy; the number of wrong answers, and the milliseconds of both kinds."""
    wrong, spent = 0, {"all-tags": 0.0, "all-policies": 0.0}
    for ask in asks:
        ask["sql"] = ask["sql"][engine.dialect]
        sql = told(ask)
        rows, ms = median(engine.runs, lambda: engine.rows(sql))
        found = [int(value or 0) for value in rows[0]]
        spent["all-tags" if "tag" in ask else "all-policies"] += ms
        if found != expected(ask):
            wrong += 1
            name = ask.get("tag") or ask["policy"]
            print(f"  DIFFERS {name}: Linli {expected(ask)}, {engine.name} {found}")
    return wrong, spent


def tables_of_tags(engine, asks):
    """Whether the exported tables of tags say what counting each rule says; how many do not."""
    wrong = 0
    for table, key in (("tags", "yes"), ("untold_tags", "unknown")):
        counts = dict(engine.rows(f"SELECT tag, count(*) FROM {table} GROUP BY tag"))
        for ask in asks:
            if ask.get("of") == "person" and int(counts.get(ask["tag"], 0)) != ask[key]:
                wrong += 1
                print(f"  DIFFERS table {table}, {ask['tag']}: {counts.get(ask['tag'], 0)} for {ask[key]}")
    return wrong


def main():
    word, folder = sys.argv[1:]
    start = time.perf_counter()
    engine = importlib.import_module(f"engine_{word}").Engine(folder, TABLES)
    loaded = time.perf_counter() - start
    with open(f"{folder}/asks.json", encoding="utf-8") as file:
        asks = json.load(file)
    wrong = tables_of_tags(engine, asks)
    differ, spent = ask_all(engine, asks)
    told_of = {key: {"ms": ms} for key, ms in spent.items()}
    wrong += differ
    print(
        f"{engine.name} {engine.version}: loaded in {loaded:.1f} s; {len(asks)} tags and policies asked,"
        f" {wrong} differ; {sum(spent.values()) / 1000:.1f} s"
    )
    if word != "postgresql":
        numbers = {ask["tag"]: ask["no"] for ask in asks if ask.get("of") == "person"}
        questions = Questions(engine, numbers)
        for key, (sql, answer) in questions.all().items():
            rows, ms = median(15, lambda: engine.rows(sql))
            told_of[key] = {"ms": ms, "answer": answer(rows)}
    # The server's memory is not this process's.
    peak = 0 if word == "postgresql" else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with open(f"{folder}/{word}.json", "w", encoding="utf-8") as file:
        json.dump({"name": engine.name, "version": engine.version, "peak_mib": peak, "told": told_of}, file)
    sys.exit(1 if wrong else 0)


main()
