import { rankRun, readRun } from "../results.js";
import { finishedScores } from "../run-state.js";
import { mean } from "../stats/descriptive.js";
import { meanInterval } from "../stats/mean-interval.js";
import { runScores } from "../stats/seed-scores.js";
import type { Ranking } from "../wire.js";
import { bestOf, type Drawn, type Outcome, ranked } from "./job.js";
import { episodesSpent, reportExperiment, type TuningResult } from "./run-tuning.js";
import { reportFolderOf } from "./tuning-folder.js";

/** A mean over seeds with its 95% interval, null of one seed; money of a market, else the env's reward. */
export interface Mean {
  readonly mean: number;
  readonly ci: readonly [number, number] | null;
  readonly seeds: number;
}

export interface TrialSummary {
  readonly trial: number;
  readonly params: Drawn;
  readonly rung: number;
  readonly training: number;
  /** on the tuning seeds; null where it failed */
  readonly score: Mean | null;
  readonly failure?: string;
  readonly run: string;
}

/** What a tuning found: for a program, and for the table. */
export interface TuningSummary {
  readonly name: string;
  /** `stopped`: the same command goes on */
  readonly state: "finished" | "stopped" | "failed";
  readonly ended: TuningResult["record"]["ended"];
  readonly method: string;
  readonly directory: string;
  readonly reportDirectory: string | null;
  readonly trials: number;
  readonly spent: { readonly episodes: number; readonly seconds: number };
  /** every trial at its last rung, those that came farthest first, then by score */
  readonly table: readonly TrialSummary[];
  readonly best: {
    readonly trial: number;
    readonly params: Drawn;
    /** on the seeds it was chosen by: the largest of many, and so too large */
    readonly tuning: Mean;
    /** on the reporting seeds; null before the report is finished */
    readonly reported: Mean | null;
  } | null;
  readonly ranking: Ranking | null;
}

/** @throws UserError when the report's folder cannot be read */
export async function summariseTuning({ record, report }: TuningResult, directory: string): Promise<TuningSummary> {
  const { tuning, outcomes, ended, seconds } = record;
  const best = bestOf(outcomes);
  const reportDirectory = report === null ? null : reportFolderOf(directory);
  const finished = report !== null && report.seedsDone === report.seeds;
  const scores = reportDirectory === null ? [] : finishedScores(readRun(reportDirectory));
  const tuned =
    best && finished ? scores.find((of) => of.label === reportExperiment(tuning, best).policies[0].label) : undefined;
  const failed = (ended !== null && best === undefined) || (report !== null && report.cellsFailed > 0);
  return {
    name: tuning.name,
    state: failed ? "failed" : finished ? "finished" : "stopped",
    ended,
    method: tuning.method.use,
    directory,
    reportDirectory,
    trials: new Set(outcomes.map((outcome) => outcome.trial)).size,
    spent: { episodes: episodesSpent(tuning, outcomes), seconds },
    table: lastRungs(outcomes).map(trialSummary),
    best: best
      ? {
          trial: best.trial,
          params: best.drawn,
          tuning: meanOf(best.scores),
          reported: tuned ? meanOf(tuned.scores) : null,
        }
      : null,
    ranking: reportDirectory !== null && report!.seedsDone >= 2 ? await rankRun(reportDirectory) : null,
  };
}

function trialSummary({ trial, drawn, rung, training, scores, failure, run }: Outcome): TrialSummary {
  const score = scores.length === 0 ? null : meanOf(scores);
  return { trial, params: drawn, rung, training, score, ...(failure !== undefined && { failure }), run };
}

function meanOf(scores: ArrayLike<number>): Mean {
  const own = runScores(scores);
  return { mean: mean(own), ci: own.length < 2 ? null : meanInterval(own), seeds: own.length };
}

function lastRungs(outcomes: readonly Outcome[]): Outcome[] {
  const last = new Map<number, Outcome>();
  for (const outcome of outcomes)
    if ((last.get(outcome.trial)?.rung ?? -1) < outcome.rung) last.set(outcome.trial, outcome);
  return ranked([...last.values()]).sort((a, b) => b.rung - a.rung);
}
