import type { DayReport } from "../sim/ledger.js";

/** What the figures of a market episode mean, and their units. All are sums over the scored days so far, tail included. */
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
} as const;

export type MarketMetric = keyof typeof MARKET_METRICS;
/** For who watches a run, not for agents: some figures are latent. */
export type MarketMetrics = Readonly<Record<MarketMetric, number>>;

export interface MetricsKeeper {
  /** up to date after every `add`; one object, reused */
  readonly figures: MarketMetrics;
  clear(): void;
  /** @param profit  of the day, whole money steps */
  add(report: DayReport, profit: number, refused: number, inTail: boolean): void;
  /** sums so far; whole money steps where money */
  save(): Float64Array;
  load(saved: Float64Array): void;
}

export function keepMetrics(moneyStep: number): MetricsKeeper {
  const names = Object.keys(MARKET_METRICS) as MarketMetric[];
  const figures = Object.fromEntries(names.map((name) => [name, 0])) as Record<MarketMetric, number>;
  const unitOf = Float64Array.from(names, (name) => (MARKET_METRICS[name].unit === "money" ? moneyStep : 1));
  const at = Object.fromEntries(names.map((name, i) => [name, i])) as Record<MarketMetric, number>;
  /** whole money steps, units and counts, so that no sum rounds */
  const sums = new Float64Array(names.length);

  function show(): void {
    for (let i = 0; i < names.length; i++) figures[names[i]] = sums[i] * unitOf[i];
    const demand = figures.units + figures.unmetDemand;
    figures.serviceLevel = demand > 0 ? figures.units / demand : 1;
  }

  show();
  return {
    figures,
    clear() {
      sums.fill(0);
      show();
    },
    add(report, profit, refused, inTail) {
      const { money } = report;
      const units = total(report.units);
      const discount = total(money.discount);
      sums[at.profit] += profit;
      if (inTail) sums[at.tailProfit] += profit;
      sums[at.revenue] += total(money.grossSales) - discount;
      sums[at.units] += units;
      sums[at.discount] += discount;
      sums[at.vendorFunding] += total(money.vendorFunding);
      sums[at.unmetDemand] += total(report.demand) - units;
      sums[at.visits] += total(report.visits);
      for (let p = 0; p < report.depth.length; p++) if (report.depth[p] > 0) sums[at.promotedDays] += 1;
      sums[at.refused] += refused;
      sums[at.orderingCost] += total(money.ordering);
      sums[at.holdingCost] += total(money.holding);
      sums[at.writeOff] += total(money.writeOff);
      show();
    },
    save: () => sums.slice(),
    load(saved) {
      sums.set(saved);
      show();
    },
  };
}

function total(amounts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < amounts.length; i++) sum += amounts[i];
  return sum;
}
