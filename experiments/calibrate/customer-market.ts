import { EVENT, EventLog } from "../../sim/events.js";
import { Market } from "../../sim/market.js";
import { hashText, rootKey, subKey, uniformAt } from "../../sim/math/key.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import type { CustomerHistory } from "./customer-log.js";

export interface CustomerPlay {
  readonly days: number;
  /** who buys for the first time after this day is left out, as in the log */
  readonly lastEntry: number;
  /** every product is on offer in this part of the weeks, at each of the depths equally often */
  readonly offers: { readonly part: number; readonly depths: readonly number[] } | null;
  /** names shoppers and luck */
  readonly luck: string;
}

/** First day on which coupons are sent. */
const FIRST_SENT = 7;
const WEEK = 7;

/**
 * What every shopper of a market buys from the first day on, as a log of customers would have it: who never bought is not in
 * it. Products are on offer in weeks drawn at random, one by one; coupons, where the scenario has any, go to everybody, again
 * and again as soon as the last have expired, as long as all their days lie within the log.
 */
export function playCustomers(
  input: ScenarioInput,
  { days, lastEntry, offers, luck }: CustomerPlay,
): CustomerHistory[] {
  const scenario = scenarioSchema.parse({
    ...input,
    warmUpDays: 0,
    products: input.products.map((product) => ({ ...product, initialStock: 1e12 })),
    calendar: { ...input.calendar, campaigns: [] },
    promotions: { everyday: { depthLimit: 1 }, coupons: input.promotions?.coupons ?? null },
  });
  const { products, promotions, moneyStep, population } = scenario;
  const { coupons } = promotions;
  const market = new Market(scenario, rootKey(luck, "population", 0, 0));
  const root = rootKey(luck, "evaluate", 0, 0);
  market.open(root);
  const log = new EventLog(1, ["purchase", "coupon-sent", "coupon-redeemed"]);
  market.record(log);
  const depth = new Float64Array(products.length);
  const names = products.map(({ name }) => hashText(name));
  const everybody = new Uint8Array(scenario.segments.length).fill(1);
  const cycle = coupons === null ? 1 : coupons.lagDays + coupons.validDays;
  for (let day = 0; day < days; day++) {
    if (offers !== null && day % WEEK === 0) {
      const week = subKey(subKey(root, "offers"), day);
      for (let p = 0; p < depth.length; p++) {
        const draw = uniformAt(week.key0, week.key1, names[p]) / offers.part;
        depth[p] = draw < 1 ? offers.depths[Math.floor(draw * offers.depths.length)] : 0;
      }
    }
    const sends = coupons !== null && day >= FIRST_SENT && (day - FIRST_SENT) % cycle === 0 && day + cycle <= days;
    market.runDay(sends ? { depth, coupon: everybody } : { depth });
  }
  return historiesOf(log, population, moneyStep).filter(({ day }) => day.length > 0 && day[0] <= lastEntry);
}

function historiesOf({ length, columns }: EventLog, population: number, moneyStep: number): CustomerHistory[] {
  const customers = Array.from({ length: population }, () => ({
    day: [] as number[],
    units: [] as number[],
    paid: [] as number[],
    off: [] as number[],
    sent: 0,
    used: 0,
    lagDays: 0,
    sentOn: 0,
  }));
  for (let e = 0; e < length; e++) {
    const own = customers[columns.shopper[e]];
    const day = columns.day[e];
    if (columns.kind[e] === EVENT.couponSent) {
      own.sent += 1;
      own.sentOn = day;
    } else if (columns.kind[e] === EVENT.couponRedeemed) {
      own.used += 1;
      own.lagDays += day - own.sentOn;
    } else {
      if (own.day[own.day.length - 1] !== day) {
        own.day.push(day);
        own.units.push(0);
        own.paid.push(0);
        own.off.push(0);
      }
      const last = own.day.length - 1;
      own.units[last] += columns.units[e];
      own.paid[last] += columns.paid[e] * moneyStep;
      own.off[last] += columns.discount[e] * moneyStep;
    }
  }
  return customers;
}
