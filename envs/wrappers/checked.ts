import { copyPlain } from "../plain-data.js";
import { misfit } from "../spaces.js";
import type { Env, Info, Mask, PlainSpace, PlainValue, Space } from "../types.js";
import { wrap } from "./wrap.js";

export interface CheckedOptions {
  /** also refuse choices that the mask calls illegal; else they reach the env, which turns them into none and counts them */
  masks?: boolean;
}

/**
 * The same env, but every mistake throws at once: envs trust their caller (and themselves), this wrapper trusts neither.
 *
 * @throws from reset and step, naming the env, what was found and what was expected: Error for a step before a reset or
 *   after the end; TypeError or RangeError for an action or observation outside its space; RangeError for a reward that
 *   is not finite
 */
export function checked<O, A, I extends Info>(env: Env<O, A, I>, options: CheckedOptions = {}): Env<O, A, I> {
  return check(env, options, { phase: "new", mask: undefined });
}

interface State {
  phase: "new" | "running" | "ended";
  mask: Mask | undefined;
}

function check<O, A, I extends Info>(env: Env<O, A, I>, options: CheckedOptions, state: State): Env<O, A, I> {
  const demand = (space: Space, value: unknown, what: string) => {
    const fault = misfit(space, value);
    if (fault === undefined) return;
    throw new (fault.wrongType ? TypeError : RangeError)(`${env.id}: ${what}: ${fault.message}`);
  };
  return wrap(env, {
    reset(resetOptions) {
      const started = env.reset(resetOptions);
      demand(env.observationSpace, started.observation, "observation");
      state.phase = "running";
      state.mask = started.info.mask;
      return started;
    },
    step(action) {
      if (state.phase === "new") throw new Error(`${env.id}: found a step before the first reset, expected a reset`);
      if (state.phase === "ended") throw new Error(`${env.id}: found a step after the episode's end, expected a reset`);
      demand(env.actionSpace, action, "action");
      if (options.masks && state.mask !== undefined) demandLegal(env.id, env.actionSpace, action, state.mask);
      const result = env.step(action);
      demand(env.observationSpace, result.observation, "observation");
      if (!Number.isFinite(result.reward))
        throw new RangeError(`${env.id}: reward: found ${result.reward}, expected a finite number`);
      if (result.terminated || result.truncated) state.phase = "ended";
      state.mask = result.info.mask;
      return result;
    },
    // The mask belongs to the env and is filled again by its next step only, so it is copied.
    save: () => ({ phase: state.phase, mask: copyPlain(state.mask) }),
    load: (saved) => Object.assign(state, saved),
    fork: (inner) => check(inner, options, { phase: state.phase, mask: copyPlain(state.mask) }),
  });
}

function demandLegal(id: string, space: Space, action: unknown, mask: Mask): void {
  if (space.kind === "dict") {
    for (const [name, entry] of Object.entries(space.entries)) {
      const part = (action as { readonly [entry: string]: PlainValue })[name];
      demandLegalPart(`${id}: action: entry ${name}`, entry, part, (mask as { [entry: string]: Uint8Array })[name]);
    }
  } else demandLegalPart(`${id}: action`, space, action as PlainValue, mask as Uint8Array);
}

function demandLegalPart(where: string, space: PlainSpace, action: PlainValue, mask: Uint8Array | undefined): void {
  if (mask === undefined || space.kind === "box") return;
  const counts = space.kind === "discrete" ? [space.n] : space.counts;
  let first = 0;
  for (let slot = 0; slot < counts.length; slot++) {
    const choice = typeof action === "number" ? action : action[slot];
    if (mask[first + choice] === 0) {
      const legal = [...mask.subarray(first, first + counts[slot]).keys()].filter((c) => mask[first + c] !== 0);
      throw new RangeError(`${where}: found ${choice} in slot ${slot}, expected a legal choice: ${legal.join(", ")}`);
    }
    first += counts[slot];
  }
}
