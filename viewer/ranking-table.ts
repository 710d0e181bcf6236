import type { RankingRow, RunSummary } from "../experiments/wire.js";
import type { Table } from "./export.js";
import { policyNames } from "./policy.js";

/** The exact numbers of a ranking, as `promolab compare` has them. */
export function rankingTable(rows: readonly RankingRow[], run: RunSummary | undefined): Table {
  const nameOf = policyNames(rows);
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
    ]),
  };
}
