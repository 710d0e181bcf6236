import type { RunPair } from "../run-pairs.js";
import { readable, table } from "./table.js";

/**
 * The pairs of a run: differences with tests, and what common luck is worth; a table a scenario.
 *
 * @param against  only the pairs with this policy, in which it comes second; left out: every pair
 * @param stopped  seeds were added until policies were told apart
 */
export function pairsTable(pairs: readonly RunPair[], against?: string, stopped = false): string {
  const shown = against === undefined ? pairs : pairs.flatMap((pair) => turned(pair, against));
  const scenarios = [...new Set(shown.map(({ scenario }) => scenario))];
  const tables = scenarios.map((scenario) => {
    const rows = shown.filter((pair) => pair.scenario === scenario).map(cells);
    return `${scenarios.length > 1 ? `${scenario}\n` : ""}${table(rows[0].length > columns.length ? [...columns, ...planned] : columns, rows)}`;
  });
  return [...tables, caption(shown, pairs.length, stopped)].join("\n\n");
}

const columns = [
  { head: "X", align: "left" },
  { head: "Y", align: "left" },
  { head: "X - Y", align: "right" },
  { head: "95% interval", align: "right" },
  { head: "t test", align: "right" },
  { head: "permutation", align: "right" },
  { head: "Hedges' g", align: "right" },
  { head: "correlation", align: "right" },
  { head: "factor", align: "right" },
  { head: "detectable", align: "right" },
] as const;

/** Where a difference worth finding is stated. */
const planned = [
  { head: "chance", align: "right" },
  { head: "seeds needed", align: "right" },
  { head: "still", align: "right" },
] as const;

function cells({
  one,
  other,
  difference,
  ci,
  t,
  permutation,
  hedges,
  correlation,
  factor,
  planning,
}: RunPair): string[] {
  const orNone = (value: number | null, decimals: number) => (value === null ? "-" : readable(value, decimals));
  return [
    one,
    other,
    signed(difference),
    `${signed(ci[0])} to ${signed(ci[1])}`,
    chance(t.holm),
    chance(permutation.holm),
    orNone(hedges, 2),
    orNone(correlation, 3),
    orNone(factor, 1),
    readable(planning.detectable),
    ...plannedCells(planning.worth),
  ];
}

function plannedCells(worth: RunPair["planning"]["worth"]): string[] {
  if (worth === undefined) return [];
  const many = (count: number | null) => (count === null ? "over 1,000,000" : readable(count));
  return [readable(worth.power, 3), many(worth.seedsNeeded), many(worth.seedsStillNeeded)];
}

/** The pair with `against` as its second; none where it is neither. */
function turned(pair: RunPair, against: string): RunPair[] {
  if (pair.other === against) return [pair];
  if (pair.one !== against) return [];
  const minus = (value: number | null) => (value === null ? null : 0 - value);
  const { one, other, difference, ci, d, hedges, t } = pair;
  return [
    {
      ...pair,
      one: other,
      other: one,
      difference: 0 - difference,
      ci: [0 - ci[1], 0 - ci[0]],
      t: { ...t, t: minus(t.t) },
      d: minus(d),
      hedges: minus(hedges),
      a12: 1 - pair.a12,
    },
  ];
}

function chance(p: number): string {
  return p < 0.0001 ? "< 0.0001" : readable(p, 4);
}

function signed(value: number): string {
  return (value > 0 ? "+" : "") + readable(value);
}

function caption(shown: readonly RunPair[], all: number, stopped: boolean): string {
  const lines = [
    "Common luck: correlation of the two policies' scores over seeds, and the factor by which it cuts the variance of X - Y;",
    "without it the same interval would take so many times the seeds. t test and permutation: p of paired tests, adjusted by",
    `Holm over all ${all} pairs. Detectable: the difference that the t test finds in so many seeds with a chance of ${shown[0].planning.asked}.`,
  ];
  const worth = shown[0].planning.worth?.difference;
  if (worth !== undefined)
    lines.push(
      `Chance: of finding a true difference of ${readable(worth)} in so many seeds; seeds needed: for a chance of ${shown[0].planning.asked}.`,
    );
  if (stopped)
    lines.push(
      "Seeds were added until policies were told apart: go by the ranking; p and intervals here are for a number of seeds fixed before.",
    );
  if (shown.length < all) lines.push(`${shown.length} of ${all} pairs; --pairs shows all of them, --json too.`);
  return lines.join("\n");
}
