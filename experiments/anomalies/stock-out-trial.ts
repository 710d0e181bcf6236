import { createRng } from "../../agents/math/rng.js";
import { stockOutRisk } from "../../agents/models/anomalies/stock-out-risk.js";
import type { AlarmScore } from "./alarm-score.js";
import { baseStock, ordersUpTo, type QuietShop } from "./quiet-shop.js";

/** Chance of a strike of a product's supplier a day, and how long it takes no orders. */
const STRIKE_CHANCE = 1 / 40;
const STRIKE_DAYS = 6;
const SETTLING_DAYS = 28;

/** A risk that was told and what came of it. */
export interface Foretold {
  readonly risk: number;
  readonly ranOut: boolean;
}

/**
 * Suppliers who take no orders for some days. Every morning, after the orders, the shop tells of each product how likely it runs
 * out within its lead time, from what is there, on its way, and usually sold. Mornings of products that ran out the day before
 * are left out.
 */
export function stockOutTrial(shop: QuietShop, seed: string, days = 140): Foretold[] {
  const { demand } = shop;
  const { market, weekday } = shop.open();
  const { products } = market.scenario;
  const rng = createRng(`strikes ${seed}`);
  const level = products.map(({ leadTimeDays }, p) => baseStock(demand[p], leadTimeDays + 1, 0.1));
  const strikeUntil = products.map(() => 0);
  const onItsWay = products.map(({ leadTimeDays }) => new Array<number>(leadTimeDays).fill(0));
  const risks = products.map(() => [] as number[]);
  const out = products.map(() => [] as boolean[]);
  for (let day = 0; day < SETTLING_DAYS + days; day++) {
    const today = weekday();
    const order = ordersUpTo(market, level);
    products.forEach((_, p) => {
      if (day >= SETTLING_DAYS && day >= strikeUntil[p] && rng.uniform() < STRIKE_CHANCE)
        strikeUntil[p] = day + STRIKE_DAYS;
      if (day < strikeUntil[p]) order[p] = 0;
      const { leadTimeDays } = products[p];
      // what comes this morning is in the first place, today's order comes after the lead time
      risks[p].push(
        stockOutRisk(demand[p], { stock: market.stock(p), weekday: today, leadTimeDays, arriving: onItsWay[p] }),
      );
      onItsWay[p].push(order[p]);
      onItsWay[p].shift();
    });
    const { stockOut } = market.runDay({ order });
    out.forEach((column, p) => {
      column.push(stockOut[p] === 1);
    });
  }
  return products.flatMap(({ leadTimeDays }, p) =>
    risks[p].flatMap((risk, day) => {
      const ahead = out[p].slice(day, day + leadTimeDays);
      const known = day >= SETTLING_DAYS && ahead.length === leadTimeDays && !out[p][day - 1];
      return known ? [{ risk, ranOut: ahead.includes(true) }] : [];
    }),
  );
}

/** A fault is a morning before a stock-out, an alarm one with more than this risk. */
export function scoreOfRisks(foretold: readonly Foretold[], alarm: number): AlarmScore {
  const count = (which: (one: Foretold) => boolean) => foretold.filter(which).length;
  const right = count(({ risk, ranOut }) => ranOut && risk > alarm);
  return { faults: count(({ ranOut }) => ranOut), found: right, alarms: count(({ risk }) => risk > alarm), right };
}
