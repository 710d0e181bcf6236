import { type DayReport, LINES, type Line, STORE_LINES } from "../sim/ledger.js";
import { MECHANICS } from "../sim/scenario/promotions.js";
import type { Scenario } from "../sim/scenario.js";
import type { Shop } from "./levers/shop.js";

/** What the figures of a market episode mean, and their units. Sums over the scored days so far, tail included, where not said otherwise. */
export const MARKET_METRICS = {
  profit: { unit: "money", meaning: "the score: every ledger line with its sign; the sum of the rewards" },
  revenue: { unit: "money", meaning: "paid by shoppers: gross sales less discount" },
  units: { unit: "units", meaning: "sold" },
  discount: { unit: "money", meaning: "given away on promoted units" },
  vendorFunding: { unit: "money", meaning: "paid by vendors for promoted units" },
  unmetDemand: { unit: "units", meaning: "what full shelves would have sold beyond what was sold; latent" },
  serviceLevel: { unit: "share", meaning: "units sold of those that full shelves would have sold; 1 of none; latent" },
  visits: { unit: "shopper-days", meaning: "visits to the store" },
  promotedDays: { unit: "product-days", meaning: "days with an offer, over all products" },
  refused: { unit: "choices", meaning: "an agent's choices that guard rails turned into none" },
  orderingCost: { unit: "money", meaning: "of orders placed" },
  holdingCost: { unit: "money", meaning: "of units on the shelf at the end of a day" },
  writeOff: { unit: "money", meaning: "lost on units left or on order after the last day" },
  tailProfit: { unit: "money", meaning: "the part of profit made in the tail, where the write-off falls" },
  giftCost: { unit: "money", meaning: "of gifts that came with purchases" },
  adSpend: { unit: "money", meaning: "spent on advertising" },
  couponCost: { unit: "money", meaning: "of sending coupons; what they take off is discount" },
  couponsSent: { unit: "coupons", meaning: "sent to shoppers" },
  couponsRedeemed: { unit: "coupons", meaning: "used by shoppers" },
  redemptionRate: { unit: "share", meaning: "coupons used of those sent; 0 of none" },
  churned: { unit: "shoppers", meaning: "who left for good; latent" },
  acquired: { unit: "shoppers", meaning: "new ones who came in their places" },
  active: { unit: "shoppers", meaning: "who had not left at the start of the last day; latent" },
} as const;

/** Figures whose names go on after the slash: by mechanic, by segment. */
export const MARKET_METRIC_FAMILIES = {
  "discount/<mechanic>": { unit: "money", meaning: "of the discount, what the mechanic gave away" },
  "lifetimeValue/<segment>": {
    unit: "money",
    meaning: "what a shopper of the segment is worth for ever, at the margin and churn of the days so far; latent",
  },
} as const;

export type MarketMetric = keyof typeof MARKET_METRICS;
/** For who watches a run, not for agents: some figures are latent. */
export type MarketMetrics = Readonly<Record<MarketMetric, number>> & { readonly [name: string]: number };

/** What a margin a year from now is worth today: nine tenths. As a rate a day. */
const DAILY_DISCOUNT = 0.1 / 365;

/**
 * What an active shopper is worth for ever, money:  m r / (1 + i - r)
 *
 * @param margin  m, a day, money
 * @param churn   1 - r, chance a day of leaving for good
 * @see Gupta, Lehmann and Stuart (2004), Valuing Customers, Journal of Marketing Research 41, equation 7: constant margin
 *   and retention. Departs: by the day, at 10% a year
 */
export function lifetimeValue(margin: number, churn: number): number {
  return (margin * (1 - churn)) / (DAILY_DISCOUNT + churn);
}

/** Adds days to sums, whosever they are; whole money steps, units and counts, so that no sum rounds. */
export interface MetricsAdder {
  /** sums of an episode */
  readonly length: number;
  /**
   * @param shop  which has looked at the day's books
   * @param sums  shape [length], added to
   */
  add(shop: Shop, refused: number, inTail: boolean, sums: Float64Array): void;
}

/** Names of a scenario's figures, in their order: those of MARKET_METRICS, then the mechanics' and the segments'. */
export function marketMetricNames(scenario: Scenario): string[] {
  return [
    ...Object.keys(MARKET_METRICS),
    ...mechanicsOf(scenario).map((mechanic) => `discount/${MECHANICS[mechanic]}`),
    ...scenario.segments.map(({ name }) => `lifetimeValue/${name}`),
  ];
}

/** Mechanics that the scenario has an offer of, as indices into MECHANICS. */
function mechanicsOf({ promotions }: Scenario): number[] {
  const offered = new Set<string>(promotions.menu.map((offer) => offer.mechanic));
  if (promotions.depths.length > 0) offered.add("percent-off");
  if (promotions.coupons !== null) offered.add("coupon");
  return MECHANICS.flatMap((mechanic, m) => (offered.has(mechanic) ? [m] : []));
}

/** What is summed: of lines of the books first, the shop's line totals; then counts; then by mechanic and by segment. */
const COUNTS = [
  "profit",
  "tailProfit",
  "refused",
  "units",
  "demand",
  "visits",
  "promotedDays",
  "couponsSent",
  "couponsRedeemed",
  "churned",
  "acquired",
  "active",
] as const;
const AT = Object.fromEntries(COUNTS.map((name, i) => [name, LINES.length + STORE_LINES.length + i])) as Record<
  (typeof COUNTS)[number],
  number
>;
const STORE_AT = LINES.length;
const FAMILIES_AT = STORE_AT + STORE_LINES.length + COUNTS.length;

