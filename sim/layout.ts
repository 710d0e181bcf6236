import type { Scenario } from "./scenario.js";

/** Days of sales the shop keeps for its own reckoning. */
export const SALES_WINDOW = 28;

const KINDS = { f64: Float64Array, i32: Int32Array, f32: Float32Array, i16: Int16Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;
type ArrayOf = { f64: Float64Array; i32: Int32Array; f32: Float32Array; i16: Int16Array; u8: Uint8Array };

/**
 * Where each array of a market's state lies in its one buffer: [name, kind, length], 8-byte kinds first so that every
 * view is aligned. What stands here is what a snapshot holds; all else follows from scenario and population.
 */
function sections(scenario: Scenario, categories: number) {
  const N = scenario.population;
  const P = scenario.products.length;
  const S = scenario.segments.length;
  const K = categories;
  const longestLead = scenario.products.reduce((most, product) => Math.max(most, product.leadTimeDays), 0);
  const anchored = scenario.carryOver < 1 ? 1 : 0;
  return {
    // the shop
    stock: ["f64", P],
    /** units by arrival day modulo (longest lead time + 1), [slots, products] */
    pipeline: ["f64", P * (longestLead + 1)],
    /** money steps given away, by campaign, the last for days outside campaigns */
    given: ["f64", scenario.calendar.campaigns.length + 1],
    /** units sold, by day modulo SALES_WINDOW, [SALES_WINDOW, products] */
    recentUnits: ["f64", P * SALES_WINDOW],
    // the last day's report
    grossSales: ["f64", P],
    discount: ["f64", P],
    vendorFunding: ["f64", P],
    unitCost: ["f64", P],
    ordering: ["f64", P],
    holding: ["f64", P],
    writeOff: ["f64", P],
    depth: ["f64", P],
    price: ["f64", P],
    units: ["f64", P],
    promotedUnits: ["f64", P],
    demand: ["f64", P],
    onOrder: ["f64", P],
    received: ["f64", P],
    ordered: ["f64", P],
    visits: ["f64", S],
    buyers: ["f64", S],
    segmentUnits: ["f64", S * P],
    segmentRevenue: ["f64", S],
    segmentDiscount: ["f64", S],
    segmentSatisfaction: ["f64", S],
    /** see CLOCK */
    clock: ["i32", 8],
    /** last day with an offer on the product */
    lastOffer: ["i32", P],
    // the shoppers' memory, and what it was at the end of warm-up where the dial needs it
    /** reference price over list price, [shoppers, products] */
    reference: ["f32", N * P],
    /** units at home, [shoppers, categories] */
    pantry: ["f32", N * K],
    /** mean category value met on past visits */
    storeValue: ["f32", N],
    fatigue: ["f32", N],
    /** log-odds of a visit lost (below 0) to stock-outs */
    satisfaction: ["f32", N],
    anchorReference: ["f32", anchored * N * P],
    anchorPantry: ["f32", anchored * N * K],
    anchorStoreValue: ["f32", anchored * N],
    anchorFatigue: ["f32", anchored * N],
    anchorSatisfaction: ["f32", anchored * N],
    /** product bought last, [shoppers, categories] */
    lastBought: ["i16", N * K],
    anchorLastBought: ["i16", anchored * N * K],
    stockOut: ["u8", P],
    recentStockOut: ["u8", P * SALES_WINDOW],
  } as const satisfies Record<string, readonly [Kind, number]>;
}

/** Places in `clock`. The root key's words are signed here. */
export const CLOCK = { day: 0, reportDay: 1, reportCampaign: 2, refused: 3, root0: 4, root1: 5, anchored: 6 } as const;

type Sections = ReturnType<typeof sections>;
export type State = { readonly [Name in keyof Sections]: ArrayOf[Sections[Name][0]] } & {
  readonly buffer: ArrayBuffer;
};

/** A new state of zeros. */
export function createState(scenario: Scenario, categories: number): State {
  const entries = Object.entries(sections(scenario, categories)) as [string, readonly [Kind, number]][];
  let bytes = 0;
  const placed = entries.map(([name, [kind, length]]) => {
    const at = bytes;
    bytes += Math.ceil((length * KINDS[kind].BYTES_PER_ELEMENT) / 8) * 8;
    return { name, kind, length, at };
  });
  const buffer = new ArrayBuffer(bytes);
  const views: Record<string, unknown> = { buffer };
  for (const { name, kind, length, at } of placed) views[name] = new KINDS[kind](buffer, at, length);
  return views as State;
}
