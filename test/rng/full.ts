import { table } from "../../experiments/cli/table.js";
import { battery, FULL } from "./battery.js";
import { coordinates } from "./coordinates.js";

/*
 * `npm run test:rng`: the battery of the keyed draws in full, along every coordinate. Prints every statistic and exits with 1
 * where any of them would come about by chance less often than once in ten thousand runs of them all (Bonferroni).
 */
const FAMILY_WISE = 1e-4;

const rows = Object.entries(coordinates).flatMap(([coordinate, sequence]) => {
  process.stderr.write(`${coordinate}\n`);
  return battery(sequence(), FULL).map((finding) => ({ coordinate, ...finding }));
});
const level = FAMILY_WISE / rows.length;
const left = (head: string) => ({ head, align: "left" }) as const;
const right = (head: string) => ({ head, align: "right" }) as const;
process.stdout.write(
  `${table(
    [left("along"), left("test"), right("statistic"), right("expected"), right("z"), right("p"), left("")],
    rows.map(({ coordinate, test, statistic, expectation, z, p }) => [
      coordinate,
      test,
      statistic.toPrecision(6),
      expectation.toPrecision(6),
      z.toFixed(2),
      p.toPrecision(3),
      p < level ? "MISS" : "",
    ]),
  )}\n`,
);
const misses = rows.filter(({ p }) => p < level).length;
process.stdout.write(
  `${FULL.words} draws along each of ${Object.keys(coordinates).length} coordinates, ${rows.length} tests, ` +
    `${misses} with p below ${level.toPrecision(2)} (1e-4 for all together)\n`,
);
process.exitCode = misses > 0 ? 1 : 0;
