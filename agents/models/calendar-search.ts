/** A change of a calendar: these cells take this choice. */
export interface Move {
  /** indices into the plan */
  readonly cells: readonly number[];
  readonly choice: number;
  /** what it is thought to bring, by whatever is known before it is tried */
  readonly hope: number;
}

export interface CalendarSearchOptions {
  /** a choice for every cell, say of a day and a slot; not changed */
  readonly start: Int32Array;
  /**
   * Changes to try, wide ones first: a stage is gone through, the most hopeful first, until a whole round of it brings nothing.
   */
  readonly stages: readonly (readonly Move[])[];
  /** what a plan earns under the luck of a season, the same luck for every plan */
  readonly play: (plan: Int32Array, season: number) => number;
  /** seasons that a change must pay in, taken together */
  readonly luck: number;
  /** seasons that may be played in all */
  readonly seasons: number;
}

export interface CalendarSearch {
  readonly plan: Int32Array;
  /** mean over the `luck` seasons */
  readonly worth: number;
  readonly played: number;
}

/**
 * Improves a calendar by local search in simulation, first improvement first: a change is taken where its gain over `luck`
 * seasons, each under the luck that the plan before it met, is above its standard error. It is dropped as soon as the sum of
 * its gains over the first seasons is not above 0: most changes cost one season. The search ends where no single change pays
 * any more or where the seasons are used up.
 *
 * What it finds is at least as good as the start under the luck it saw, and a little flattered by it.
 *
 * @see Aarts and Lenstra (1997), Local Search in Combinatorial Optimization, chapter 1; Glasserman and Yao (1992), Management
 *   Science 38(6), for comparisons under common luck
 */
export function improveCalendar(options: CalendarSearchOptions): CalendarSearch {
  const { stages, play, luck, seasons } = options;
  const plan = options.start.slice();
  const worth = new Float64Array(luck);
  const tried = new Float64Array(luck);
  let played = 0;
  for (let season = 0; season < luck; season++) worth[season] = play(plan, season);
  played += luck;

  /** @returns whether the change was taken */
  function attempt({ cells, choice }: Move): boolean {
    const before = cells.map((cell) => plan[cell]);
    if (before.every((old) => old === choice)) return false;
    for (const cell of cells) plan[cell] = choice;
    let gain = 0;
    let squares = 0;
    let season = 0;
    do {
      tried[season] = play(plan, season);
      const difference = tried[season] - worth[season];
      gain += difference;
      squares += difference * difference;
      season += 1;
    } while (gain > 0 && season < luck);
    played += season;
    // the sum of n differences has n times their variance, (squares - gain^2 / n) / (n - 1), for its own
    const error = luck > 1 ? Math.sqrt(Math.max(0, (squares * luck - gain * gain) / (luck - 1))) : 0;
    const taken = season === luck && gain > error;
    if (taken) worth.set(tried);
    else
      cells.forEach((cell, at) => {
        plan[cell] = before[at];
      });
    return taken;
  }

  for (const stage of stages) {
    const moves = [...stage].sort((one, other) => other.hope - one.hope);
    for (let at = 0, idle = 0; idle < moves.length && played + luck <= seasons; at = (at + 1) % moves.length)
      idle = attempt(moves[at]) ? 0 : idle + 1;
  }
  return { plan, worth: worth.reduce((sum, season) => sum + season, 0) / luck, played };
}
