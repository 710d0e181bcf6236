/** How fast a sweep goes and how long it will take. */
export interface Pace {
  /** so many shopper-days (steps, where there are no shoppers) were just finished */
  simulated(amount: number): void;
  /** a cell of this kind took so long on its lane */
  took(kind: string, ms: number): void;
  /** what a cell of this kind takes, ms: the mean of those that are finished, else by its work; null before the first cell */
  expected(kind: string): number | null;
  /** a second, over the last ten seconds; null before the first */
  rate(): number | null;
  /** @param left  kinds of the cells that are not finished; @returns null before the first cell */
  secondsLeft(left: readonly string[]): number | null;
}

const WINDOW_MS = 10_000;

export interface PaceOptions {
  /** cells that run at a time */
  lanes(): number;
  /** a clock, ms */
  now?: () => number;
  /** a guess at how much a cell of a kind is to do, in a unit of its own; default: all alike */
  work?: (kind: string) => number;
}

export function createPace({ lanes, now = () => performance.now(), work = () => 1 }: PaceOptions): Pace {
  const startedAt = now();
  const times = new Map<string, { cells: number; ms: number }>();
  let recent: { at: number; amount: number }[] = [];
  const expected = (kind: string): number | null => {
    const known = times.get(kind);
    if (known !== undefined) return known.ms / known.cells;
    let ms = 0;
    let done = 0;
    for (const [other, time] of times) {
      ms += time.ms;
      done += time.cells * work(other);
    }
    return done === 0 ? null : (work(kind) * ms) / done;
  };
  return {
    simulated(amount) {
      recent.push({ at: now(), amount });
    },
    took(kind, ms) {
      const known = times.get(kind) ?? { cells: 0, ms: 0 };
      times.set(kind, { cells: known.cells + 1, ms: known.ms + ms });
    },
    expected,
    rate() {
      const at = now();
      recent = recent.filter((one) => at - one.at <= WINDOW_MS);
      if (recent.length === 0) return null;
      const span = Math.min(WINDOW_MS, at - startedAt);
      return span > 0 ? (1000 * recent.reduce((sum, one) => sum + one.amount, 0)) / span : null;
    },
    secondsLeft(left) {
      if (times.size === 0) return null;
      const kinds = new Map<string, number>();
      for (const kind of left) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      let ms = 0;
      for (const [kind, cells] of kinds) ms += cells * (expected(kind) ?? 0);
      return ms / Math.max(1, Math.min(lanes(), left.length)) / 1000;
    },
  };
}
