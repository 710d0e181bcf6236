import type { Ranking } from "../wire.js";

/** The ranking with the fields that `compare --json` promises, and no others: programs read it. Scores are there where there is an oracle to score by. */
export function promised({ baseline, looks, rows }: Ranking): Ranking {
  return {
    baseline,
    ...(looks && { looks }),
    rows: rows.map((row) => ({
      agent: row.agent,
      params: row.params,
      scenario: row.scenario,
      seeds: row.seeds,
      episodes: row.episodes,
      meanProfit: row.meanProfit,
      iqm: row.iqm,
      ci: row.ci,
      difference: row.difference,
      differenceCi: row.differenceCi,
      probabilityOfImprovement: row.probabilityOfImprovement,
      distinguishable: row.distinguishable,
      ...(row.score === undefined ? {} : { score: row.score, scoreCi: row.scoreCi }),
    })),
  };
}
