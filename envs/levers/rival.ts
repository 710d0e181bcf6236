import { toSteps } from "../../sim/money.js";
import type { Scenario } from "../../sim/scenario.js";
import { multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { DecisionSheet } from "./decision-sheet.js";
import type { BackgroundPolicy, Lever } from "./lever.js";
import type { Shop } from "./shop.js";
import { copied, type SlotRow, slotTable } from "./slot-table.js";

/** A rival that is played: by a policy, or by an agent that holds the lever `rival`. */
export interface Duopoly {
  /** a rival of the scenario whose process is `decided`, by name or index; default: the first such */
  rival?: string | number;
  /** decides every day, tail included; left out where an agent holds the lever */
  policy?: RivalPolicy;
  /** discounts an agent chooses from, share of the price, the first 0; default 0, .1, .2, .3 */
  levels?: readonly number[];
}

/**
 * Writes a day's discounts by category, share of the price; those of categories that it does not sell are not looked at. Like
 * a background policy it depends on what it is shown alone.
 */
export type RivalPolicy = (view: RivalView, out: Float64Array) => void;

/** What a rival can see from outside, in the morning. Reused: valid during the call. */
export interface RivalView {
  /** 0 is the first scored day */
  readonly day: number;
  /** 0 Monday */
  readonly weekday: number;
  readonly categories: readonly string[];
  /** what the shop charged yesterday without coupons and memberships, share of list price, shape [products] */
  readonly price: Float64Array;
  /** mean over a category's products of 1 - price, shape [categories] */
  readonly shopDiscount: Float64Array;
  /** the rival's own discount yesterday, shape [categories] */
  readonly ownDiscount: Float64Array;
}

const LEVELS = [0, 0.1, 0.2, 0.3];

/**
 * A rival's discount a day for every category: choice k is the k-th level. It sees the calendar, the shop's prices and its own
 * discounts. Only 0 is legal where it does not sell the category.
 *
 * Credit, by category: what a rival of the shop's own size and costs would earn if every unit that the shop sells above (below)
 * its typical sales T were one less (more) for the rival, u the shop's units, d the discount:
 *
 *     sum_p max(0, 2 T - u) (L (1 - d) - c)
 */
export function rivalLever(scenario: Scenario, brief: MarketBrief, duopoly: Duopoly): Lever {
  const rival = rivalIndex(scenario, duopoly.rival);
  const { levels = LEVELS } = duopoly;
  if (levels[0] !== 0 || levels.some((level) => !(level >= 0 && level < 1)))
    throw new RangeError(`duopoly: levels must start with 0 and be shares below 1, got ${levels.join(", ")}`);
  const { name, categories: own } = scenario.rivals[rival];
  const K = brief.categories.length;
  const sells = brief.categories.map((category) => own.length === 0 || own.includes(category));
  const legal = Uint8Array.from(sells.flatMap((sold) => levels.map((_, choice) => (sold || choice === 0 ? 1 : 0))));
  return {
    name: "rival",
    actionSpace: multiDiscrete(brief.categories.map(() => levels.length)),
    table: slotTable([...publicSlots(scenario), ...ownSlots(name, brief.categories, rival)]),
    mask(_shop, out) {
      out.set(legal);
    },
    decide(action, mask, { rivalDiscount }) {
      let refused = 0;
      for (let k = 0; k < K; k++) {
        const allowed = mask[k * levels.length + action[k]] === 1;
        if (!allowed) refused += 1;
        rivalDiscount[rival * K + k] = allowed ? levels[action[k]] : 0;
      }
      return refused;
    },
    credit({ report, typicalSales }, _sheet, out) {
      out.fill(0);
      brief.products.forEach(({ category, listPrice, unitCost }, p) => {
        if (!sells[category]) return;
        const units = Math.max(0, 2 * typicalSales[p] - report.units[p]);
        out[category] += units * (listPrice * (1 - report.rivalDiscount[rival * K + category]) - unitCost);
      });
    },
  };
}

/** The policy of a duopoly, as one that fills its part of the sheet. */
export function rivalBackground(scenario: Scenario, brief: MarketBrief, duopoly: Duopoly): BackgroundPolicy {
  const rival = rivalIndex(scenario, duopoly.rival);
  const { policy } = duopoly;
  if (policy === undefined)
    throw new RangeError("duopoly: needs a policy for the rival, or an env that holds the lever rival");
  const { categories } = brief;
  const K = categories.length;
  const view = {
    day: 0,
    weekday: 0,
    categories,
    price: new Float64Array(brief.products.length),
    shopDiscount: new Float64Array(K),
    ownDiscount: new Float64Array(K),
  };
  const discounts = new Float64Array(K);
  const readPrices = publicPrices(scenario);
  const sizes = new Float64Array(K);
  for (const { category } of brief.products) sizes[category] += 1;
  return (shop: Shop, { rivalDiscount }: DecisionSheet) => {
    const { market, report } = shop;
    view.day = market.day;
    view.weekday = market.calendar.weekday(market.day);
    readPrices(shop, view.price, 0);
    view.shopDiscount.fill(0);
    for (let p = 0; p < view.price.length; p++) view.shopDiscount[brief.products[p].category] += 1 - view.price[p];
    for (let k = 0; k < K; k++) {
      view.shopDiscount[k] /= sizes[k];
      view.ownDiscount[k] = report.rivalDiscount[rival * K + k];
    }
    discounts.fill(0);
    policy(view, discounts);
    rivalDiscount.set(discounts, rival * K);
  };
}

/** @throws RangeError where the scenario has no such rival, or one that follows a process */
function rivalIndex({ name, rivals }: Scenario, which: string | number | undefined): number {
  const decided = rivals.flatMap(({ process: { kind } }, r) => (kind === "decided" ? [r] : []));
  if (decided.length === 0) throw new RangeError(`duopoly: the scenario ${name} has no rival whose process is decided`);
  if (which === undefined) return decided[0];
  const index = typeof which === "string" ? rivals.findIndex((rival) => rival.name === which) : which;
  if (!decided.includes(index))
    throw new RangeError(
      `duopoly: no rival ${which} whose process is decided; there are ${decided.map((r) => rivals[r].name).join(", ")}`,
    );
  return index;
}

/** What everybody can read in the shop's window: the calendar, and yesterday's prices. */
function publicSlots(scenario: Scenario): SlotRow[] {
  const known = ["days-left", "weekday", "campaign-open", "campaign-days-left", "next-campaign"];
  return [
    ...calendarSlots(scenario).filter(({ name }) => known.includes(name)),
    {
      name: "shop-price",
      things: scenario.products.map((product) => product.name),
      meaning: "what the shop charged for a unit yesterday, without coupons and memberships",
      unit: "share of list price",
      scale: () => 8,
      low: 0,
      high: 1,
      amounts: { write: publicPrices(scenario) },
    },
  ];
}

function ownSlots(name: string, categories: readonly string[], rival: number): SlotRow[] {
  const K = categories.length;
  return [
    {
      name: "own-discount",
      things: categories,
      meaning: `the discount of ${name} yesterday`,
      unit: "share of its list price",
      low: 0,
      high: 1,
      amounts: copied(({ report }) => report.rivalDiscount.subarray(rival * K, (rival + 1) * K)),
    },
  ];
}

/** Yesterday's prices, the day's offers as they were opened taken off: share of list price, shape [products]. */
function publicPrices({ products, moneyStep }: Scenario) {
  const listPrice = Float64Array.from(products, (product) => Math.max(1, toSteps(product.listPrice, moneyStep)));
  return ({ report }: Shop, out: Float64Array, from: number) => {
    for (let p = 0; p < listPrice.length; p++)
      out[from + p] = ((1 - report.depth[p]) * report.regularPrice[p]) / listPrice[p];
  };
}
