import { ASSUMED } from "../../sim/presets/assumptions.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import {
  assumedCampaigns,
  assumedCosts,
  assumedDeals,
  assumedProducts,
  logit,
  moneyDigitsOf,
  type Provenance,
  round,
} from "./assumed-shop.js";
import type { CustomerGroups } from "./customer-groups.js";
import type { CustomerLog } from "./customer-log.js";
import type { BoundedParameter } from "./least-squares-search.js";

export interface CustomerNaming {
  readonly name: string;
  readonly category: string;
  readonly source: string;
  readonly currency: string;
}

/** Parameters by name, as found. */
export type Values = (name: string) => number | undefined;

/** Log-odds of buying on a visit, that many visits lie behind a purchase. */
const INCIDENCE = -1;
const POPULATION = 1000;
/** Mean price sensitivity of visits: with it a product's own-price elasticity comes to about the mean of brands'. */
const SENSITIVITY = 2.2;
const BRANDS =
  "set so that the own-price elasticity of a product comes near the mean elasticity of brands, -2.62 (Bijmolt, van Heerde and Pieters 2005)";
const USUAL_COUPON_DEPTH = 0.2;
/** A group that takes fewer units than this beyond the first is taken to take none. */
const HARDLY_ANY = 0.05;
/** Log of the extra units of those who take none. */
const NO_EXTRA = -6;
/** Chance a day that a lost shopper's place is taken. */
const ACQUISITION = 0.002;

export const OFFERED = "part of the weeks in which a product is on offer";
const sizeOf = (g: number) => `group ${g + 1}: log of its shoppers over group 1's`;
const visitOf = (g: number) => `group ${g + 1}: log-odds of a visit on a day`;
const churnOf = (g: number) => `group ${g + 1}: log-odds that a visit is the last`;
const unitsOf = (g: number) => `group ${g + 1}: log of extra units`;
const keenOf = (g: number) => `group ${g + 1}: price sensitivity over the mean's`;
const couponOf = (g: number) => `group ${g + 1}: log-odds of thinking of a coupon`;

/** What a log of customers tells: where the search begins, and how far it may go. */
export function customerParameters(log: CustomerLog, groups: CustomerGroups, coupons: boolean): BoundedParameter[] {
  const { centres, sizes } = groups;
  const around = (name: string, start: number, reach: number) => ({
    name,
    start,
    low: start - reach,
    high: start + reach,
  });
  const buys = 1 / (1 + Math.exp(-INCIDENCE));
  const each = (make: (g: number) => BoundedParameter, first = 0) =>
    centres.slice(first).map((_, i) => make(i + first));
  // purchases a day while they came, and the chance that a purchase was the last: high where they have long been missing
  const rate = centres.map(({ frequency, recency }) => Math.max(1, frequency) / Math.max(14, log.days - recency));
  const last = centres.map(({ frequency, recency }, g) => (recency * rate[g] > 3 ? 1 : 0.1) / Math.max(1, frequency));
  const extra = extraUnits(log, groups);
  return [
    ...each((g) => around(sizeOf(g), Math.log(sizes[g] / sizes[0]), 2), 1),
    ...each((g) => around(visitOf(g), logit(Math.min(0.9, rate[g] / buys)), 3)),
    ...each((g) => ({ name: churnOf(g), start: logit(Math.min(0.5, buys * last[g])), low: -9, high: 1.5 })),
    ...each((g) => around(unitsOf(g), Math.log(Math.max(0.1, extra[g])), 2)).filter((_, g) => extra[g] > HARDLY_ANY),
    ...(log.depths === null
      ? []
      : [
          { name: OFFERED, start: 0.3, low: 0.01, high: 0.99 },
          ...each((g) => ({ name: keenOf(g), start: 1, low: 0.05, high: 4 }), 1),
        ]),
    ...(coupons ? each((g) => ({ name: couponOf(g), start: -2, low: -9, high: 5 })) : []),
  ];
}

/** Units beyond the first on a purchase day, by group. */
function extraUnits({ customers }: CustomerLog, { centres, groupOf }: CustomerGroups): number[] {
  const units = centres.map(() => 0);
  const purchases = centres.map(() => 0);
  for (const customer of customers) {
    const g = groupOf(customer);
    purchases[g] += customer.units.length;
    for (const count of customer.units) units[g] += count;
  }
  return units.map((count, g) => count / Math.max(1, purchases[g]) - 1);
}

