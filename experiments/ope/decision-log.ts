import type { ContextColumn } from "./context-features.js";

/** Logged decisions in memory; arrays of shape [rows] where nothing else is said. */
export interface DecisionLog {
  readonly rows: number;
  /** names of all actions that the log did */
  readonly actions: readonly string[];
  /** which of them */
  readonly action: Int32Array;
  readonly reward: Float64Array;
  /** with which it was done, above 0 and at most 1 */
  readonly propensity: Float64Array;
  /** what was known before */
  readonly context: readonly ContextColumn[];
  /** rows of episode e are first[e] .. first[e + 1] - 1, shape [episodes + 1]; undefined: each row is its own */
  readonly first?: Int32Array;
  /** 1 where the action could be done, row-major [rows, actions]; undefined: all could */
  readonly legal?: Uint8Array;
  /** chances of a policy that the log brings along, and values of a reward model */
  readonly brought?: Brought;
  /** of logs that `--log` wrote: what an agent needs to decide again */
  readonly observations?: Observations;
}

export interface Brought {
  /** of what was done */
  readonly chance: Float64Array;
  /** of every action, row-major [rows, actions] */
  readonly chances?: Float64Array;
  /** the model's value of every action, row-major [rows, actions] */
  readonly modelled?: Float64Array;
}

export interface Observations {
  /** by row, as JSON */
  readonly texts: (row: number) => string;
  /** by row, a 1 or 0 for each choice; "" where all are legal */
  readonly legal: (row: number) => string;
}

/** The episode of each row. */
export function episodeOf(first: Int32Array): Int32Array {
  const episode = new Int32Array(first[first.length - 1]);
  for (let e = 0; e + 1 < first.length; e++) episode.fill(e, first[e], first[e + 1]);
  return episode;
}
