import type { AgentContext, ObservationSlot } from "../../envs/types.js";

/** An amount of this morning's observation, in its slot's unit; 0 where no lever shows it. */
export type MarketReading = (name: string, thing?: string) => number;

/** What all levers of a market together show, by the names of their slots. */
export interface MarketReader {
  /** whether some lever shows it */
  has(name: string, thing?: string): boolean;
  /** valid until the next observation is read */
  read(observation: { readonly [lever: string]: unknown }): MarketReading;
}

/** Reads a dict observation across its levers: a slot that several show is read from the first. */
export function marketReader(slots: AgentContext["slots"]): MarketReader {
  const places = new Map<string, { lever: string; index: number; scale: number }>();
  for (const [lever, table] of Object.entries(slots as { readonly [lever: string]: readonly ObservationSlot[] }))
    table.forEach(({ name, scale = 1 }, index) => {
      if (!places.has(name)) places.set(name, { lever, index, scale });
    });
  const placeOf = (name: string, thing?: string) => places.get(thing === undefined ? name : `${name}/${thing}`);
  let current: { readonly [lever: string]: unknown } = {};
  const reading: MarketReading = (name, thing) => {
    const place = placeOf(name, thing);
    return place === undefined ? 0 : (current[place.lever] as Float32Array)[place.index] * place.scale;
  };
  return {
    has: (name, thing) => placeOf(name, thing) !== undefined,
    read(observation) {
      current = observation;
      return reading;
    },
  };
}
