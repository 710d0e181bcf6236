import type { AgentContext, BoxSpace } from "../envs/types.js";

/** Contexts of arms out of a Box observation. */
export interface ContextReader {
  /** whether every arm has a context of its own */
  readonly perArm: boolean;
  /** numbers of a context */
  readonly dimension: number;
  /** the same array every time, shape [arms or 1, dimension] */
  read(observation: Float32Array): Float64Array;
  /** where an arm's context begins in it */
  startOf(arm: number): number;
}

/**
 * A Box of shape [actions, d] is a context of each arm. Any other Box is one context that all arms share, with a constant 1
 * before it. Elements are taken as they stand: envs scale theirs to about 1.
 */
export function contextReader({
  observationSpace,
  actions,
}: Pick<AgentContext, "observationSpace" | "actions">): ContextReader {
  const { shape, low } = observationSpace as BoxSpace;
  const perArm = shape.length === 2 && shape[0] === actions;
  const constants = perArm ? 0 : 1;
  const features = new Float64Array(low.length + constants).fill(1);
  const dimension = perArm ? shape[1] : features.length;
  return {
    perArm,
    dimension,
    read(observation) {
      features.set(observation, constants);
      return features;
    },
    startOf: (arm) => (perArm ? arm * dimension : 0),
  };
}
