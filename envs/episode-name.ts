import type { ResetOptions, Role } from "./types.js";

/** What fixes an episode's luck. */
export interface EpisodeName {
  readonly seed: string;
  readonly role: Role;
  readonly episode: number;
  readonly slot: number;
}

/**
 * The episode that a reset starts: episode 0 after a seed, else one more than the last; role and slot do not carry over.
 *
 * @param last  the episode before; undefined before the first
 */
export function nextEpisode(
  last: EpisodeName | undefined,
  reset: { seed?: string | number; options?: ResetOptions } = {},
): EpisodeName {
  const { seed, options = {} } = reset;
  return {
    seed: String(seed ?? last?.seed ?? "0"),
    role: options.role ?? "train",
    episode: options.episode ?? (seed === undefined && last !== undefined ? last.episode + 1 : 0),
    slot: options.slot ?? 0,
  };
}
