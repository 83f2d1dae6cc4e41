"""Prints Linli's times beside those of its peers, and compares their answers.

usage: rules_table.py FOLDER    after rule_bench, rules_ask.py and rules_openfisca.py wrote there

Exits 1 when an answer differs.
"""

import json
import os
import sys

PEERS = ("duckdb", "chdb", "openfisca", "postgresql")


def read(folder, name):
    path = f"{folder}/{name}.json"
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def width(text):
    """Columns of a terminal: Chinese characters and their like take two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def main():
    folder = sys.argv[1]
    linli = read(folder, "linli")
    peers = [peer for peer in (read(folder, name) for name in PEERS) if peer]
    names = [f"{peer['name']} {peer['version']}" for peer in peers]
    print("\nMedians of warm runs, milliseconds; the same people, the same machine, the same run.")
    print(" " * 62 + f"{'Linli':>10}{'budget':>8}" + "".join(f"{name:>18}" for name in names))
    wrong = []
    for row in linli["questions"]:
        budget = "" if row["budget"] is None else f"{row['budget']:g}"
        cells = ""
        for peer in peers:
            told = peer["told"].get(row["key"])
            cells += f"{told['ms']:>18.2f}" if told else f"{'—':>18}"
            if told and "answer" in told and told["answer"] != row["answer"]:
                wrong.append(f"{row['name']}: Linli {row['answer']}, {peer['name']} {told['answer']}")
        print(row["name"] + " " * (62 - width(row["name"])) + f"{row['ms']:>10.3f}{budget:>8}{cells}")
    print(
        f"{'most memory that the process had, MiB':<62}{linli['peak_mib']:>10}{'':>8}"
        + "".join(f"{peer['peak_mib']:>18}" if peer["peak_mib"] else f"{'—':>18}" for peer in peers)
    )
    for line in wrong:
        print(f"DIFFERS {line[:400]}")
    print("Every answer in the table is the same." if not wrong else f"{len(wrong)} answers differ.")
    sys.exit(1 if wrong else 0)


main()
