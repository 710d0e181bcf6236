import { verdict } from "../portable/verdict.js";
import type { Ranking, RankingRow } from "../wire.js";
import { readable, table } from "./table.js";

/**
 * The ranking as a reader wants it: policies by mean profit, best first, a table a scenario; then what to make of it in a
 * sentence, and what the figures are.
 *
 * @param currency  sign of the money unit, where all scenarios share it
 */
export function rankingTable(ranking: Ranking, currency?: string): string {
  const scenarios = [...new Set(ranking.rows.map((row) => row.scenario))];
  const tables = scenarios.map((scenario) => {
    const rows = ranking.rows.filter((row) => row.scenario === scenario);
    const head = scenarios.length > 1 ? `${scenario}\n` : "";
    return `${head}${scenarioTable(rows, ranking.baseline)}`;
  });
  return [...tables, verdict(ranking, { currency }), caption(ranking, currency)].join("\n\n");
}

const columns = [
  { head: "policy", align: "left" },
  { head: "mean profit", align: "right" },
  { head: "IQM", align: "right" },
  { head: "95% interval", align: "right" },
  { head: "difference", align: "right" },
  { head: "95% interval", align: "right" },
  { head: "P(better)", align: "right" },
] as const;
const scoreColumns = [
  { head: "score", align: "right" },
  { head: "95% interval", align: "right" },
] as const;
const remark = { head: "", align: "left" } as const;

function scenarioTable(rows: readonly RankingRow[], baseline: string): string {
  const base = baselineRow(rows, baseline);
  const scored = rows.some((row) => row.score !== undefined);
  const share = (value: number) => readable(value, 2);
  const scoreCells = ({ score, scoreCi }: RankingRow) => {
    if (!scored) return [];
    return score === undefined || scoreCi === undefined ? ["", ""] : [share(score), interval(scoreCi, share)];
  };
  const cells = (row: RankingRow) => {
    const start = [label(row, rows), readable(row.meanProfit), readable(row.iqm), interval(row.ci, readable)];
    if (row === base) return [...start, "baseline", "", "", ...scoreCells(row), ""];
    const { difference, differenceCi, probabilityOfImprovement, distinguishable } = row;
    const compared = [signed(difference), interval(differenceCi, signed), readable(probabilityOfImprovement, 2)];
    return [...start, ...compared, ...scoreCells(row), distinguishable ? "" : "not distinguishable"];
  };
  return table(
    [...columns, ...(scored ? scoreColumns : []), remark],
    [...rows].sort((one, other) => other.meanProfit - one.meanProfit).map(cells),
  );
}

/** The agent, with the parameters in which it differs from its namesakes: what an experiment calls it by default. */
function label({ agent, params }: RankingRow, rows: readonly RankingRow[]): string {
  const namesakes = rows.filter((row) => row.agent === agent);
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const varied = Object.keys(params).filter((name) =>
    namesakes.some((row) => text(row.params[name]) !== text(params[name])),
  );
  return [agent, ...varied.map((name) => `${name}=${text(params[name])}`)].join(" ");
}

/** A policy may carry a label of its own, which rows do not tell: then the baseline is the one that differs by nothing. */
function baselineRow(rows: readonly RankingRow[], baseline: string): RankingRow | undefined {
  const alike = rows.filter(({ difference, differenceCi: [low, high] }) => difference === 0 && low === 0 && high === 0);
  return alike.find((row) => label(row, rows) === baseline) ?? alike[0];
}

function interval([low, high]: readonly [number, number], show: (value: number) => string): string {
  return `${show(low)} to ${show(high)}`;
}

function signed(value: number): string {
  return (value > 0 ? "+" : "") + readable(value);
}

function caption({ rows, baseline, looks }: Ranking, currency: string | undefined): string {
  const seeds = rows.reduce((most, row) => Math.max(most, row.seeds), 0);
  const unit = currency === undefined ? "Profit" : `Profit in ${currency}`;
  return [
    `${unit} of an episode, horizon and tail. The unit of replication is the seed (${seeds} of them), never the episode.`,
    "IQM: mean of the middle half of the seeds; its interval: 95% stratified bootstrap over seeds.",
    looks === undefined
      ? `Difference: to ${baseline}, paired by seed (same shoppers, same luck), with the 95% interval of its mean.`
      : `Difference: to ${baseline}, paired by seed, with a confidence sequence: with a chance of 95% all of them hold at every look from ${looks.from} to ${looks.to} seeds.`,
    `P(better): chance that a run scores above one of ${baseline}, over all pairs of seeds, ties half.`,
    ...(rows.some(({ score }) => score !== undefined)
      ? ["Score: gain over no-promotion as a share of the oracle's, with its bootstrap interval over seeds."]
      : []),
    `Not distinguishable: the interval of the difference to ${baseline} holds 0.`,
  ].join("\n");
}
