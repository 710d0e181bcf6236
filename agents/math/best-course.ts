/** A deterministic course of decisions: where it starts, what may be chosen, what a choice brings and leads to. */
export interface Course<State> {
  readonly periods: number;
  readonly start: State;
  /** what may be chosen; at least one choice for every state that can be reached */
  choices(period: number, state: State): readonly number[];
  step(period: number, state: State, choice: number): { readonly reward: number; readonly next: State };
  /** equal for states that are taken as one: of those the first that was reached stands for all */
  key(state: State): string | number;
}

/**
 * Solves it exactly by dynamic programming over the states that can be reached:
 *
 *   V[t](s) = max over a of reward(t, s, a) + V[t+1](next(t, s, a)),  V[periods] = 0
 *
 * Exact where keys tell all states apart that differ in what may still come. Time and memory grow with the states reached, so
 * it is for small problems.
 *
 * @returns the value of the start, the best choices, shape [periods] (the earliest listed where several are best), and how
 *   many states were reached
 * @throws RangeError where a state that can be reached has no choice
 * @see Bertsekas (2017), Dynamic Programming and Optimal Control, volume I, section 1.3
 */
export function bestCourse<State>(course: Course<State>): { value: number; choices: Int32Array; states: number } {
  const { periods } = course;
  let stage: State[] = [course.start];
  const steps: Step[][][] = [];
  let states = 1;
  for (let period = 0; period < periods; period++) {
    const next: State[] = [];
    const at = new Map<string | number, number>();
    steps.push(
      stage.map((state) => {
        const open = course.choices(period, state);
        if (open.length === 0)
          throw new RangeError(`bestCourse: needs a choice in every state, got none in period ${period}`);
        return open.map((choice) => {
          const { reward, next: reached } = course.step(period, state, choice);
          const key = course.key(reached);
          const index = at.get(key) ?? next.length;
          if (index === next.length) {
            at.set(key, index);
            next.push(reached);
          }
          return { choice, reward, to: index };
        });
      }),
    );
    stage = next;
    states += next.length;
  }
  let value = new Float64Array(stage.length);
  const best: Step[][] = new Array(periods);
  for (let period = periods - 1; period >= 0; period--) {
    const worth = ({ reward, to }: Step) => reward + value[to];
    best[period] = steps[period].map((open) => open.reduce((top, step) => (worth(step) > worth(top) ? step : top)));
    value = Float64Array.from(best[period], worth);
  }
  const choices = new Int32Array(periods);
  let state = 0;
  for (let period = 0; period < periods; period++) {
    const step = best[period][state];
    choices[period] = step.choice;
    state = step.to;
  }
  return { value: value[0], choices, states };
}

interface Step {
  readonly choice: number;
  readonly reward: number;
  /** index of the state reached among those of the next period */
  readonly to: number;
}
