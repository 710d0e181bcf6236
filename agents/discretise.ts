import type { AgentContext, ObservationSlot, Space } from "../envs/types.js";
import { AgentError } from "./define.js";
import { amountOf } from "./explanation.js";

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
  /** "campaign-open no, least stock 32 to 128 units" */
  nameOf(state: number): string;
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
  if (space.kind === "discrete")
    return {
      states: space.n,
      nameOf: (state) => `state ${state}`,
      stateOf: (observation) => observation as number,
    };
  const reason = missing(name, space, slots);
  if (reason !== undefined) throw new AgentError(`discretiser ${name}: ${reason}`);
  const table = slots as readonly ObservationSlot[];
  const cuts = discretisers[name].map(({ element, edges }) => ({ elements: matching(table, element), edges }));
  return {
    nameOf(state) {
      let rest = state;
      const words: string[] = [];
      for (let c = cuts.length - 1; c >= 0; c--) {
        const { elements, edges } = cuts[c];
        const bins = edges.length + 1;
        const members = Array.from(elements, (index) => table[index]);
        words.unshift(`${smallestOf(discretisers[name][c].element, members)} ${binText(edges, rest % bins, members)}`);
        rest = Math.floor(rest / bins);
      }
      return words.join(", ");
    },
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

/** What several elements are called of which the smallest counts. */
export function smallestOf(element: string, members: readonly ObservationSlot[]): string {
  return members.length > 1 ? `least ${element}` : members[0].name;
}

/** The one slot that tells the unit of several elements: of its own scale where they differ in it. */
export function sharedUnit(members: readonly ObservationSlot[]): Pick<ObservationSlot, "scale" | "unit"> {
  const [{ scale = 1, unit }] = members;
  return members.every((slot) => (slot.scale ?? 1) === scale) ? { scale, unit } : { scale: 1, unit: "of its scale" };
}

/** A bin in the elements' unit: "32 to 128 units". */
function binText(edges: readonly number[], bin: number, members: readonly ObservationSlot[]): string {
  const slot = sharedUnit(members);
  if (slot.unit === "indicator" && edges.length === 1) return bin === 0 ? "no" : "yes";
  const amount = (edge: number) => amountOf(edge, slot);
  if (bin === 0) return `below ${amount(edges[0])}`;
  if (bin === edges.length) return `from ${amount(edges[bin - 1])}`;
  return `${amountOf(edges[bin - 1], { ...slot, unit: "" }).trim()} to ${amount(edges[bin])}`;
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