/** A shop at parameters by name: groups of customers as segments, price tiers as products. */
export function customerMarketScenario(
  log: CustomerLog,
  groups: CustomerGroups,
  values: Values,
  validDays: number | null,
  { name, category }: Pick<CustomerNaming, "name" | "category">,
): ScenarioInput {
  const { listPrice, share } = log.shelf;
  const value = (parameter: string, otherwise: number) => round(values(parameter) ?? otherwise, 4);
  const moneyDigits = moneyDigitsOf(listPrice);
  const weights = groups.centres.map((_, g) => Math.exp(value(sizeOf(g), 0)));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const keenness = groups.centres.map((_, g) => value(keenOf(g), 1));
  const visits = weights.map((weight, g) => weight / (1 + Math.exp(-value(visitOf(g), -3))));
  const meanKeenness =
    keenness.reduce((sum, keen, g) => sum + keen * visits[g], 0) / visits.reduce((sum, part) => sum + part, 0);
  return {
    name,
    moneyStep: 10 ** -moneyDigits,
    population: POPULATION,
    horizonDays: 91,
    products: assumedProducts(
      listPrice.map((price, tier) => ({
        name: tierName(listPrice, tier),
        category,
        listPrice: round(price, moneyDigits),
        unitsADay: share[tier] * POPULATION * unitsADay(log),
      })),
      moneyDigits,
    ),
    segments: groups.centres.map((_, g) => ({
      name: `group-${g + 1}`,
      share: round((100 * weights[g]) / all, 3),
      visit: { base: value(visitOf(g), -3), storeValue: 0.05 },
      churn: { hazard: round(1 / (1 + Math.exp(-value(churnOf(g), -4))), 5), dissatisfaction: 0, acquisition: 0 },
      price: { sensitivity: round((SENSITIVITY * keenness[g]) / meanKeenness, 4), sensitivitySpread: 0.16 },
      promotion: validDays === null ? {} : { redemption: { base: value(couponOf(g), -2), depth: 0 } },
      choice: {
        loyalty: 0.2,
        tasteSpread: 1.5,
        appeal: Object.fromEntries(
          listPrice.map((_, tier) => [tierName(listPrice, tier), round(Math.log(share[tier] / share[0]), 3)]),
        ),
      },
      category: { incidence: INCIDENCE, value: 0.95, pantry: 0.6, pantryKeep: 0.95 },
      quantity: { base: value(unitsOf(g), NO_EXTRA), price: 0.8 },
    })),
    calendar: { weekday: weekdayLifts(log.weekdayShare) },
    promotions:
      validDays === null
        ? {}
        : {
            coupons: {
              depths: [round(log.couponDepth ?? USUAL_COUPON_DEPTH, 2)],
              maxOff: round(5 * Math.max(...listPrice), moneyDigits),
              lagDays: 0,
              validDays,
            },
          },
  };
}

const tierName = ({ length }: readonly number[], tier: number) =>
  length === 1 ? "product" : length === 2 ? ["low", "high"][tier] : ["low", "middle", "high"][tier];

/** Log-odds of a visit by weekday: where visits are rare, the logarithm of what the day has over the mean day. */
function weekdayLifts(share: readonly number[]): number[] {
  return share.map((part) => round(Math.log(Math.max(0.01, 7 * part)), 2));
}

/** Units a customer and day over the whole log. */
function unitsADay({ days, customers }: CustomerLog): number {
  const units = customers.reduce((sum, { units: own }) => sum + own.reduce((a, b) => a + b, 0), 0);
  return units / customers.length / days;
}

/** The same as a scenario to run: new shoppers for those who leave, deals to decide on, and where every number comes from. */
export function customerScenario(
  market: ScenarioInput,
  log: CustomerLog,
  { source, currency }: CustomerNaming,
  told: { readonly fit: string; readonly coupons: boolean },
): ScenarioInput {
  const meanPrice = log.shelf.listPrice.reduce((sum, price, tier) => sum + price * log.shelf.share[tier], 0);
  const { campaigns, promotions } = assumedDeals(POPULATION * unitsADay(log) * meanPrice);
  const scenario: ScenarioInput = {
    ...market,
    description: `Shoppers after ${source}: ${log.customers.length} customers in ${market.segments.length} groups`,
    provenance: provenance(log, source, told),
    currency,
    segments: market.segments.map((segment) => ({
      ...segment,
      churn: segment.churn && { ...segment.churn, acquisition: ACQUISITION },
    })),
    calendar: { ...market.calendar, campaigns },
    promotions: { ...promotions, coupons: market.promotions?.coupons ?? null },
  };
  scenarioSchema.parse(scenario);
  return scenario;
}

function provenance(
  log: CustomerLog,
  source: string,
  { fit, coupons }: { fit: string; coupons: boolean },
): Provenance[] {
  const moments = `${source}: simulated moments (McFadden 1989); ${fit}`;
  const estimated = (path: string, from: string): Provenance => ({ path, origin: "estimated", source: from });
  const assumed = (path: string, from: string): Provenance => ({ path, origin: "assumed", source: from });
  return [
    estimated("products.listPrice", `${source}: mean list price of a unit in each third of the units sold, by price`),
    estimated("segments.choice.appeal", `${source}: the thirds' parts of the units sold`),
    estimated("segments.share, segments.visit.base, segments.churn.hazard, segments.quantity.base", moments),
    estimated("calendar.weekday", `${source}: purchase days by weekday over the mean day's`),
    ...(log.depths === null
      ? [assumed("segments.price.sensitivity", `the log knows no prices; ${BRANDS}`)]
      : [
          estimated(
            "segments.price.sensitivity",
            `${moments}: which group is spared more of the list price; the mean over groups is assumed: ${BRANDS}`,
          ),
        ]),
    ...(coupons
      ? [
          estimated("segments.promotion.redemption.base", `${moments}: coupons used of those sent`),
          estimated("promotions.coupons.validDays", `${source}: mean days of the campaigns sent`),
          (log.couponDepth === null ? assumed : estimated)(
            "promotions.coupons.depths",
            log.couponDepth === null
              ? "a fifth: the log has no column of coupons"
              : `${source}: median part of the list price a coupon took off`,
          ),
          assumed(
            "segments.promotion.redemption.depth, promotions.coupons.maxOff",
            "campaigns do not tell how deep their coupons were: 0; five units of the dearest tier",
          ),
        ]
      : []),
    assumed(
      "segments.category.incidence",
      "a purchase on one visit of four: a log of purchases knows no visit without one",
    ),
    assumed(
      "segments.category.value, segments.category.pantry, segments.quantity.price, segments.price.gain, segments.price.loss, segments.choice.loyalty, segments.choice.tasteSpread",
      ASSUMED.tuned,
    ),
    assumed(
      "segments.churn.acquisition",
      "a lost shopper's place is taken after some five hundred days, as in the scenario's default: who was never a customer is in no log",
    ),
    assumedCosts,
    assumedCampaigns,
  ];
}
