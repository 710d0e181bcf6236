import { defineAgent, z } from "./define.js";
import { discountOf, discountSlots, needsDiscountLever } from "./discounts.js";
import { readSlots } from "./read-slots.js";

/**
 * Marks down on a ladder, a slot at a time. Rung k of n comes at the share  start + (1 - start) (k - 1) / n  of the season and
 * takes  deepest k / n  off the list price, by the deepest legal choice that is no deeper. A slot climbs to the rung of the
 * day only while its stock lags behind plan, that is when what is on the shelf and on order would outlast the season:
 *
 *   stock + on order > slack m days left,  m the mean sales a day as observed, all summed over the slot's products
 *
 * and never climbs down within a season, as a season's goods are marked down. A slot whose stock is kept up by orders reaches its
 * rungs in the last days, when less is left of the season than an order lasts.
 *
 * @see Smith and Achabal (1998), Clearance pricing and inventory policies for retail chains, Management Science 44(3), for
 *   the practice and what is better than it
 */
export const markdownLadder = defineAgent({
  summary: "marks down step by step as the season goes, what would else be left at its end",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({
    start: z
      .number()
      .min(0)
      .lt(1)
      .default(0.5)
      .describe("part of the season that has gone by when the first rung comes")
      .meta({ unit: "share of the season" }),
    rungs: z.number().int().min(1).max(100).default(3).describe("steps of the ladder, equally far apart"),
    deepest: z
      .number()
      .gt(0)
      .max(1)
      .default(0.3)
      .describe("share of the list price that the last rung takes off")
      .meta({ unit: "share of list price" }),
    slack: z
      .number()
      .min(0)
      .max(1000)
      .default(1)
      .describe(
        "stock lags behind when it is more than so many times what sells until the end; 0: whenever there is any",
      )
      .meta({ unit: "factor" }),
  }),
  misfit: needsDiscountLever,
  create({ start, rungs, deepest, slack }, context) {
    const { products, horizonDays } = context.brief!;
    const slots = discountSlots(context);
    const read = readSlots(context.slots);
    const action = new Int32Array(slots.length);
    /** by slot, 0 before the first */
    const rung = new Int32Array(slots.length);
    return {
      begin() {
        rung.fill(0);
      },
      act(observation, info) {
        const seen = read(observation);
        const daysLeft = seen("days-left");
        const due = rungOn((horizonDays - daysLeft) / horizonDays, start, rungs);
        slots.forEach((slot, index) => {
          let stock = 0;
          let sales = 0;
          for (const p of slot.products) {
            stock += seen("stock", products[p].name) + seen("on-order", products[p].name);
            sales += seen("mean-sales", products[p].name);
          }
          if (stock > slack * sales * daysLeft) rung[index] = Math.max(rung[index], due);
          action[index] = discountOf(slot, (deepest * rung[index]) / rungs, info.mask as Uint8Array | undefined);
        });
        return action;
      },
      save: () => ({ rung: rung.slice() }),
      load(state) {
        rung.set(state.rung as Int32Array);
      },
    };
  },
});

/** The rung that has come when this share of the season is gone: 0 before `start`, the last one at most. */
function rungOn(gone: number, start: number, rungs: number): number {
  if (gone < start) return 0;
  // the small part more, as a share that stands for a whole rung may come out a rounding error below it
  return Math.min(rungs, 1 + Math.floor(((gone - start) / (1 - start)) * rungs + 1e-9));
}
