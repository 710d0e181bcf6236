import type { Ranking, RankingRow, RunSummary } from "../experiments/wire.js";
import { money } from "./format.js";
import { policyLabel, severalScenarios } from "./policy.js";

/**
 * What the ranking says so far, in a sentence or two.
 *
 * The leader is the row with the highest mean profit. Others count as not told from it where the intervals of their
 * differences to the baseline overlap with the leader's: stricter than a test of the pair, so it never claims too much.
 */
export function verdict(ranking: Ranking | null, run: RunSummary | undefined): string {
  const running = run?.state === "running";
  if (!ranking || ranking.rows.length === 0) {
    return running
      ? "No policy has finished enough seeds to be ranked yet."
      : "No policy has finished enough seeds to be ranked.";
  }
  const { rows } = ranking;
  const several = severalScenarios(rows);
  if (several) return `${seedsDone(rows, run)}; each scenario has a ranking of its own below.`;
  const leader = rows.reduce((best, row) => (row.meanProfit > best.meanProfit ? row : best));
  const label = (row: RankingRow) => policyLabel(row, false);
  const baseline = rows.find((row) => isBaseline(row, ranking.baseline));
  const after = seedsDone(rows, run);
  if (leader === baseline) {
    const close = rows.filter((row) => row !== leader && !row.distinguishable).map(label);
    return `No policy beats ${label(leader)} ${after}${rest(close, "cannot be told from it", running)}`;
  }
  const by = `${amount(leader.difference, run)} (95% ${interval(leader.differenceCi, run)})`;
  if (!leader.distinguishable) {
    return `${label(leader)} is ahead of ${ranking.baseline} by ${by} ${after}, but the two cannot be told apart${running ? " yet" : ""}.`;
  }
  const close = rows.filter((row) => row !== leader && row.differenceCi[1] >= leader.differenceCi[0]).map(label);
  return `${label(leader)} earns ${by} more than ${ranking.baseline} ${after}${rest(close, "cannot be told from it", running)}`;
}

/** @param baseline  the ranking's label of it: an agent, or an agent with its parameters */
export function isBaseline(row: RankingRow, baseline: string): boolean {
  return row.agent === baseline || policyLabel(row, false) === baseline;
}

function rest(labels: readonly string[], what: string, running: boolean): string {
  if (labels.length === 0) return running ? "." : ", and no other policy comes close.";
  const yet = running ? " yet" : "";
  if (labels.length <= 2) return `; ${labels.join(" and ")} ${what}${yet}.`;
  return `; ${labels.slice(0, 2).join(", ")} and ${labels.length - 2} more ${what}${yet}.`;
}

function seedsDone(rows: readonly RankingRow[], run: RunSummary | undefined): string {
  const done = run?.seedsDone ?? Math.min(...rows.map((row) => row.seeds));
  return run && done < run.seeds ? `after ${done} of ${run.seeds} seeds` : `over ${done} seeds`;
}

/** Money a day where the run says how many days a score covers, else money an episode. */
function amount(difference: number, run: RunSummary | undefined): string {
  const currency = run?.currency ?? "";
  return run?.scoredDays
    ? `${money(currency, difference / run.scoredDays)} a day`
    : `${money(currency, difference)} an episode`;
}

function interval([low, high]: readonly [number, number], run: RunSummary | undefined): string {
  const days = run?.scoredDays ?? 1;
  return `${money("", low / days)} to ${money("", high / days)}`;
}
