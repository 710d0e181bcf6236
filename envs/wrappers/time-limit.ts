import type { Env, Info, StepResult } from "../types.js";
import { wrap } from "./wrap.js";

/**
 * Cuts an episode after so many steps: `truncated`, so that learners still count on the value of what would have come.
 * An episode that ends by itself on its last step is terminated and not truncated.
 *
 * Departs from Gymnasium's TimeLimit, which sets both on that step.
 *
 * @throws RangeError unless steps is a whole number of at least 1
 */
export function timeLimit<O, A, I extends Info>(env: Env<O, A, I>, steps: number): Env<O, A, I> {
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new RangeError(`timeLimit: steps must be a whole number of at least 1, got ${steps}`);
  return limited(env, steps, 0);
}

function limited<O, A, I extends Info>(env: Env<O, A, I>, steps: number, elapsed: number): Env<O, A, I> {
  let cut: StepResult<O, I> | undefined;
  return wrap(env, {
    reset(options) {
      elapsed = 0;
      return env.reset(options);
    },
    step(action) {
      const result = env.step(action);
      elapsed += 1;
      if (elapsed < steps || result.terminated || result.truncated) return result;
      cut = Object.assign(cut ?? {}, result);
      cut.truncated = true;
      return cut;
    },
    save: () => ({ elapsed }),
    load: (state) => {
      elapsed = state.elapsed as number;
    },
    fork: (inner) => limited(inner, steps, elapsed),
  });
}
