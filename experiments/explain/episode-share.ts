import { studentQuantile } from "../../agents/math/student.js";
import { mean } from "../stats/descriptive.js";

/** 0 to 1, with a 95% interval over episodes where there are two or more. */
export interface EpisodeShare {
  readonly share: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * Mean of a share over episodes, each of its own luck, with Student's 95% interval cut to 0 and 1. Steps of an episode hang together, so
 * episodes are counted, not steps. It speaks of one trained policy: seeds differ by more.
 *
 * @throws RangeError without an episode
 */
export function shareOverEpisodes(shares: readonly number[]): EpisodeShare {
  const n = shares.length;
  if (n === 0) throw new RangeError("shareOverEpisodes: needs at least 1 episode, got none");
  const share = mean(shares);
  if (n === 1) return { share };
  const squares = shares.reduce((sum, one) => sum + (one - share) * (one - share), 0);
  const spread = studentQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { share, low: Math.max(0, share - spread), high: Math.min(1, share + spread) };
}
