import { extent, ticks } from "d3";
import { stringify } from "yaml";
import { experimentFile } from "../experiment-file.js";
import { UserError } from "../faults.js";
import type { Chart, Plot, TableSection } from "../portable/plot.js";
import { verdict } from "../portable/verdict.js";
import type { RealismCard } from "../realism/card.js";
import type { RunRecord } from "../results.js";
import { curvesOfRun, type ScenarioCurves } from "../run-curves.js";
import { pairsOfRun, type RunPair } from "../run-pairs.js";
import { finishedScores } from "../run-state.js";
import type { AgentScores } from "../stats/agent-scores.js";
import type { SeedScores } from "../stats/seed-scores.js";
import { studyOf } from "../stats/study.js";
import type { Ranking, RankingRow } from "../wire.js";
import { type Cost, costsOf } from "./costs.js";
import { COST_HEADS, costCells, overviewTable } from "./overview.js";
import { latexTable, markdownTable, type TextTable } from "./typeset.js";

/** A run as others are shown it: a page that needs nothing else, and the ranking for papers. */
export interface RunReport {
  readonly page: Plot;
  readonly markdown: string;
  /** a tabular a scenario, for the package booktabs */
  readonly latex: string;
}

/**
 * Everything about a run in one place: ranking, differences, performance profiles, learning curves, pairs with tests, how real the scenarios'
 * shoppers are, the experiment as it was resolved, and how to get the same again.
 *
 * @param cards  of the run's scenarios; none where they were not measured
 */
