import { createRng } from "../../agents/math/rng.js";
import { type EpisodeShare, shareOverEpisodes } from "./episode-share.js";
import type { WatchedEpisode } from "./watch.js";

/** How much a policy goes by an observed quantity: the share of free choices that change when the quantity is shuffled. */
export interface Importance extends EpisodeShare {
  /** index of the quantity */
  readonly quantity: number;
  /** false: it was the same in all observations, so there was nothing to shuffle */
  readonly varied: boolean;
}

export interface ShuffleOrder {
  readonly quantities: number;
  readonly decisions: number;
  /** the policy's actions were it shown these observations in an episode, as `WatchedPolicy.ask` */
  ask(episode: number, seen: Float64Array): Float64Array;
  /** the same choice: equal numbers, or real numbers of one band */
  same(decision: number, one: number, other: number): boolean;
  /** of the shuffles */
  readonly seed: string;
  onProgress?(done: number, all: number): void;
}

/**
 * Permutation importance of every observed quantity: its values are shuffled among all observations of all episodes, and the policy is
 * shown each episode again so. Only choices count of which more than one was legal; a choice not given counts as changed.
 *
 * Departs: Breiman measures a loss of accuracy, we a share of changed choices, as the policy itself is what is asked about. A
 * policy that carries memory is asked in course, so that what its memory makes of shuffled observations counts too.
 *
 * @see Breiman (2001), Random forests, Machine Learning 45(1), section 10
 */
export function permutationImportance(episodes: readonly WatchedEpisode[], order: ShuffleOrder): Importance[] {
  const { quantities: width, decisions, ask, same, seed, onProgress } = order;
  const counted = episodes.filter(({ free }) => free.some((one) => one === 1));
  return Array.from({ length: width }, (_, quantity) => {
    const values = episodes.flatMap(({ seen, steps }) =>
      Array.from({ length: steps }, (_, step) => seen[step * width + quantity]),
    );
    const varied = values.some((value) => value !== values[0]);
    onProgress?.(quantity, width);
    if (!varied || counted.length === 0) return { quantity, share: 0, varied };
    shuffle(values, `${seed} ${quantity}`);
    let from = 0;
    const shares: number[] = [];
    for (const episode of episodes) {
      const { steps } = episode;
      const seen = episode.seen.slice();
      for (let step = 0; step < steps; step++) seen[step * width + quantity] = values[from + step];
      from += steps;
      if (counted.includes(episode)) shares.push(changedShare(episode, ask(episode.episode, seen)));
    }
    return { quantity, ...shareOverEpisodes(shares), varied };
  });

  function changedShare({ done, free }: WatchedEpisode, now: Float64Array): number {
    let all = 0;
    let changed = 0;
    for (let at = 0; at < done.length; at++) {
      if (free[at] === 0) continue;
      all += 1;
      if (!same(at % decisions, done[at], now[at])) changed += 1;
    }
    return changed / all;
  }
}

/** Fisher and Yates: every order as likely. */
function shuffle(values: number[], seed: string): void {
  const rng = createRng(`shuffle ${seed}`);
  for (let i = values.length - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    [values[i], values[j]] = [values[j], values[i]];
  }
}
