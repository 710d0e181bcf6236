import { type DayReport, LINES, type Line } from "../../sim/ledger.js";
import type { Market } from "../../sim/market.js";
import type { Scenario } from "../../sim/scenario.js";
import { typicalSales } from "../typical-sales.js";
import { type OrderTerms, orderTermsOf } from "./order-up-to.js";

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
  /** what orders up to a level are reckoned by */
  readonly orderTerms: OrderTerms;
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
  /** after its market took on a state that it had looked at before: what it saw is in the state, at no cost */
  recall(): void;
}

export function createShop(market: Market): OpenShop {
  const { scenario, report, categoryOf } = market;
  const [P, S, K] = [scenario.products.length, scenario.segments.length, market.categories.length];
  const { notes } = market;
  // all that it sees stands in the market's notes, its profit last
  const meanSales = notes.subarray(0, P);
  const lineTotals = notes.subarray(P, P + LINES.length);
  const categoryProfit = notes.subarray(P + LINES.length, P + LINES.length + K);
  const segmentMargin = notes.subarray(P + LINES.length + K, P + LINES.length + K + S);
  const { store } = report;
  const stepsOfUnit = Float64Array.from(scenario.products, (product) => product.unitCost / scenario.moneyStep);
  const shop = {
    scenario,
    market,
    report,
    meanSales,
    typicalSales: typicalSales(scenario),
    orderTerms: orderTermsOf(scenario),
    lineTotals,
    categoryProfit,
    segmentMargin,
    profit: 0,
    look() {
      market.writeMeanSales(meanSales);
      shop.tally();
      const { segmentUnits, segmentRevenue } = report;
      const { segmentMargin } = shop;
      const steps = stepsOfUnit;
      for (let s = 0, at = 0; s < segmentMargin.length; s++) {
        let cost = 0;
        for (let p = 0; p < steps.length; p++, at++) cost += segmentUnits[at] * steps[p];
        segmentMargin[s] = segmentRevenue[s] - cost;
      }
    },
    tally() {
      const { grossSales, discount, vendorFunding, unitCost, ordering, holding, writeOff, giftCost, purchaseVariance } =
        report.money;
      const { lineTotals, categoryProfit } = shop;
      const category = categoryOf;
      let salesSum = 0;
      let givenSum = 0;
      let fundedSum = 0;
      let costSum = 0;
      let orderSum = 0;
      let holdSum = 0;
      let lostSum = 0;
      let giftSum = 0;
      let varianceSum = 0;
      let profit = 0;
      for (let k = 0; k < categoryProfit.length; k++) categoryProfit[k] = 0;
      // Line by line in the text, product by product in the loop: a loop over lines costs twice as much.
      for (let p = 0; p < category.length; p++) {
        const sales = grossSales[p];
        const given = discount[p];
        const funded = vendorFunding[p];
        const cost = unitCost[p];
        const toOrder = ordering[p];
        const toHold = holding[p];
        const lost = writeOff[p];
        const gifts = giftCost[p];
        const variance = purchaseVariance[p];
        salesSum += sales;
        givenSum += given;
        fundedSum += funded;
        costSum += cost;
        orderSum += toOrder;
        holdSum += toHold;
        lostSum += lost;
        giftSum += gifts;
        varianceSum += variance;
        const earned = sales - given + funded - cost - toOrder - toHold - lost - gifts - variance;
        categoryProfit[category[p]] += earned;
        profit += earned;
      }
      lineTotals[AT.grossSales] = salesSum;
      lineTotals[AT.discount] = givenSum;
      lineTotals[AT.vendorFunding] = fundedSum;
      lineTotals[AT.unitCost] = costSum;
      lineTotals[AT.ordering] = orderSum;
      lineTotals[AT.holding] = holdSum;
      lineTotals[AT.writeOff] = lostSum;
      lineTotals[AT.giftCost] = giftSum;
      lineTotals[AT.purchaseVariance] = varianceSum;
      for (let l = 0; l < store.length; l++) profit -= store[l];
      shop.profit = profit;
      notes[notes.length - 1] = profit;
    },
    recall() {
      shop.profit = notes[notes.length - 1];
    },
  };
  shop.look();
  return shop;
}

/** places of the lines in LINES */
const AT = Object.fromEntries(LINES.map((line, l) => [line, l])) as Record<Line, number>;
