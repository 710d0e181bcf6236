import type { Mask, Rng, Space, Value } from "../../envs/types.js";
import { exp, log } from "../../sim/math/elementary.js";
import { AgentError } from "../define.js";

/** The law of actions that a network's outputs stand for. Kept actions are numbers, shape [slots]. */
export interface PolicyHead {
  /** outputs of the network that it reads */
  readonly outputs: number;
  /** numbers of a kept action */
  readonly slots: number;
  /** choices over all slots, the length of a mask; 0 where there are none */
  readonly choices: number;
  /** parameters beside the network's: logarithms of the deviations of a box, else none */
  readonly parameters: Float64Array;
  readonly gradient: Float64Array;
  /**
   * Draws an action (`rng` undefined: takes the likeliest) and writes it down.
   *
   * @param output  shape [outputs], from `at` on
   * @param mask    1 legal, shape [choices], from `maskAt` on; undefined: all are
   * @param kept    shape [slots], from `keptAt` on, overwritten
   */
  choose(
    output: Float64Array,
    at: number,
    mask: Uint8Array | undefined,
    maskAt: number,
    rng: Rng | undefined,
    kept: Float64Array,
    keptAt: number,
  ): void;
  /** The env's own action of a kept one; the same object every time. */
  actionOf(kept: Float64Array, at: number): Value;
  /** Chances of all choices in training, shape [choices]; its own buffer. */
  chances(output: Float64Array, at: number, mask: Uint8Array | undefined, maskAt: number): Float64Array;
  /** Chances of all choices where a kept action is sure, shape [choices]; the buffer of `chances`. */
  sure(kept: Float64Array, at: number): Float64Array;
  /** Its log-probability (density, of a box). */
  logProbability(
    output: Float64Array,
    at: number,
    mask: Uint8Array | undefined,
    maskAt: number,
    kept: Float64Array,
    keptAt: number,
  ): number;
  entropy(output: Float64Array, at: number, mask: Uint8Array | undefined, maskAt: number): number;
  /**
   * Adds the gradient of  byLog ln p(kept) + byEntropy H  to `out` and to the head's own `gradient`.
   *
   * @param out  by the outputs, shape [outputs], from `at` on
   */
  addGradient(
    output: Float64Array,
    at: number,
    mask: Uint8Array | undefined,
    maskAt: number,
    kept: Float64Array,
    keptAt: number,
    byLog: number,
    byEntropy: number,
    out: Float64Array,
  ): void;
}

/**
 * One choice of each slot by softmax over its legal ones, slots independent given the observation; or a normal of every element of
 * a box, whose mean is the output and whose deviation is a parameter, cut to the bounds where it is acted.
 *
 * @throws AgentError for an action of parts, or a box without bounds
 * @see Huang & Ontañón (2022), A closer look at invalid action masking in policy gradient algorithms; Schulman et al. (2017) for the normal
 */
export function policyHead(space: Space): PolicyHead {
  if (space.kind === "discrete") return categorical([space.n], true);
  if (space.kind === "multi-discrete") return categorical(space.counts, false);
  if (space.kind === "box") return gaussian(space.low, space.high);
  throw new AgentError(
    `a policy gives choices or numbers, the env takes ${space.kind}; name an agent for each lever: joint:...`,
  );
}

/** The mask as a flat array; undefined where all is legal. */
export function flatMask(mask: Mask | undefined): Uint8Array | undefined {
  return mask instanceof Uint8Array ? mask : undefined;
}

