/** Days a second at the three speeds. */
export const SPEEDS = [1, 4, 16] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Playback {
  /** day shown; whole */
  readonly day: number;
  /** part of the next day that has passed, 0 to 1 */
  readonly rest: number;
  readonly playing: boolean;
  readonly speed: Speed;
}

/**
 * The playback some time later. At the newest day there is it waits where more may come, and stops where none will.
 *
 * @param newest  newest day there is
 * @param whole   true where no later day will come
 */
export function advanced(playback: Playback, elapsedMs: number, newest: number, whole: boolean): Playback {
  if (!playback.playing) return playback;
  const passed = playback.rest + (elapsedMs / 1000) * playback.speed;
  const day = Math.min(playback.day + Math.floor(passed), Math.max(newest, 0));
  if (day >= newest) return { ...playback, day, rest: 0, playing: !whole };
  return { ...playback, day, rest: passed % 1 };
}

/** The playback at another day, within what there is. */
export function sought(playback: Playback, day: number, newest: number): Playback {
  return { ...playback, day: Math.max(0, Math.min(day, newest)), rest: 0 };
}