/** Places of the families among the sums. */
function familiesOf(scenario: Scenario) {
  const mechanics = Int32Array.from(mechanicsOf(scenario));
  const S = scenario.segments.length;
  const marginAt = FAMILIES_AT + mechanics.length;
  return { mechanics, marginAt, activeAt: marginAt + S, churnedAt: marginAt + 2 * S, length: marginAt + 3 * S };
}

export function createMetricsAdder(scenario: Scenario): MetricsAdder {
  const { mechanics, marginAt, activeAt, churnedAt, length } = familiesOf(scenario);
  const P = scenario.products.length;
  const S = scenario.segments.length;

  function addProducts({ units, demand, depth, mechanicDiscount }: DayReport, sums: Float64Array): void {
    let sold = 0;
    let wanted = 0;
    let promoted = 0;
    for (let p = 0; p < P; p++) {
      sold += units[p];
      wanted += demand[p];
      promoted += +(depth[p] > 0);
    }
    sums[AT.units] += sold;
    sums[AT.demand] += wanted;
    sums[AT.promotedDays] += promoted;
    for (let m = 0; m < mechanics.length; m++) {
      const first = mechanics[m] * P;
      let given = 0;
      for (let at = first; at < first + P; at++) given += mechanicDiscount[at];
      sums[FAMILIES_AT + m] += given;
    }
  }

  function addSegments(report: DayReport, margin: Float64Array, sums: Float64Array): void {
    const { visits, couponsSent, couponsRedeemed, churned, acquired, active } = report;
    let came = 0;
    let sent = 0;
    let redeemed = 0;
    let left = 0;
    let joined = 0;
    let there = 0;
    for (let s = 0; s < S; s++) {
      came += visits[s];
      sent += couponsSent[s];
      redeemed += couponsRedeemed[s];
      left += churned[s];
      joined += acquired[s];
      there += active[s];
      sums[marginAt + s] += margin[s];
      sums[activeAt + s] += active[s];
      sums[churnedAt + s] += churned[s];
    }
    sums[AT.visits] += came;
    sums[AT.couponsSent] += sent;
    sums[AT.couponsRedeemed] += redeemed;
    sums[AT.churned] += left;
    sums[AT.acquired] += joined;
    sums[AT.active] = there;
  }

  return {
    length,
    add(shop, refused, inTail, sums) {
      const { report, lineTotals, segmentMargin, profit } = shop;
      const { store } = report;
      for (let l = 0; l < lineTotals.length; l++) sums[l] += lineTotals[l];
      for (let l = 0; l < store.length; l++) sums[STORE_AT + l] += store[l];
      sums[AT.profit] += profit;
      if (inTail) sums[AT.tailProfit] += profit;
      sums[AT.refused] += refused;
      addProducts(report, sums);
      addSegments(report, segmentMargin, sums);
    },
  };
}

/** The figures of an episode's sums, up to date at every read. @param sums  as a `MetricsAdder` of the scenario fills them */
export function figuresOf(scenario: Scenario, sums: Float64Array): MarketMetrics {
  const { moneyStep, segments } = scenario;
  const { mechanics, marginAt, activeAt, churnedAt } = familiesOf(scenario);
  const money = (at: number) => sums[at] * moneyStep;
  const line = (name: Line) => money(LINES.indexOf(name));
  const grossAt = LINES.indexOf("grossSales");
  const discountAt = LINES.indexOf("discount");
  const read: Record<MarketMetric, () => number> = {
    profit: () => money(AT.profit),
    revenue: () => (sums[grossAt] - sums[discountAt]) * moneyStep,
    units: () => sums[AT.units],
    discount: () => line("discount"),
    vendorFunding: () => line("vendorFunding"),
    unmetDemand: () => sums[AT.demand] - sums[AT.units],
    serviceLevel: () => (sums[AT.demand] > 0 ? sums[AT.units] / sums[AT.demand] : 1),
    visits: () => sums[AT.visits],
    promotedDays: () => sums[AT.promotedDays],
    refused: () => sums[AT.refused],
    orderingCost: () => line("ordering"),
    holdingCost: () => line("holding"),
    writeOff: () => line("writeOff"),
    tailProfit: () => money(AT.tailProfit),
    giftCost: () => line("giftCost"),
    adSpend: () => money(STORE_AT + STORE_LINES.indexOf("adSpend")),
    couponCost: () => money(STORE_AT + STORE_LINES.indexOf("couponSending")),
    couponsSent: () => sums[AT.couponsSent],
    couponsRedeemed: () => sums[AT.couponsRedeemed],
    redemptionRate: () => (sums[AT.couponsSent] > 0 ? sums[AT.couponsRedeemed] / sums[AT.couponsSent] : 0),
    churned: () => sums[AT.churned],
    acquired: () => sums[AT.acquired],
    active: () => sums[AT.active],
  };
  const figures = {};
  const show = (name: string, get: () => number) => Object.defineProperty(figures, name, { get, enumerable: true });
  for (const [name, get] of Object.entries(read)) show(name, get);
  for (let m = 0; m < mechanics.length; m++) show(`discount/${MECHANICS[mechanics[m]]}`, () => money(FAMILIES_AT + m));
  for (let s = 0; s < segments.length; s++)
    show(`lifetimeValue/${segments[s].name}`, () => {
      const days = sums[activeAt + s];
      return days > 0 ? lifetimeValue(money(marginAt + s) / days, sums[churnedAt + s] / days) : 0;
    });
  return figures as MarketMetrics;
}
