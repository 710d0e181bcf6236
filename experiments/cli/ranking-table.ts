import type { Ranking, RankingRow } from "../wire.js";
import { readable, table } from "./table.js";

/**
 * The ranking as a reader wants it: policies by mean profit, best first, a table a scenario, and a caption that says
 * what the intervals are.
 */
export function rankingTable(ranking: Ranking): string {
  const scenarios = [...new Set(ranking.rows.map((row) => row.scenario))];
  const parts = scenarios.map((scenario) => {
    const rows = ranking.rows.filter((row) => row.scenario === scenario);
    return `${scenarios.length > 1 ? `${scenario}\n` : ""}${table(
      columns,
      rows.sort(byMean).map((row) => cells(row, ranking)),
    )}`;
  });
  return `${parts.join("\n\n")}\n\n${caption(ranking)}`;
}

const columns = [
  { head: "policy", align: "left" },
  { head: "mean profit", align: "right" },
  { head: "IQM", align: "right" },
  { head: "95% interval", align: "right" },
  { head: "difference", align: "right" },
  { head: "95% interval", align: "right" },
  { head: "P(better)", align: "right" },
  { head: "", align: "left" },
] as const;

function cells(row: RankingRow, { baseline }: Ranking): string[] {
  const start = [label(row), readable(row.meanProfit), readable(row.iqm), interval(row.ci)];
  if (label(row) === baseline || row.agent === baseline) return [...start, "baseline", "", "", ""];
  return [
    ...start,
    signed(row.difference),
    interval(row.differenceCi, signed),
    readable(row.probabilityOfImprovement, 2),
    row.distinguishable ? "" : "not distinguishable",
  ];
}

/** An agent with its parameters, where it was given any. */
function label({ agent, params }: RankingRow): string {
  const given = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return given.length === 0 ? agent : `${agent} ${given.join(" ")}`;
}

const byMean = (one: RankingRow, other: RankingRow) => other.meanProfit - one.meanProfit;
const interval = ([low, high]: readonly [number, number], show: (value: number) => string = (v) => readable(v)) =>
  `${show(low)} to ${show(high)}`;
const signed = (value: number) => (value > 0 ? "+" : "") + readable(value);

function caption({ rows, baseline }: Ranking): string {
  const seeds = rows.reduce((most, row) => Math.max(most, row.seeds), 0);
  return [
    `Profit of an episode, horizon and tail; the unit of replication is the seed (${seeds} of them), never the episode.`,
    "IQM: mean of the middle half of the seeds; its interval: 95% stratified bootstrap over seeds.",
    `Difference: to ${baseline}, paired by seed (same shoppers, same luck), with its 95% bootstrap interval.`,
    `P(better): how often the policy beats ${baseline} on a seed. Not distinguishable: the difference's interval holds 0.`,
  ].join("\n");
}
