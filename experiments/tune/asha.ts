import { type Drawn, type Job, type Outcome, ranked } from "./job.js";

export interface AshaOptions {
  /** training episodes of each rung, rising */
  readonly training: readonly number[];
  readonly eta: number;
  /** jobs between two looks at the results */
  readonly batch: number;
  /** trials that are begun at the most */
  readonly trials: number;
  /** parameters of a trial, numbered from 1 */
  draw(trial: number): Drawn;
}

/**
 * The next jobs of the asynchronous successive halving algorithm: from the top rung down, a trial among the best 1/eta of its
 * rung that has not gone on does; where there is none, a new trial begins. A rung never waits to be full.
 *
 * Departs: the source decides whenever a worker is free, by what happens to be finished. Here `batch` jobs are decided at a time,
 * by all that is finished before them, so that the same seed makes the same promotions on any number of threads.
 *
 * @see Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht and Talwalkar (2020), A system for massively parallel
 *   hyperparameter tuning, algorithm 2
 */
export function nextOfAsha({ training, eta, batch, trials, draw }: AshaOptions, done: readonly Outcome[]): Job[] {
  const jobs: Job[] = [];
  const promoted = training.map(() => new Set<number>());
  for (const { trial, rung } of done) if (rung > 0) promoted[rung - 1].add(trial);
  let begun = Math.max(0, ...done.map((outcome) => outcome.trial));
  const promotable = (rung: number) => {
    const there = ranked(done.filter((outcome) => outcome.rung === rung));
    return there
      .slice(0, Math.floor(there.length / eta))
      .find(({ trial, scores }) => scores.length > 0 && !promoted[rung].has(trial));
  };
  while (jobs.length < batch) {
    let job: Job | undefined;
    for (let rung = training.length - 2; rung >= 0 && job === undefined; rung--) {
      const found = promotable(rung);
      if (found === undefined) continue;
      promoted[rung].add(found.trial);
      job = { trial: found.trial, drawn: found.drawn, rung: rung + 1, training: training[rung + 1] };
    }
    if (job === undefined) {
      if (begun >= trials) break;
      begun += 1;
      job = { trial: begun, drawn: draw(begun), rung: 0, training: training[0] };
    }
    jobs.push(job);
  }
  return jobs;
}
