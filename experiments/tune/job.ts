import { mean } from "../stats/descriptive.js";

/** Parameters that a search varies, by name. */
export type Drawn = Readonly<Record<string, unknown>>;

/** A trial trained so far, and scored: what a search asks for. A trial is one choice of parameters. */
export interface Job {
  /** from 1, in the order of their first jobs */
  readonly trial: number;
  readonly drawn: Drawn;
  /** from 0; trials that are not halved have one rung */
  readonly rung: number;
  /** training episodes of the trial up to here, those of its earlier rungs among them */
  readonly training: number;
}

/** A job that was done. */
export interface Outcome extends Job {
  /** mean score of each tuning seed, in the order of the seeds; empty where one of them failed */
  readonly scores: readonly number[];
  /** why it failed */
  readonly failure?: string;
  /** folder of the run that did it, in the tuning's folder */
  readonly run: string;
}

/** What trials are ranked by: the mean over seeds; below all others where a seed failed. */
export function scoreOf({ scores }: Outcome): number {
  return scores.length === 0 ? Number.NEGATIVE_INFINITY : mean(scores);
}

/** Best first; of equals the earlier trial. A copy. */
export function ranked(outcomes: readonly Outcome[]): Outcome[] {
  return [...outcomes].sort((a, b) => {
    const [first, second] = [scoreOf(a), scoreOf(b)];
    return first === second ? a.trial - b.trial : second - first;
  });
}

/** The best trial of those that came farthest: scores of different rungs are not compared. Undefined where all failed. */
export function bestOf(outcomes: readonly Outcome[]): Outcome | undefined {
  const sound = outcomes.filter((outcome) => outcome.scores.length > 0);
  const farthest = Math.max(...sound.map((outcome) => outcome.rung));
  return ranked(sound.filter((outcome) => outcome.rung === farthest))[0];
}
