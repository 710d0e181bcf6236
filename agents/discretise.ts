import type { AgentContext, ObservationSlot, Space } from "../envs/types.js";
import { AgentError } from "./define.js";

/** Which elements of an observation make a state, and where they are cut. */
export interface Cut {
  /** name of the element, or of all elements `<name>/...` together, of which the smallest counts */
  readonly element: string;
  /** rising, in the element's own scale; n edges make n + 1 bins, a value on an edge falls into the bin above it */
  readonly edges: readonly number[];
}

const campaign: Cut = { element: "campaign-open", edges: [0.5] };
/** 1 is 8 to 16 days of typical sales */
const stock: Cut = { element: "stock", edges: [0.25, 1] };

/** The named ways of reading a market's observation as one of few states. */
export const discretisers = {
  /** whether a campaign is open */
  campaign: [campaign],
  /** and whether stock is scarce, plain or ample */
  "campaign-stock": [campaign, stock],
  /** whether a campaign is open, and whether and how deeply yesterday was promoted */
  "campaign-offer": [campaign, { element: "offer", edges: [0.001, 0.15] }],
  /** what is on the shelf and what is coming, for orders */
  "stock-order": [
    { element: "stock", edges: [0.125, 0.25, 0.5, 1, 2] },
    { element: "on-order", edges: [0.001, 0.25, 0.5, 1] },
  ],
} as const satisfies Record<string, readonly Cut[]>;
export type DiscretiserName = keyof typeof discretisers;

export interface StateReader {
  readonly states: number;
  /** 0 .. states - 1 */
  stateOf(observation: number | Float32Array): number;
}

/**
 * Reads a Discrete observation as the state itself, a Box observation through the named discretiser: bins as the digits
 * of a number, the first cut's the most significant.
 *
 * @throws AgentError when the observation lacks a named element, or is of another kind
 */
export function stateReader(name: DiscretiserName, space: Space, slots: AgentContext["slots"]): StateReader {
  if (space.kind === "discrete") return { states: space.n, stateOf: (observation) => observation as number };
  const reason = missing(name, space, slots);
  if (reason !== undefined) throw new AgentError(`discretiser ${name}: ${reason}`);
  const table = slots as readonly ObservationSlot[];
  const cuts = discretisers[name].map(({ element, edges }) => ({ elements: matching(table, element), edges }));
  return {
    states: cuts.reduce((product, { edges }) => product * (edges.length + 1), 1),
    stateOf(observation) {
      const values = observation as Float32Array;
      let state = 0;
      for (let c = 0; c < cuts.length; c++) {
        const { elements, edges } = cuts[c];
        let least = values[elements[0]];
        for (let i = 1; i < elements.length; i++) least = Math.min(least, values[elements[i]]);
        let bin = 0;
        while (bin < edges.length && least >= edges[bin]) bin += 1;
        state = state * (edges.length + 1) + bin;
      }
      return state;
    },
  };
}

/** What the discretiser misses in an observation, as half a sentence; undefined when nothing. */
function missing(name: DiscretiserName, space: Space, slots: AgentContext["slots"]): string | undefined {
  if (space.kind !== "box" || !Array.isArray(slots))
    return `needs a box observation with named elements, got ${space.kind}`;
  const table = slots as readonly ObservationSlot[];
  const absent = discretisers[name]
    .map(({ element }) => element)
    .filter((element) => matching(table, element).length === 0);
  if (absent.length === 0) return undefined;
  return `needs the observation's ${absent.join(", ")}; it has ${table.map((slot) => slot.name).join(", ") || "no names"}`;
}

function matching(table: readonly ObservationSlot[], element: string): Int32Array {
  return Int32Array.from(
    [...table.keys()].filter((i) => table[i].name === element || table[i].name.startsWith(`${element}/`)),
  );
}
