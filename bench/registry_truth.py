"""Holds the registry of a sample district against the sample's truth key: which records are of one person,
dwelling or place by the registry, and which are. Usage, with a data folder that `linli demo` filled:

    python3 bench/registry_truth.py DATA

Pairs of records count, as everywhere in linkage: precision is the share of pairs that the registry joins and
that are one, recall the share of pairs that are one and that it joins. Prints both as the files were loaded
and with the merges that hold, and how many records stand with somebody else: as many of an entity as are
not of the one who most of its records are of. Reads the database only (SQLite).
"""

import csv
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path

data = Path(sys.argv[1])
manifest = json.loads((data / "sample" / "manifest.json").read_text())
orders = {Path(one["path"]).name: one["order"] for one in manifest["files"]}
registry = sqlite3.connect(f"file:{data / 'linli.db'}?mode=ro", uri=True)

truth = {}
with (data / "sample" / "truth" / "records.csv").open(newline="") as file:
    for row in csv.DictReader(file):
        truth[int(row["file"]), int(row["sheet"]) - 1, int(row["row"]), row["kind"]] = row["no"], row["errors"]

merged = dict(registry.execute('SELECT gone, kept FROM "merge" WHERE undone_at IS NULL'))


def root(entity):
    while entity in merged:
        entity = merged[entity]
    return entity


# Numbers of `storage::entity::kind_no`; households have no row of their own.
KINDS = {1: "person", 2: "dwelling", 4: "place"}


def pairs(counts):
    return sum(count * (count - 1) // 2 for count in counts)


def compare(label, records, group):
    cells, entities, owners = Counter(), Counter(), Counter()
    by_entity = defaultdict(Counter)
    for entity, (owner, _) in records:
        entity = group(entity)
        cells[entity, owner] += 1
        entities[entity] += 1
        owners[owner] += 1
        by_entity[entity][owner] += 1
    right = pairs(cells.values())
    joined, one = pairs(entities.values()), pairs(owners.values())
    precision, recall = right / max(joined, 1), right / max(one, 1)
    score = 2 * precision * recall / max(precision + recall, 1e-9)
    astray = sum(sum(held.values()) - max(held.values()) for held in by_entity.values())
    print(
        f"{label:<28} {len(records):>9,} records  precision {precision:.5f}  recall {recall:.5f}"
        f"  F1 {score:.5f}  {astray:,} with somebody else"
    )
    return by_entity


found = defaultdict(list)
query = """SELECT record.kind, record.sheet, record.row, delivery.file_name, link.entity_id
    FROM record JOIN link ON link.record_id = record.id JOIN delivery ON delivery.id = record.delivery_id"""
for kind, sheet, row, name, entity in registry.execute(query):
    word = KINDS.get(kind)
    owner = truth.get((orders.get(name), sheet, row, word)) if word else None
    if owner:
        found[word].append((entity, owner))
for word, records in found.items():
    compare(f"{word}, as loaded", records, lambda entity: entity)
    if word == "person":
        by_entity = compare("person, merges included", records, root)
        asked = {
            root(low)
            for (low,) in registry.execute("SELECT low FROM review_pair WHERE names IS NOT NULL AND merge_id IS NULL")
        }
        mixed = {entity for entity, held in by_entity.items() if len(held) > 1}
        print(f"{len(mixed):,} people hold records of several; {len(mixed & asked):,} of them are asked about,")
        print(f"and {len(asked - mixed):,} who hold records of one only (一号两名)")