export function reportOfRun(run: RunRecord, ranking: Ranking, cards: readonly RealismCard[] = []): RunReport {
  const { summary, config } = run;
  const { currency = "", seeds, scoredDays } = summary;
  const scenarios = [...new Set(ranking.rows.map(({ scenario }) => scenario))];
  const named = (title: string, scenario: string) => (scenarios.length > 1 ? `${title}: ${scenario}` : title);
  const rowsOf = (scenario: string) => ranking.rows.filter((row) => row.scenario === scenario);
  const finished = finishedScores(run);
  const lead = verdict(ranking, { seeds, days: scoredDays, currency });
  const costOf = costsOf(run.cells);
  const overview = overviewTable(ranking, run.cells);
  const overviews =
    overview === undefined ? [] : [{ heading: "Scores by scenario", ...overview, caption: OVERVIEW_CAPTION }];
  const rankings = scenarios.map((scenario) => ({
    heading: named("Ranking", scenario),
    ...rankingTable(rowsOf(scenario), ranking.baseline, (label) => costOf(scenario, label)),
    caption: RANKING_CAPTION,
  }));
  const pairs = pairsOfRun(run);
  const curves = curvesSoFar(run);
  return {
    page: {
      title: summary.name,
      lead,
      charts: scenarios.flatMap((scenario): Chart[] => [
        differencesChart(named("Difference to the baseline", scenario), rowsOf(scenario), ranking.baseline, currency),
        profilesChart(
          named("Performance profiles", scenario),
          finished.filter((policy) => policy.scenario === scenario),
          currency,
        ),
        ...curves
          .filter((of) => of.scenario === scenario)
          .map((of) => curvesChart(named("Learning curves", scenario), of, currency)),
      ]),
      tables: [
        ...overviews,
        ...rankings,
        ...scenarios.map((scenario) =>
          pairsTable(
            named("Pairs", scenario),
            pairs.filter((pair) => pair.scenario === scenario),
          ),
        ),
        ...cards.map(realismTable),
      ],
      texts: [
        { heading: "How to get the same again", text: recipe(run) },
        {
          heading: "The experiment",
          text: stringify(experimentFile(config.experiment)),
          caption: "a file for promolab sweep, scenarios and every default written out",
        },
      ],
    },
    markdown: [
      lead,
      ...overviews.map((table) => `## ${table.heading}\n\n${markdownTable(table)}\n\n${table.caption}`),
      ...rankings.map((table) => `${scenarios.length > 1 ? `## ${table.heading}\n\n` : ""}${markdownTable(table)}`),
      RANKING_CAPTION,
      "",
    ].join("\n\n"),
    latex: `${rankings.map((table) => `% ${table.heading}\n${latexTable(table)}`).join("\n\n")}\n`,
  };
}

const RANKING_CAPTION =
  "Scores are sums of rewards over horizon and tail. IQM: mean of the middle half of the seeds, 95% interval by stratified bootstrap over seeds. " +
  "Difference: mean over seeds to the baseline under the same luck, with its 95% interval. P(better): chance that a run scores above one of the baseline. " +
  "Score: share of what the oracle gains over no promotion, where both were run and can be told apart. " +
  "Seconds are of a processor, mean over seeds: of a seed's training or the plan made before a season, and of an evaluation season.";

const OVERVIEW_CAPTION =
  "Share of what the oracle gains over no promotion, with its 95% interval over seeds; empty where that cannot be told. Seconds of a processor, mean over scenarios and seeds.";

function rankingTable(
  rows: readonly RankingRow[],
  baseline: string,
  costOf: (label: string) => Cost | undefined,
): TextTable {
  const scored = rows.some(({ score }) => score !== undefined);
  const timed = rows.some((row) => costOf(row.label ?? row.agent) !== undefined);
  const left = (head: string) => ({ head, align: "left" }) as const;
  const right = (head: string) => ({ head, align: "right" }) as const;
  return {
    columns: [
      left("policy"),
      ...["seeds", "mean", "IQM", "95% interval", "difference", "95% interval", "P(better)"].map(right),
      ...(scored ? [right("score"), right("95% interval")] : []),
      ...(timed ? COST_HEADS.map(right) : []),
    ],
    rows: rows.map((row) => {
      const name = row.label ?? row.agent;
      const start = [name, String(row.seeds), whole(row.meanProfit), whole(row.iqm), interval(row.ci, whole)];
      const compared =
        name === baseline
          ? ["baseline", "", ""]
          : [signed(row.difference), interval(row.differenceCi, signed), row.probabilityOfImprovement.toFixed(2)];
      const score =
        row.score === undefined ? ["", ""] : [row.score.toFixed(2), interval(row.scoreCi!, (x) => x.toFixed(2))];
      return [...start, ...compared, ...(scored ? score : []), ...(timed ? costCells(costOf(name)) : [])];
    }),
  };
}

function differencesChart(heading: string, rows: readonly RankingRow[], baseline: string, currency: string): Chart {
  return {
    kind: "dots",
    heading,
    caption: "mean over seeds under the same luck, with its 95% interval",
    x: { title: `difference to ${baseline}, ${currency} an episode`.replace(",  an", " an") },
    rule: { value: 0, label: baseline },
    rows: rows
      .filter(({ label, agent }) => (label ?? agent) !== baseline)
      .map(({ label, agent, difference, differenceCi: [low, high] }) => ({
        name: label ?? agent,
        value: difference,
        low,
        high,
      })),
  };
}

/** Lines that anybody can still tell apart. */
const MOST_LINES = 8;
const PROFILE_POINTS = 40;

function profilesChart(heading: string, policies: readonly SeedScores[], currency: string): Chart {
  const agents = policies.map(
    ({ label, scenario, seeds, scores }): AgentScores => ({
      name: label,
      tasks: [scenario],
      runs: seeds,
      named: true,
      scores: [scores],
    }),
  );
  const best = [...agents].sort((a, b) => middle(b.scores[0]) - middle(a.scores[0])).slice(0, MOST_LINES);
  const [low, high] = extent(best.flatMap(({ scores }) => [...scores[0]])) as [number, number];
  const study = studyOf(best, { thresholds: low < high ? ticks(low, high, PROFILE_POINTS) : [low], resamples: 1000 });
  const left = agents.length - best.length;
  return {
    kind: "lines",
    heading,
    caption: `share of seeds that score above, with its 95% interval${left > 0 ? `; of the ${best.length} policies with the best medians of ${agents.length}` : ""}`,
    x: { title: `score, ${currency} an episode`.replace(",  an", " an") },
    y: { title: "share of seeds above it" },
    series: study.agents.map(({ agent, profile }) => ({
      name: agent,
      x: profile.map(({ threshold }) => threshold),
      y: profile.map(({ share }) => share),
      ribbons: [{ name: "95%", low: profile.map(({ ci }) => ci[0]), high: profile.map(({ ci }) => ci[1]) }],
    })),
  };
}

/** None where nobody learned, or too few seeds are trained yet. */
function curvesSoFar(run: RunRecord): ScenarioCurves[] {
  try {
    return curvesOfRun(run);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function curvesChart(heading: string, { learners, window }: ScenarioCurves, currency: string): Chart {
  const shown = [...learners].sort((a, b) => b.final.value - a.final.value).slice(0, MOST_LINES);
  const left = learners.length - shown.length;
  return {
    kind: "lines",
    heading,
    caption: `scores while learning, mean of ${window} episodes and over seeds, with its 95% interval${left > 0 ? `; the ${shown.length} learners that end highest of ${learners.length}` : ""}`,
    x: { title: "training episode" },
    y: { title: `score, ${currency} an episode`.replace(",  an", " an"), fromZero: false },
    series: shown.map(({ label, curve }) => ({
      name: label,
      x: curve.map(({ episode }) => episode),
      y: curve.map(({ value }) => value),
      ribbons: [{ name: "95%", low: curve.map(({ ci }) => ci[0]), high: curve.map(({ ci }) => ci[1]) }],
    })),
  };
}

function pairsTable(heading: string, pairs: readonly RunPair[]): TableSection {
  const right = (head: string) => ({ head, align: "right" }) as const;
  return {
    heading,
    caption:
      "X less Y over the seeds that all have, 95% interval; p of the paired t and permutation tests adjusted by Holm over all pairs of the run; Hedges' g of the differences; correlation under common luck, and the factor by which it shrinks the variance of the difference",
    columns: [
      { head: "X", align: "left" },
      { head: "Y", align: "left" },
      ...["X - Y", "95% interval", "t test, p", "permutation, p", "g", "correlation", "factor"].map(right),
    ],
    rows: pairs.map(({ one, other, difference, ci, t, permutation, hedges, correlation, factor }) => [
      one,
      other,
      signed(difference),
      interval(ci, signed),
      chance(t.holm),
      chance(permutation.holm),
      ...[hedges, correlation, factor].map((value) => value?.toFixed(2) ?? ""),
    ]),
  };
}

function realismTable({ scenario, rows, ok }: RealismCard): TableSection {
  const right = (head: string) => ({ head, align: "right" }) as const;
  const missed = rows.filter((row) => !row.ok).length;
  return {
    heading: `How real the shoppers of ${scenario} are`,
    caption: ok
      ? `all ${rows.length} rows lie in the bands of the literature`
      : `${missed} of ${rows.length} rows miss their band`,
    columns: [
      { head: "measure", align: "left" },
      ...["value", "s.e.", "low", "high"].map(right),
      { head: "", align: "left" },
      { head: "source of the band", align: "left" },
    ],
    rows: rows.map(({ measure, value, se, low, high, source, ok: within }) => [
      measure,
      ...[value, se, low, high].map((figure) => figure.toFixed(2)),
      within ? "" : "misses",
      source,
    ]),
  };
}

function recipe({ summary, config }: RunRecord): string {
  return [
    `promolab ${config.engine}`,
    `npx promolab sweep experiment.yaml    # the experiment above, saved as a file`,
    `npx promolab reproduce runs/${summary.name}    # plays it again and says whether every bit is the same`,
    "",
    `experiment  ${config.hash}`,
    `results     ${summary.hash}`,
    `${summary.cellsDone} of ${summary.cells} cells finished, ${summary.cellsFailed} failed, ${summary.seedsDone} of ${summary.seeds} seeds done by all policies`,
  ].join("\n");
}

const number = (value: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
const whole = number;
const signed = (value: number) => `${value > 0 ? "+" : ""}${number(value)}`;
const interval = ([low, high]: readonly [number, number], written: (value: number) => string) =>
  `${written(low)} to ${written(high)}`;
const chance = (p: number) => (p < 0.001 ? "<.001" : p.toFixed(3).replace(/^0/, ""));

function middle(scores: Float64Array): number {
  const sorted = Float64Array.from(scores).sort();
  return sorted[sorted.length >> 1];
}
