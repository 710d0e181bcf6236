import type { RankingRow, RunSummary } from "../experiments/wire.js";
import type { Table } from "./export.js";
import { policyNames } from "./policy.js";

/** The exact numbers of a ranking, as `promolab compare` has them. */
export function rankingTable(rows: readonly RankingRow[], run: RunSummary | undefined): Table {
  const nameOf = policyNames(rows);
  const scored = rows.some((row) => row.score !== undefined);
  const unit = run?.currency ? `, ${run.currency} an episode` : ", money an episode";
  return {
    columns: [
      "policy",
      "scenario",
      "seeds",
      "episodes",
      `mean profit${unit}`,
      `interquartile mean${unit}`,
      "95% from",
      "95% to",
      `difference${unit}`,
      "difference 95% from",
      "difference 95% to",
      "probability of improvement",
      "distinguishable",
      ...(scored ? ["score, share of the oracle's gain", "score 95% from", "score 95% to"] : []),
    ],
    rows: rows.map((row) => [
      nameOf(row),
      row.scenario,
      row.seeds,
      row.episodes,
      row.meanProfit,
      row.iqm,
      ...row.ci,
      row.difference,
      ...row.differenceCi,
      row.probabilityOfImprovement,
      row.distinguishable ? "yes" : "no",
      ...(scored ? [row.score ?? "", ...(row.scoreCi ?? ["", ""])] : []),
    ]),
  };
}
