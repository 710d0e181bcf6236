import type { AgentContext, BoxSpace, DiscreteSpace } from "../../envs/types.js";
import { AgentError } from "../define.js";

/** An observation as the numbers that a network reads. */
export interface ObservationVector {
  readonly size: number;
  /** @param out  shape [.., size], the row from `start` on overwritten */
  write(observation: unknown, out: Float64Array, start: number): void;
}

/**
 * A Box as it stands, as envs scale its elements to about 1; a Discrete one as a row of zeros with a 1.
 *
 * @throws AgentError for an observation of parts
 */
export function observationVector({
  observationSpace: space,
}: Pick<AgentContext, "observationSpace">): ObservationVector {
  if (space.kind === "discrete") {
    const { n } = space as DiscreteSpace;
    return {
      size: n,
      write(observation, out, start) {
        for (let i = 0; i < n; i++) out[start + i] = 0;
        out[start + (observation as number)] = 1;
      },
    };
  }
  if (space.kind !== "box") throw new AgentError(`a network reads a box or a discrete observation, got ${space.kind}`);
  const size = (space as BoxSpace).low.length;
  return {
    size,
    write(observation, out, start) {
      const values = observation as Float32Array;
      for (let i = 0; i < size; i++) out[start + i] = values[i];
    },
  };
}
