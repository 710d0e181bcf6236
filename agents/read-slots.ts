import type { AgentContext, ObservationSlot } from "../envs/types.js";

/** An amount of the observation at hand, in its slot's unit: `seen("days-left")`, `seen("stock", "cola")`. */
export type Reading = (name: string, thing?: string) => number;

/**
 * Reads a Box observation by the names of its slots.
 *
 * The reading throws RangeError at a name the table does not have; it is valid until the next observation is read.
 */
export function readSlots(slots: AgentContext["slots"]): (observation: Float32Array) => Reading {
  const table = slots as readonly ObservationSlot[];
  const at = new Map(table.map((slot, index) => [slot.name, index]));
  let current = new Float32Array(0);
  const reading: Reading = (name, thing) => {
    const index = at.get(thing === undefined ? name : `${name}/${thing}`);
    if (index === undefined) throw new RangeError(`the observation has no slot ${name}${thing ? `/${thing}` : ""}`);
    return current[index] * (table[index].scale ?? 1);
  };
  return (observation) => {
    current = observation as Float32Array<ArrayBuffer>;
    return reading;
  };
}
