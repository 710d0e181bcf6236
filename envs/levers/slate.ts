import type { Scenario } from "../../sim/scenario.js";
import { multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { BackgroundPolicy, Lever } from "./lever.js";
import { productSlots } from "./product-slots.js";
import { segmentSlots } from "./segment-slots.js";
import type { Shop } from "./shop.js";
import { slotTable } from "./slot-table.js";

/**
 * A product a day for every place of every segment's slate, best place first: choice 0 leaves it empty, p + 1 shows product
 * p. Legal is what was on the shelf at yesterday's close. A product already in the segment's slate becomes none, and counted.
 */
export function slateLever(scenario: Scenario, brief: MarketBrief): Lever {
  const P = scenario.products.length;
  const { slots } = scenario.slates;
  const segmentOf = Int32Array.from(brief.slateSlots, ({ segment }) => segment);
  return {
    name: "slate",
    actionSpace: multiDiscrete(brief.slateSlots.map(() => P + 1)),
    table: slotTable([...calendarSlots(scenario), ...productSlots(scenario), ...segmentSlots(scenario)]),
    mask({ report }, out) {
      for (let at = 0; at < out.length; at += P + 1) {
        out[at] = 1;
        for (let p = 0; p < P; p++) out[at + 1 + p] = report.stock[p] > 0 ? 1 : 0;
      }
    },
    decide(action, mask, { slate }) {
      let refused = 0;
      for (let i = 0; i < slate.length; i++) {
        const product = action[i] - 1;
        slate[i] = product;
        if (product < 0) continue;
        let legal = mask[i * (P + 1) + action[i]] === 1;
        for (let j = i - (i % slots); j < i && legal; j++) legal = slate[j] !== product;
        if (legal) continue;
        slate[i] = -1;
        refused += 1;
      }
      return refused;
    },
    credit({ segmentMargin }, _sheet, out) {
      for (let i = 0; i < out.length; i++) out[i] = segmentMargin[segmentOf[i]] * scenario.moneyStep;
    },
  };
}

/** The products in stock that sold most over the last 28 days, to every segment. */
export const showBestSellers: BackgroundPolicy = (shop, { slate }) => show(shop, slate, soldLately);

/** The products in stock that earn most by the unit at list price, to every segment. */
export const showHighMargin: BackgroundPolicy = (shop, { slate }) => show(shop, slate, earnedByUnit);

type Worth = (shop: Shop, product: number) => number;
const soldLately: Worth = ({ meanSales, typicalSales }, p) => (meanSales[p] > 0 ? meanSales[p] : typicalSales[p]);
const earnedByUnit: Worth = ({ scenario }, p) => scenario.products[p].listPrice - scenario.products[p].unitCost;

/** Fills every segment's slate with the products in stock of highest worth, ties to the first. */
function show(shop: Shop, slate: Int32Array, worth: Worth): void {
  const { report, scenario } = shop;
  const { slots } = scenario.slates;
  slate.fill(-1);
  for (let place = 0; place < slots; place++) {
    let best = -1;
    for (let p = 0; p < report.stock.length; p++) {
      let free = report.stock[p] > 0;
      for (let taken = 0; taken < place && free; taken++) free = slate[taken] !== p;
      if (!free) continue;
      if (best < 0 || worth(shop, p) > worth(shop, best)) best = p;
    }
    for (let at = place; at < slate.length; at += slots) slate[at] = best;
  }
}
