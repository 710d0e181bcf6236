/** How fast a sweep goes and how long it will take. */
export interface Pace {
  /** so many shopper-days (steps, where there are no shoppers) were just finished */
  simulated(amount: number): void;
  /** a cell of this policy took so long on its lane */
  took(policy: string, ms: number): void;
  /** a second, over the last ten seconds; null before the first */
  rate(): number | null;
  /** @param left  policies of the cells that are not finished; @returns null before the first cell */
  secondsLeft(left: readonly string[]): number | null;
}

const WINDOW_MS = 10_000;

/**
 * @param lanes  cells that run at a time
 * @param now    a clock, ms
 */
export function createPace(lanes: number, now: () => number = () => performance.now()): Pace {
  const startedAt = now();
  const times = new Map<string, { cells: number; ms: number }>();
  let recent: { at: number; amount: number }[] = [];
  const mean = (of: Iterable<{ cells: number; ms: number }>) => {
    let cells = 0;
    let ms = 0;
    for (const one of of) {
      cells += one.cells;
      ms += one.ms;
    }
    return cells === 0 ? undefined : ms / cells;
  };
  return {
    simulated(amount) {
      recent.push({ at: now(), amount });
    },
    took(policy, ms) {
      const known = times.get(policy) ?? { cells: 0, ms: 0 };
      times.set(policy, { cells: known.cells + 1, ms: known.ms + ms });
    },
    rate() {
      const at = now();
      recent = recent.filter((one) => at - one.at <= WINDOW_MS);
      if (recent.length === 0) return null;
      const span = Math.min(WINDOW_MS, at - startedAt);
      return span > 0 ? (1000 * recent.reduce((sum, one) => sum + one.amount, 0)) / span : null;
    },
    secondsLeft(left) {
      const overall = mean(times.values());
      if (overall === undefined) return null;
      let ms = 0;
      for (const policy of left) {
        const known = times.get(policy);
        ms += known === undefined ? overall : known.ms / known.cells;
      }
      return ms / Math.max(1, Math.min(lanes, left.length)) / 1000;
    },
  };
}
