SELECT SUM(CASE WHEN `holds` THEN 1 ELSE 0 END) AS `yes`, SUM(CASE WHEN `holds` IS NULL THEN 1 ELSE 0 END) AS `unknown`
FROM (
SELECT `t0`.`person_id` AS `id`,
  ((CASE WHEN `t0`.`birth_date` <= (CASE WHEN `t0`.`death_date` < DATE '2026-11-22' THEN `t0`.`death_date` ELSE DATE '2026-11-22' END) THEN CAST((EXTRACT(YEAR FROM (CASE WHEN `t0`.`death_date` < DATE '2026-11-22' THEN `t0`.`death_date` ELSE DATE '2026-11-22' END)) - EXTRACT(YEAR FROM `t0`.`birth_date`) - CASE WHEN (EXTRACT(MONTH FROM (CASE WHEN `t0`.`death_date` < DATE '2026-11-22' THEN `t0`.`death_date` ELSE DATE '2026-11-22' END)) * 100 + EXTRACT(DAY FROM (CASE WHEN `t0`.`death_date` < DATE '2026-11-22' THEN `t0`.`death_date` ELSE DATE '2026-11-22' END))) < (EXTRACT(MONTH FROM `t0`.`birth_date`) * 100 + EXTRACT(DAY FROM `t0`.`birth_date`)) THEN 1 ELSE 0 END) AS DOUBLE) ELSE CAST(NULL AS DOUBLE) END) >= CAST(80 AS DOUBLE)) AS `holds`
FROM `people` AS `t0`
) AS `answers`
