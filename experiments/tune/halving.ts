import { type Job, type Outcome, ranked } from "./job.js";

/** A rung of a ladder: how many trials reach it, trained on how many episodes. */
export interface Rung {
  readonly trials: number;
  readonly training: number;
}

export interface Ladder {
  /** of every so many trials one goes on; at least 2 */
  readonly eta: number;
  /** training episodes of the first rung, and of the last */
  readonly from: number;
  readonly to: number;
}

/**
 * Training episodes of each rung:  to eta^-(s - i),  s the most halvings that leave the first at `from` or above.
 *
 * @throws RangeError where the ladder does not rise
 */
export function rungTraining({ eta, from, to }: Ladder): number[] {
  if (!(eta >= 2 && from >= 1 && to >= from))
    throw new RangeError(`rungTraining: needs eta >= 2 and 1 <= from <= to, got eta ${eta}, ${from} to ${to}`);
  const episodes = [to];
  // whole division by eta, rung by rung: a logarithm says 4 - 1e-16 where it means 4
  for (let length = to / eta; length >= from; length /= eta) episodes.unshift(Math.floor(length));
  return episodes;
}

/**
 * The schedule of successive halving:  n_i = floor(n eta^-i) trials at rung i; rungs that no trial would reach are left out, and
 * then the ladder ends lower.
 *
 * @see Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar (2018), Hyperband, algorithm 1, lines 3 to 9: one bracket of it
 */
export function halvingSchedule(trials: number, ladder: Ladder): Rung[] {
  return rungTraining(ladder)
    .map((training, rung) => ({ trials: Math.floor(trials / ladder.eta ** rung + 1e-9), training }))
    .filter((rung) => rung.trials >= 1);
}

/**
 * The next jobs of successive halving: once all trials of a rung are done, the best of them one rung on; of equals the earlier.
 * A rung waits for its last trial, so that who goes on does not depend on which thread was faster.
 *
 * @param drawn  parameters by trial, from 0
 */
export function nextOfHalving(
  schedule: readonly Rung[],
  drawn: readonly Job["drawn"][],
  done: readonly Outcome[],
): Job[] {
  if (done.length === 0)
    return drawn.map((params, index) => ({ trial: index + 1, drawn: params, rung: 0, training: schedule[0].training }));
  const rung = Math.max(...done.map((outcome) => outcome.rung)) + 1;
  if (rung >= schedule.length) return [];
  const { trials, training } = schedule[rung];
  return ranked(done.filter((outcome) => outcome.rung === rung - 1 && outcome.scores.length > 0))
    .slice(0, trials)
    .map(({ trial, drawn: params }) => ({ trial, drawn: params, rung, training }));
}