function categorical(counts: readonly number[], single: boolean): PolicyHead {
  const outputs = counts.reduce((sum, n) => sum + n, 0);
  const first = Int32Array.from(counts, (_, slot) => counts.slice(0, slot).reduce((sum, n) => sum + n, 0));
  const probability = new Float64Array(outputs);
  const logOf = new Float64Array(outputs);
  const action = new Int32Array(counts.length);

  /** Probabilities of a slot and their logarithms; answers its entropy. */
  function fill(output: Float64Array, at: number, mask: Uint8Array | undefined, maskAt: number, slot: number): number {
    const from = first[slot];
    const to = from + counts[slot];
    let most = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i++)
      if ((mask === undefined || mask[maskAt + i] === 1) && output[at + i] > most) most = output[at + i];
    let total = 0;
    for (let i = from; i < to; i++) {
      probability[i] = mask === undefined || mask[maskAt + i] === 1 ? exp(output[at + i] - most) : 0;
      total += probability[i];
    }
    const logTotal = log(total);
    let entropy = 0;
    for (let i = from; i < to; i++) {
      if (probability[i] === 0) {
        logOf[i] = Number.NEGATIVE_INFINITY;
        continue;
      }
      probability[i] /= total;
      logOf[i] = output[at + i] - most - logTotal;
      entropy -= probability[i] * logOf[i];
    }
    return entropy;
  }

  return {
    outputs,
    slots: counts.length,
    choices: outputs,
    parameters: new Float64Array(0),
    gradient: new Float64Array(0),
    choose(output, at, mask, maskAt, rng, kept, keptAt) {
      for (let slot = 0; slot < counts.length; slot++) {
        fill(output, at, mask, maskAt, slot);
        const from = first[slot];
        let chosen = -1;
        if (rng === undefined) {
          for (let i = 0; i < counts[slot]; i++)
            if (probability[from + i] > 0 && (chosen < 0 || probability[from + i] > probability[from + chosen]))
              chosen = i;
        } else {
          let left = rng.uniform();
          for (let i = 0; i < counts[slot]; i++) {
            if (probability[from + i] === 0) continue;
            chosen = i;
            left -= probability[from + i];
            if (left < 0) break;
          }
        }
        if (chosen < 0) throw new RangeError(`policy: no legal choice with a finite output in slot ${slot}`);
        kept[keptAt + slot] = chosen;
      }
    },
    actionOf(kept, at) {
      if (single) return kept[at];
      for (let slot = 0; slot < action.length; slot++) action[slot] = kept[at + slot];
      return action;
    },
    chances(output, at, mask, maskAt) {
      for (let slot = 0; slot < counts.length; slot++) fill(output, at, mask, maskAt, slot);
      return probability;
    },
    sure(kept, at) {
      probability.fill(0);
      for (let slot = 0; slot < counts.length; slot++) probability[first[slot] + kept[at + slot]] = 1;
      return probability;
    },
    logProbability(output, at, mask, maskAt, kept, keptAt) {
      let sum = 0;
      for (let slot = 0; slot < counts.length; slot++) {
        fill(output, at, mask, maskAt, slot);
        sum += logOf[first[slot] + kept[keptAt + slot]];
      }
      return sum;
    },
    entropy(output, at, mask, maskAt) {
      let sum = 0;
      for (let slot = 0; slot < counts.length; slot++) sum += fill(output, at, mask, maskAt, slot);
      return sum;
    },
    addGradient(output, at, mask, maskAt, kept, keptAt, byLog, byEntropy, out) {
      for (let slot = 0; slot < counts.length; slot++) {
        const entropy = fill(output, at, mask, maskAt, slot);
        const from = first[slot];
        const chosen = from + kept[keptAt + slot];
        for (let i = from; i < from + counts[slot]; i++) {
          const p = probability[i];
          if (p === 0) continue;
          out[at + i] += byLog * ((i === chosen ? 1 : 0) - p) - byEntropy * p * (logOf[i] + entropy);
        }
      }
    },
  };
}

function numbersHaveNone(): never {
  throw new RangeError("policy: numbers have no chances, but densities");
}

const HALF_LOG_TWO_PI = 0.9189385332046727;

function gaussian(low: Float64Array, high: Float64Array): PolicyHead {
  const n = low.length;
  for (let i = 0; i < n; i++)
    if (!(Number.isFinite(low[i]) && Number.isFinite(high[i])))
      throw new AgentError(
        `a normal policy needs bounds of every number, got ${low[i]} and ${high[i]} for element ${i}`,
      );
  /** logarithm of the deviation of each element, in half widths of its range */
  const logDeviation = new Float64Array(n).fill(-0.5);
  const gradient = new Float64Array(n);
  const action = new Float32Array(n);
  return {
    outputs: n,
    slots: n,
    choices: 0,
    parameters: logDeviation,
    gradient,
    choose(output, at, _mask, _maskAt, rng, kept, keptAt) {
      for (let i = 0; i < n; i++)
        kept[keptAt + i] = output[at + i] + (rng === undefined ? 0 : exp(logDeviation[i]) * rng.normal());
    },
    actionOf(kept, at) {
      for (let i = 0; i < n; i++) {
        const inside = Math.min(1, Math.max(-1, kept[at + i]));
        action[i] = Math.min(high[i], Math.max(low[i], 0.5 * (low[i] + high[i]) + 0.5 * (high[i] - low[i]) * inside));
      }
      return action;
    },
    chances: numbersHaveNone,
    sure: numbersHaveNone,
    logProbability(output, at, _mask, _maskAt, kept, keptAt) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const z = (kept[keptAt + i] - output[at + i]) / exp(logDeviation[i]);
        sum -= 0.5 * z * z + logDeviation[i] + HALF_LOG_TWO_PI;
      }
      return sum;
    },
    entropy() {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += logDeviation[i] + HALF_LOG_TWO_PI + 0.5;
      return sum;
    },
    addGradient(output, at, _mask, _maskAt, kept, keptAt, byLog, byEntropy, out) {
      for (let i = 0; i < n; i++) {
        const deviation = exp(logDeviation[i]);
        const z = (kept[keptAt + i] - output[at + i]) / deviation;
        out[at + i] += (byLog * z) / deviation;
        gradient[i] += byLog * (z * z - 1) + byEntropy;
      }
    },
  };
}
