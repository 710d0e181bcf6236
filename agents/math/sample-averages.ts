import type { AgentContext, AgentState } from "../../envs/types.js";
import { type Means, rewardUnit } from "../explanation.js";
import { studentQuantile } from "./student.js";

/** What a bandit knows of its arms from the rewards alone. */
export interface SampleAverages {
  /** mean reward of each arm, in standard deviations of a usual reward where its scale is known, shape [actions] */
  readonly mean: Float64Array;
  /** times each arm was pulled, shape [actions] */
  readonly pulls: Float64Array;
  /** pulls of all arms */
  total(): number;
  add(action: number, reward: number): void;
  /** the first legal arm never pulled, -1 when there is none */
  untried(legal?: Uint8Array): number;
  /** the legal arm with the largest mean of those pulled; the first legal one when none of them was */
  best(legal?: Uint8Array): number;
  explain(): Means[];
  save(): AgentState;
  load(state: AgentState): void;
}

/**
 * Running means of the rewards of arms, standardised by `context.rewardScale`:  m += (r - m) / n
 *
 * @see Sutton & Barto (2018), section 2.4
 */
export function sampleAverages({ actions, rewardScale }: AgentContext): SampleAverages {
  const mean = new Float64Array(actions);
  const pulls = new Float64Array(actions);
  /** sums of squared distances from the mean, shape [actions] */
  const squares = new Float64Array(actions);
  const standardise = standardiser(rewardScale);
  let total = 0;

  return {
    mean,
    pulls,
    total: () => total,
    add(action, reward) {
      pulls[action] += 1;
      total += 1;
      const scaled = standardise(reward);
      const distance = scaled - mean[action];
      mean[action] += distance / pulls[action];
      squares[action] += distance * (scaled - mean[action]);
    },
    untried(legal) {
      for (let a = 0; a < actions; a++) if (pulls[a] === 0 && (legal === undefined || legal[a] === 1)) return a;
      return -1;
    },
    best(legal) {
      let best = -1;
      for (let a = 0; a < actions; a++) {
        if (legal !== undefined && legal[a] === 0) continue;
        if (best < 0 || (pulls[a] > 0 && (pulls[best] === 0 || mean[a] > mean[best]))) best = a;
      }
      if (best < 0) throw new RangeError(`sample averages: none of ${actions} arms is legal`);
      return best;
    },
    explain: () => [
      {
        kind: "means",
        part: [],
        unit: rewardUnit(rewardScale),
        interval: "Student's t over the rewards met",
        choices: Array.from(mean, (estimate, a) => {
          const n = pulls[a];
          if (n === 0) return { estimate: Number.NaN, pulls: 0 };
          if (n < 2 || Number.isNaN(squares[a])) return { estimate, pulls: n };
          // beyond a hundred degrees of freedom the law hardly moves, and its sum grows long
          const spread = studentQuantile(0.975, Math.min(100, n - 1)) * Math.sqrt(squares[a] / (n - 1) / n);
          return { estimate, low: estimate - spread, high: estimate + spread, pulls: n };
        }),
      },
    ],
    save: () => ({ mean: mean.slice(), pulls: pulls.slice(), squares: squares.slice() }),
    load(state) {
      mean.set(state.mean as Float64Array);
      pulls.set(state.pulls as Float64Array);
      // states saved before intervals were told have none
      if (state.squares === undefined) squares.fill(Number.NaN);
      else squares.set(state.squares as Float64Array);
      total = pulls.reduce((sum, n) => sum + n, 0);
    },
  };
}

/**
 * Reward in standard deviations from its usual mean; the reward itself where no scale is known.
 *
 * @throws RangeError when the scale's standard deviation is not above 0
 */
export function standardiser(scale: AgentContext["rewardScale"]): (reward: number) => number {
  if (scale === undefined) return (reward) => reward;
  const { mean, standardDeviation } = scale;
  if (!(standardDeviation > 0))
    throw new RangeError(`reward scale: needs a standard deviation above 0, got ${standardDeviation}`);
  return (reward) => (reward - mean) / standardDeviation;
}
