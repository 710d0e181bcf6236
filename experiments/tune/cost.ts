import { halvingSchedule } from "./halving.js";
import type { Job } from "./job.js";
import type { ResolvedTuning } from "./tuning.js";

type Costly = Pick<ResolvedTuning, "learns" | "seeds" | "training" | "evaluation">;

/**
 * Episodes of a job: on every tuning seed, those it trains beyond its trial's earlier rungs, and those it is scored on.
 *
 * @param trained  training episodes of the trial's rung before, 0 for its first
 */
export function episodesOf(tuning: Costly, training: number, trained: number): number {
  const more = tuning.learns ? training - trained : 0;
  return tuning.seeds.tuning.length * (more + tuning.evaluation.episodes);
}

/**
 * Episodes of jobs, each with what it adds to its trial's rung before.
 *
 * @param done  what was done before them, the rungs below them among it or among themselves
 */
export function episodesOfJobs(tuning: Costly, jobs: readonly Job[], done: readonly Job[] = jobs): number[] {
  const trained = new Map(done.map((job) => [`${job.trial}/${job.rung}`, job.training]));
  return jobs.map((job) => episodesOf(tuning, job.training, trained.get(`${job.trial}/${job.rung - 1}`) ?? 0));
}

/** Episodes that successive halving takes from so many trials. */
export function episodesOfHalving(
  tuning: Costly,
  trials: number,
  ladder: { readonly eta: number; readonly from: number },
): number {
  let trained = 0;
  let sum = 0;
  for (const rung of halvingSchedule(trials, { ...ladder, to: tuning.training.episodes })) {
    sum += rung.trials * episodesOf(tuning, rung.training, trained);
    trained = rung.training;
  }
  return sum;
}

/** The most trials whose cost, which rises with their number, a budget pays; 0 where it pays none. */
export function mostTrials(budget: number, costOf: (trials: number) => number): number {
  let high = 1;
  while (high < 100_000 && costOf(high) <= budget) high *= 2;
  let low = Math.floor(high / 2);
  if (costOf(high) <= budget) return high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (costOf(middle) <= budget) low = middle;
    else high = middle;
  }
  return low;
}
