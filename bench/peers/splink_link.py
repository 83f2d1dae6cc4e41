"""Links the same cleaned files with Splink (PyPI `splink`, DuckDB backend).

usage: splink_link.py people OUT.csv FILE…        records as `linli link --records` writes them
       splink_link.py febrl3 OUT.csv dataset3.csv
       splink_link.py febrl4 OUT.csv dataset4a.csv dataset4b.csv

Writes record_id,cluster_id. The settings are what a careful user of Splink would write for these
columns: levels for each comparison, term frequencies on names, phones and dwellings, u from
random pairs, m by expectation-maximisation, clusters at 0.9.
"""

import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

PEOPLE = """
create table people as
select record_id,
       "姓名" as name,
       left("姓名", 1) as surname,
       "公民身份号码" as id_number,
       "出生日期" as birth,
       "性别" as sex,
       split_part("联系电话", ';', 1) as phone,
       case when "房间号" <> '' then concat_ws('|', "小区", "楼栋", "单元", "房间号") end as dwelling
from read_csv({files}, all_varchar = true, header = true)
"""


def blank_to_null(connection, table, columns):
    for column in columns:
        connection.execute(f"update {table} set {column} = null where trim({column}) = ''")


def people(connection, files):
    connection.execute(PEOPLE.format(files=files))
    blank_to_null(connection, "people", ["name", "surname", "id_number", "birth", "sex", "phone", "dwelling"])
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[
            cl.LevenshteinAtThresholds("name", 1).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("id_number", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("birth", [1, 2]),
            cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("phone", 1).configure(term_frequency_adjustments=True),
            cl.ExactMatch("dwelling").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_number"),
            block_on("name", "birth"),
            block_on("name", "phone"),
            block_on("name", "dwelling"),
            block_on("birth", "dwelling"),
            block_on("birth", "phone"),
        ],
    )
    deterministic = [block_on("id_number", "name")]
    sessions = [block_on("id_number"), block_on("name", "birth"), block_on("name", "dwelling")]
    return ["people"], settings, deterministic, sessions, 0.9


FEBRL = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
         "date_of_birth", "soc_sec_id"]


def febrl(connection, files):
    names = []
    for at, file in enumerate(files):
        columns = ", ".join(f"trim({column}) as {column}" for column in FEBRL)
        connection.execute(
            f"create table febrl{at} as select trim(rec_id) as record_id, {columns} "
            f"from read_csv('{file}', all_varchar = true, header = true, normalize_names = true)"
        )
        blank_to_null(connection, f"febrl{at}", FEBRL)
        names.append(f"febrl{at}")
    settings = SettingsCreator(
        link_type="dedupe_only" if len(files) == 1 else "link_only",
        unique_id_column_name="record_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.9, 0.75]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.9, 0.75]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("street_number", 1),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.75]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_2", [0.9, 0.75]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.75]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("soc_sec_id"),
            block_on("date_of_birth"),
            block_on("given_name", "surname"),
            block_on("given_name", "postcode"),
            block_on("surname", "postcode"),
            block_on("address_1"),
            block_on("address_2"),
            block_on("street_number", "postcode"),
            block_on("street_number", "suburb"),
        ],
    )
    deterministic = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    sessions = [block_on("date_of_birth"), block_on("surname", "postcode"), block_on("soc_sec_id")]
    return names, settings, deterministic, sessions, 0.5


def main():
    what, out, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    connection = duckdb.connect()
    tables, settings, deterministic, sessions, same = (people if what == "people" else febrl)(connection, files)
    api = DuckDBAPI(connection)
    linker = Linker([api.register(table, dataset_display_name=f"{table}_in") for table in tables], settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for session in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(session)
    pairs = linker.inference.predict(threshold_match_probability=0.2)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=same)
    connection.execute(
        f"copy (select record_id, cluster_id from {clusters.physical_name}) to '{out}' (header, delimiter ',')"
    )


main()
