import { createRng } from "../../agents/math/rng.js";
import { nextOfAsha } from "./asha.js";
import { episodesOfJobs } from "./cost.js";
import { gridPoints } from "./grid.js";
import { halvingSchedule, nextOfHalving, rungTraining } from "./halving.js";
import { type Drawn, type Job, type Outcome, scoreOf } from "./job.js";
import { latinHypercube } from "./latin-hypercube.js";
import { valueAt } from "./space.js";
import { suggestByTpe } from "./tpe.js";
import type { ResolvedTuning } from "./tuning.js";

/**
 * The jobs to do next, given all that were done: a function of these alone, so that a search goes on after any end as if it had
 * not ended, and the number of threads has no say. None where the search is over: all trials done, or none more within the
 * budget of episodes.
 *
 * Trial n of random search, and of the start of TPE and the bottom rung of ASHA, is drawn from a stream of its own: the first
 * ten trials of a longer search are those of a shorter one.
 */
export function nextJobs(tuning: ResolvedTuning, done: readonly Outcome[]): Job[] {
  return affordable(tuning, wanted(tuning, done), done);
}

function wanted(tuning: ResolvedTuning, done: readonly Outcome[]): Job[] {
  const { space, method, trials, batch, training, seed } = tuning;
  const most = trials ?? Number.POSITIVE_INFINITY;
  const begun = Math.max(0, ...done.map((outcome) => outcome.trial));
  const random = (trial: number): Drawn => {
    const rng = createRng(`${seed} trial ${trial}`);
    return Object.fromEntries(space.map((dimension) => [dimension.name, valueAt(dimension, rng.uniform())]));
  };
  const whole = (trial: number, drawn: Drawn): Job => ({ trial, drawn, rung: 0, training: training.episodes });
  // With time as the budget nobody knows how many there will be, and a large lot cut short would leave no trial whole.
  const lot = tuning.budget.seconds === undefined && trials !== null ? trials : batch;
  const numbers = (size: number) => Array.from({ length: Math.min(size, most - begun) }, (_, i) => begun + i + 1);
  switch (method.use) {
    case "grid": {
      const points = gridPoints(space, method.points);
      return numbers(lot).map((trial) => whole(trial, points[trial - 1]));
    }
    case "random":
      return numbers(lot).map((trial) => whole(trial, random(trial)));
    case "lhs": {
      const points = hypercube(tuning);
      return numbers(lot).map((trial) => whole(trial, points[trial - 1]));
    }
    case "halving": {
      const schedule = halvingSchedule(most, { ...method, to: training.episodes });
      const drawn = done.length > 0 ? [] : Array.from({ length: most }, (_, i) => random(i + 1));
      return nextOfHalving(schedule, drawn, done);
    }
    case "asha": {
      const ladder = rungTraining({ ...method, to: training.episodes });
      return nextOfAsha({ training: ladder, eta: method.eta, batch, trials: most, draw: random }, done);
    }
    case "tpe": {
      const early = Math.min(most, method.startup) - begun;
      if (early > 0)
        return numbers(Math.min(early, tuning.budget.seconds === undefined ? early : batch)).map((trial) =>
          whole(trial, random(trial)),
        );
      const scored = done.map((outcome) => ({ drawn: outcome.drawn, score: scoreOf(outcome) }));
      return numbers(batch).map((trial) => {
        const drawn = suggestByTpe(space, scored, method, createRng(`${seed} tpe ${trial}`));
        // The next of the lot keeps away from it, as if it had been poor.
        scored.push({ drawn, score: Number.NEGATIVE_INFINITY });
        return whole(trial, drawn);
      });
    }
  }
}

function hypercube({ space, trials, seed }: ResolvedTuning): Drawn[] {
  const points = latinHypercube(trials!, space.length, createRng(`${seed} lhs`));
  return Array.from({ length: trials! }, (_, row) =>
    Object.fromEntries(
      space.map((dimension, column) => [dimension.name, valueAt(dimension, points[row * space.length + column])]),
    ),
  );
}

/** The first of the jobs, as many as the budget of episodes still pays. */
function affordable(tuning: ResolvedTuning, jobs: readonly Job[], done: readonly Outcome[]): Job[] {
  const { episodes = Number.POSITIVE_INFINITY } = tuning.budget;
  const costs = episodesOfJobs(tuning, jobs, done);
  let left = episodes - episodesOfJobs(tuning, done).reduce((sum, cost) => sum + cost, 0);
  const dear = costs.findIndex((cost) => {
    left -= cost;
    return left < 0;
  });
  return dear < 0 ? [...jobs] : jobs.slice(0, dear);
}
