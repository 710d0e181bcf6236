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
  /** yesterday's books by line, whole money steps, shape [LINES] */
  readonly lineTotals: Float64Array;
  /** yesterday's profit, whole money steps, shape [categories]; lines of the store are no category's */
  readonly categoryProfit: Float64Array;
  /** yesterday's margin: paid less what the units cost, whole money steps, shape [segments] */
  readonly segmentMargin: Float64Array;
  /** yesterday's profit, whole money steps: `dayProfit` of the report */
  readonly profit: number;
}

/** A shop that can look around: after every day that its market runs, and after a restore. */
export interface OpenShop extends Shop {
  look(): void;
  /** the part of it that reads the books: again after a write-down */
  tally(): void;
}

export function createShop(market: Market): OpenShop {
  const { scenario, report, categoryOf } = market;
  const meanSales = new Float64Array(scenario.products.length);
  const lineTotals = new Float64Array(LINES.length);
  const categoryProfit = new Float64Array(market.categories.length);
  const segmentMargin = new Float64Array(scenario.segments.length);
  const lines = LINES.map((line) => report.money[line]);
  const sign = Float64Array.from(LINES, (line) => LINE_SIGN[line]);
  const unitCost = Float64Array.from(scenario.products, (product) => product.unitCost / scenario.moneyStep);
  const shop = {
    scenario,
    market,
    report,
    meanSales,
    typicalSales: typicalSales(scenario),
    lineTotals,
    categoryProfit,
    segmentMargin,
    profit: 0,
    look() {
      for (let p = 0; p < meanSales.length; p++) meanSales[p] = market.meanSales(p);
      shop.tally();
      const { segmentUnits, segmentRevenue } = report;
      for (let s = 0, at = 0; s < segmentMargin.length; s++) {
        let cost = 0;
        for (let p = 0; p < unitCost.length; p++, at++) cost += segmentUnits[at] * unitCost[p];
        segmentMargin[s] = segmentRevenue[s] - cost;
      }
    },
    tally() {
      categoryProfit.fill(0);
      let profit = 0;
      for (let l = 0; l < lines.length; l++) {
        const amounts = lines[l];
        let total = 0;
        for (let p = 0; p < amounts.length; p++) {
          total += amounts[p];
          categoryProfit[categoryOf[p]] += sign[l] * amounts[p];
        }
        lineTotals[l] = total;
        profit += sign[l] * total;
      }
      for (let l = 0; l < report.store.length; l++) profit -= report.store[l];
      shop.profit = profit;
    },
  };
  shop.look();
  return shop;
}
