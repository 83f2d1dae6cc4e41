"""The rows of the budget in SQL, written by hand as somebody would who has nothing else to do.

They are asked of one wide table, `flat`, which is as kind to a column store as a table can be: a line
for each person, everything that needs no work at the time of asking already worked out (age, street and
community as small numbers, province, year of birth), and a column of booleans for each tag.
"""

FLAT = """
SELECT p.person_id AS person_id,
  coalesce(p.name, '') AS name, coalesce(p.address, '') AS address,
  CAST(dense_rank() OVER (ORDER BY p.community_code) AS SMALLINT) AS community,
  CAST(dense_rank() OVER (ORDER BY substr(p.community_code, 1, 9)) AS SMALLINT) AS street,
  CAST(coalesce(p.sex_code, 0) AS TINYINT) AS sex,
  CAST(coalesce(p.age, -1) AS SMALLINT) AS age,
  CAST(coalesce(extract(YEAR FROM p.birth_date), 9999) AS SMALLINT) AS birth_year,
  NOT p.deceased AS living,
  CAST(coalesce(p.home_dwelling_id, 0) AS BIGINT) AS home,
  CAST(coalesce(substr(p.hukou_community_code, 1, 2), '0') AS TINYINT) AS province,
  CAST(coalesce(substr(p.hukou_community_code, 1, 6), '0') AS INTEGER) AS district,
  CAST(coalesce(p.disability_level, '0') AS TINYINT) AS level,
  CAST(coalesce(p.disability_kind, '0') AS TINYINT) AS kind,
  {tags}
FROM people AS p LEFT JOIN (
  SELECT person_id, {pivot} FROM tags GROUP BY person_id
) AS f ON f.person_id = p.person_id
"""


def in_order(lines):
    """As Linli's lists go: by area, and what has none last."""
    return sorted(lines, key=lambda line: (line[0] is None, line))


class Questions:
    """Makes `flat` and asks it."""

    def __init__(self, engine, numbers):
        """`numbers` are those of the shipped tags by name; the export says which others there are."""
        self.engine = engine
        self.number = numbers
        carried = (int(row[0]) for row in engine.rows("SELECT DISTINCT tag_no FROM tags"))
        self.counted = sorted({*carried, *numbers.values()})
        engine.create(
            "flat",
            FLAT.format(
                tags=", ".join(f"coalesce(f.t{no}, 0) = 1 AS t{no}" for no in self.counted),
                pivot=", ".join(
                    f"max(CASE WHEN tag_no = {no} THEN 1 ELSE 0 END) AS t{no}" for no in self.counted
                ),
            ),
        )
        self.communities = self.coded("community", "community_code")
        self.streets = self.coded("street", "substr(community_code, 1, 9) || '000'")

    def coded(self, number, code):
        """The code behind each small number."""
        return dict(
            self.engine.rows(
                f"SELECT DISTINCT flat.{number}, {code} FROM flat JOIN people ON flat.person_id = people.person_id"
            )
        )

    def tag(self, name):
        return f"t{self.number[name]}"

    def all(self):
        """By key: the SQL, and how its lines say what Linli says."""
        chosen = f"{self.tag('老年人(60+)')} AND {self.tag('志愿者')} AND NOT {self.tag('残疾人')}"
        return {
            "count": (f"SELECT count(*) FROM flat WHERE {chosen}", lambda rows: int(rows[0][0])),
            "count-by-community": (
                f"SELECT community, count(*) FROM flat WHERE {chosen} GROUP BY community",
                lambda rows: in_order([self.communities[row[0]], int(row[1])] for row in rows),
            ),
            "pyramid": (
                "SELECT street, sex, least(age, 100) - least(age, 100) % 5 AS band, count(*) FROM flat"
                " WHERE sex IN (1, 2) AND age >= 0 GROUP BY street, sex, band",
                lambda rows: in_order(
                    [self.streets[row[0]], str(row[1]), int(row[2]) // 5, int(row[3])] for row in rows
                ),
            ),
            "alone": (
                "SELECT place, count(*) FROM (SELECT min(community) AS place FROM flat"
                " WHERE living AND home <> 0 GROUP BY home HAVING count(*) = 1 AND min(age) >= 60) AS one"
                " GROUP BY place",
                lambda rows: in_order([self.communities[row[0]], int(row[1])] for row in rows),
            ),
            "search-rare": self.search("王秀英"),
            "search-frequent": self.search("秀"),
            "tag-counts": (
                "SELECT " + ", ".join(f"countIf(t{no})" for no in self.counted) + " FROM flat",
                lambda rows: [
                    [no, int(count)] for no, count in zip(self.counted, rows[0]) if int(count)
                ],
            ),
            "old-age": self.paid(
                "living AND province = 37 AND age >= 65",
                "CASE WHEN age >= 100 THEN 60000 WHEN age >= 90 THEN 35000 WHEN age >= 80 THEN 18000"
                " WHEN age >= 70 THEN 15000 ELSE 7500 END",
            ),
            "gaoling": self.paid(
                "living AND district = 370203 AND 2026 - birth_year >= 80",
                "CASE WHEN age BETWEEN 80 AND 89 THEN 20000 ELSE 0 END",
                "CASE WHEN age BETWEEN 90 AND 99 THEN 5000 ELSE 0 END",
                "15000",
            ),
            "disability": self.paid(
                f"living AND province = 37 AND {self.tag('残疾人')}",
                f"CASE WHEN {self.tag('低保对象')} THEN 45000"
                f" WHEN {self.tag('低保边缘/低收入')} THEN 32000 ELSE 0 END",
                "CASE WHEN level = 1 THEN 35000"
                " WHEN level = 2 OR level = 3 AND kind IN (5, 6) THEN 18000 ELSE 0 END",
            ),
        }

    @staticmethod
    def search(text):
        """Linli looks into names and addresses for a word, and shows the first twenty."""
        return (
            "SELECT person_id, count(*) OVER () AS total FROM flat"
            f" WHERE name LIKE '%{text}%' OR address LIKE '%{text}%'"
            " ORDER BY name, person_id LIMIT 20",
            lambda rows: {
                "total": int(rows[0][1]) if rows else 0,
                "ids": [int(row[0]) for row in rows],
            },
        )

    @staticmethod
    def paid(who, *amounts):
        """How many are entitled, and the sum of each component in fen."""
        sums = "".join(f", sum({amount})" for amount in amounts)
        return (
            f"SELECT count(*){sums} FROM flat WHERE {who}",
            lambda rows: {
                "entitled": int(rows[0][0]),
                "fen": [int(fen or 0) for fen in rows[0][1:]],
            },
        )
