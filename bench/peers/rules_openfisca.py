"""Asks OpenFisca three policies over the people of the export: a country package of a few lines, each
policy written with its formulas and parameters as OpenFisca's own packages are.

usage: rules_openfisca.py FOLDER    FOLDER as `rule_bench PEOPLE FOLDER` writes it

Writes FOLDER/openfisca.json for rules_table.py, which compares the amounts. Ages, provinces and tags
are handed over ready-made, as Linli's snapshot holds them; making a simulation and handing over is
not timed.
"""

import json
import resource
import statistics
import sys
import time
from importlib.metadata import version

import duckdb
import numpy
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH_ASKED = "2026-11"
Person = build_entity("person", "persons", "Somebody", is_person=True)


def amount(yuan, since):
    return {"values": {since: {"value": yuan}}}


PARAMETERS = {
    "old_age": {
        "from_65": amount(75, "2016-05-01"),
        "from_70": amount(150, "2016-05-01"),
        "from_80": amount(180, "2016-05-01"),
        "from_90": amount(350, "2016-05-01"),
        "from_100": amount(600, "2016-05-01"),
    },
    "gaoling": {
        "from_80": amount(200, "2016-11-01"),
        "from_90": amount(50, "2016-11-01"),
        "examination": amount(150, "2016-11-01"),
    },
    "living": {"dibao": amount(450, "2025-07-01"), "low_income": amount(320, "2025-07-01")},
    "care": {"first": amount(350, "2025-07-01"), "other": amount(180, "2025-07-01")},
}


def variable(name, kind, **more):
    """A variable of people by the month."""
    told = {"value_type": kind, "entity": Person, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), {**told, **more})


def old_age_entitled(person, period):
    return person("living", period) * (person("province", period) == 37) * (person("age", period) >= 65)


def old_age(person, period, parameters):
    age, tiers = person("age", period), parameters(period).old_age
    tier = numpy.select(
        [age >= 100, age >= 90, age >= 80, age >= 70],
        [tiers.from_100, tiers.from_90, tiers.from_80, tiers.from_70],
        tiers.from_65,
    )
    return person("old_age_entitled", period) * tier


def gaoling_entitled(person, period):
    old = period.start.year - person("birth_year", period) >= 80
    return person("living", period) * (person("district", period) == 370203) * old


def gaoling_80(person, period, parameters):
    age = person("age", period)
    tier = (age >= 80) * (age <= 89)
    return person("gaoling_entitled", period) * tier * parameters(period).gaoling.from_80


def gaoling_90(person, period, parameters):
    age = person("age", period)
    tier = (age >= 90) * (age <= 99)
    return person("gaoling_entitled", period) * tier * parameters(period).gaoling.from_90


def examination(person, period, parameters):
    return person("gaoling_entitled", period) * parameters(period).gaoling.examination


def disability_entitled(person, period):
    return person("living", period) * (person("province", period) == 37) * person("disabled", period)


def living_benefit(person, period, parameters):
    rates = parameters(period).living
    rate = numpy.select([person("dibao", period), person("low_income", period)], [rates.dibao, rates.low_income], 0)
    return person("disability_entitled", period) * rate


def care_benefit(person, period, parameters):
    rates, level, kind = parameters(period).care, person("level", period), person("kind", period)
    other = (level == 2) + (level == 3) * ((kind == 5) + (kind == 6))
    return person("disability_entitled", period) * numpy.select([level == 1, other], [rates.first, rates.other], 0)


HANDED_OVER = {
    "age": int, "birth_year": int, "living": bool, "province": int, "district": int, "disabled": bool,
    "dibao": bool, "low_income": bool, "level": int, "kind": int,
}
WHO = [old_age_entitled, gaoling_entitled, disability_entitled]
AMOUNTS = [old_age, gaoling_80, gaoling_90, examination, living_benefit, care_benefit]
# By the keys of the table: who is entitled, and the components.
POLICIES = {
    "old-age": ("old_age_entitled", ["old_age"]),
    "gaoling": ("gaoling_entitled", ["gaoling_80", "gaoling_90", "examination"]),
    "disability": ("disability_entitled", ["living_benefit", "care_benefit"]),
}


def system():
    country = TaxBenefitSystem([Person])
    country.parameters = ParameterNode("", data=PARAMETERS)
    for name, kind in HANDED_OVER.items():
        country.add_variable(variable(name, kind))
    for kind, formulas in ((bool, WHO), (float, AMOUNTS)):
        for formula in formulas:
            country.add_variable(variable(formula.__name__, kind, formula=formula))
    return country


def people(folder):
    """What is handed over, as arrays."""
    carried = "EXISTS (FROM tags WHERE tags.person_id = p.person_id AND tag = '{}')"
    return duckdb.connect().execute(
        f"""
        CREATE VIEW tags AS FROM '{folder}/tags.parquet';
        SELECT CAST(coalesce(age, -1) AS INTEGER) AS age,
          CAST(coalesce(year(birth_date), 9999) AS INTEGER) AS birth_year,
          NOT deceased AS living,
          CAST(coalesce(hukou_community_code[1:2], '0') AS INTEGER) AS province,
          CAST(coalesce(hukou_community_code[1:6], '0') AS INTEGER) AS district,
          {carried.format('残疾人')} AS disabled, {carried.format('低保对象')} AS dibao,
          {carried.format('低保边缘/低收入')} AS low_income,
          CAST(coalesce(disability_level, '0') AS INTEGER) AS level,
          CAST(coalesce(disability_kind, '0') AS INTEGER) AS kind
        FROM '{folder}/people.parquet' AS p
        """
    ).fetchnumpy()


def simulation(country, given):
    count = len(given["age"])
    made = SimulationBuilder().build_default_simulation(country, count)
    for name in HANDED_OVER:
        made.set_input(name, MONTH_ASKED, numpy.asarray(given[name]))
    return made


def main():
    folder = sys.argv[1]
    country, given, told = system(), people(folder), {}
    for key, (who, components) in POLICIES.items():
        times = []
        for _ in range(8):
            # A simulation remembers what it worked out, so each run has its own.
            made = simulation(country, given)
            start = time.perf_counter()
            amounts = [made.calculate(name, MONTH_ASKED) for name in components]
            times.append((time.perf_counter() - start) * 1000)
        told[key] = {
            "ms": statistics.median(times[1:]),
            "answer": {
                "entitled": int(made.calculate(who, MONTH_ASKED).sum()),
                # Amounts are single precision, whose sums over a district are not exact.
                "fen": [round(float(one.sum(dtype=numpy.float64)) * 100) for one in amounts],
            },
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with open(f"{folder}/openfisca.json", "w", encoding="utf-8") as file:
        json.dump({"name": "OpenFisca", "version": version("openfisca-core"), "peak_mib": peak, "told": told}, file)


main()
