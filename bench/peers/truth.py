"""Compares record_id,cluster_id with the truth, over all pairs of records.

usage: truth.py sample FOLDER CLUSTERS.csv    FOLDER as `linli sample` writes it; a record is
                                              called FILE:ROW
       truth.py febrl CLUSTERS.csv            rec-17-dup-0 is of person 17
"""

import csv
import json
import sys
from collections import Counter


def sample(folder):
    with open(f"{folder}/manifest.json", encoding="utf-8") as file:
        order = {str(entry["order"]): entry["path"].split("/")[-1] for entry in json.load(file)["files"]}
    with open(f"{folder}/truth/records.csv", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        people = {(order[row["file"]], row["row"]): row["no"] for row in rows if row["kind"] == "person"}
    return lambda record: people[tuple(record.rsplit(":", 1))]


def pairs(groups):
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def main():
    truth = sample(sys.argv[2]) if sys.argv[1] == "sample" else (lambda record: record.split("-")[1])
    with open(sys.argv[-1], encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        records = [(cluster, truth(record)) for record, cluster in rows]
    found, true = pairs(cluster for cluster, _ in records), pairs(person for _, person in records)
    right = pairs(records)
    precision, recall, f1 = right / found, right / true, 2 * right / (found + true)
    print(f"  {len(records)} records, precision {precision:.5f}, recall {recall:.5f}, F1 {f1:.5f}")


main()
