import type { AgentState } from "../../envs/types.js";

/**
 * Adam, gradient descent with each parameter's step scaled by its own recent gradients:
 *
 *   m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2
 *   parameter -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 */
export interface Adam {
  /**
   * One step downhill. Allocates nothing.
   *
   * @param parameters    shape [size], moved
   * @param gradient      shape [size], left as it is
   * @param learningRate  for this step alone; default the optimiser's own
   */
  step(parameters: Float64Array, gradient: Float64Array, learningRate?: number): void;
  save(): AgentState;
  load(state: AgentState): void;
}

export interface AdamOptions {
  /** default 0.001 */
  readonly learningRate?: number;
  /** default 0.9 */
  readonly beta1?: number;
  /** default 0.999 */
  readonly beta2?: number;
  /** default 1e-8 */
  readonly epsilon?: number;
}

/**
 * @param size  how many parameters
 * @see Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1
 */
export function createAdam(
  size: number,
  { learningRate: usual = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
): Adam {
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  /** beta1^t and beta2^t */
  let left1 = 1;
  let left2 = 1;
  return {
    step(parameters, gradient, learningRate = usual) {
      left1 *= beta1;
      left2 *= beta2;
      // the two corrections taken out of the loop: a / (sqrt(v / c) + e) = a sqrt(c) / (sqrt(v) + e sqrt(c))
      const root = Math.sqrt(1 - left2);
      const rate = (learningRate * root) / (1 - left1);
      const floor = epsilon * root;
      const fresh1 = 1 - beta1;
      const fresh2 = 1 - beta2;
      for (let i = 0; i < size; i++) {
        const g = gradient[i];
        const m = beta1 * mean[i] + fresh1 * g;
        const v = beta2 * square[i] + fresh2 * g * g;
        mean[i] = m;
        square[i] = v;
        parameters[i] -= (rate * m) / (Math.sqrt(v) + floor);
      }
    },
    save: () => ({ mean: mean.slice(), square: square.slice(), left1, left2 }),
    load(state) {
      const saved = state as unknown as { mean: Float64Array; square: Float64Array; left1: number; left2: number };
      mean.set(saved.mean);
      square.set(saved.square);
      left1 = saved.left1;
      left2 = saved.left2;
    },
  };
}

/**
 * Shortens a gradient to a length, where it is longer:  g *= min(1, most / |g|)
 *
 * @returns its length before
 * @see Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, algorithm 1
 */
export function clipLength(gradient: Float64Array, most: number): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i] * gradient[i];
  const length = Math.sqrt(sum);
  if (length > most) {
    const factor = most / length;
    for (let i = 0; i < gradient.length; i++) gradient[i] *= factor;
  }
  return length;
}
