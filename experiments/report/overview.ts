import type { CellRecord } from "../run-state.js";
import type { Ranking } from "../wire.js";
import { costsOf } from "./costs.js";
import type { TextTable } from "./typeset.js";

/**
 * Policies by scenarios: every score with its 95% interval, and what a policy costs in the mean of the scenarios. In the order of
 * the ranking's rows.
 *
 * @returns undefined where there is one scenario alone, or nothing was scored
 */
export function overviewTable({ rows }: Ranking, cells: readonly CellRecord[]): TextTable | undefined {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  if (scenarios.length < 2 || rows.every(({ score }) => score === undefined)) return undefined;
  const labels = [...new Set(rows.map(({ label, agent }) => label ?? agent))];
  const costOf = costsOf(cells);
  const right = (head: string) => ({ head, align: "right" }) as const;
  return {
    columns: [{ head: "policy", align: "left" }, ...scenarios.map(right), ...COST_HEADS.map(right)],
    rows: labels.map((name) => [
      name,
      ...scenarios.map((scenario) => {
        const row = rows.find((one) => one.scenario === scenario && (one.label ?? one.agent) === name);
        if (row?.score === undefined) return "";
        const [low, high] = row.scoreCi!;
        return `${row.score.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
      }),
      ...costCells(meanOf(scenarios.flatMap((scenario) => costOf(scenario, name) ?? []))),
    ]),
  };
}

/** What costs are called in tables. */
export const COST_HEADS = ["s to train", "s a season"] as const;

/** A cost as a table's cells, seconds; empty where nobody knows. */
export function costCells(cost: ReturnType<ReturnType<typeof costsOf>>): string[] {
  return cost === undefined ? ["", ""] : [cost.training.toFixed(2), cost.season.toFixed(2)];
}

function meanOf(costs: readonly { training: number; season: number }[]) {
  if (costs.length === 0) return undefined;
  const mean = (read: (cost: (typeof costs)[number]) => number) =>
    costs.reduce((sum, cost) => sum + read(cost), 0) / costs.length;
  return { training: mean(({ training }) => training), season: mean(({ season }) => season) };
}
