import { type DayReport, LINE_SIGN, LINES } from "../../sim/ledger.js";
import type { Market } from "../../sim/market.js";
import type { Scenario } from "../../sim/scenario.js";
import { typicalSales } from "../typical-sales.js";

/** What a shop knows of itself in the morning, before the day is decided. Kept up to date by the env. */
export interface Shop {
  readonly scenario: Scenario;
  /** ask it for stock, rules and the calendar, never for shoppers */
  readonly market: Market;
  /** yesterday */
  readonly report: DayReport;
  /** units sold a day over the last 28 days, stock-outs left out where possible, shape [products] */
  readonly meanSales: Float64Array;
  /** about what sells on a plain day, known before anything was sold; units, shape [products] */
  readonly typicalSales: Float64Array;
  /** yesterday's profit, whole money steps, shape [categories] */
  readonly categoryProfit: Float64Array;
}

/**
 * Decides the day for a lever that no agent holds: writes shares of list price off (promotion) or units to order
 * (restock) into `out`, shape [products]. It must depend on the shop alone and keep no state of its own, so that
 * snapshots and forks hold.
 */
export type BackgroundPolicy = (shop: Shop, out: Float64Array) => void;

/** A shop that can look around: after every day that its market runs, and after a restore. */
export interface OpenShop extends Shop {
  look(): void;
}

export function createShop(market: Market): OpenShop {
  const { scenario, report, categoryOf } = market;
  const meanSales = new Float64Array(scenario.products.length);
  const categoryProfit = new Float64Array(market.categories.length);
  const lines = LINES.map((line) => ({ amounts: report.money[line], sign: LINE_SIGN[line] }));
  function look(): void {
    for (let p = 0; p < meanSales.length; p++) meanSales[p] = market.meanSales(p);
    categoryProfit.fill(0);
    for (let l = 0; l < lines.length; l++) {
      const { amounts, sign } = lines[l];
      for (let p = 0; p < amounts.length; p++) categoryProfit[categoryOf[p]] += sign * amounts[p];
    }
  }
  look();
  return { scenario, market, report, meanSales, typicalSales: typicalSales(scenario), categoryProfit, look };
}
