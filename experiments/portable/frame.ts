import { type DayReport, LINE_SIGN, LINES, STORE_LINES } from "../../sim/ledger.js";
import type { Scenario } from "../../sim/scenario.js";

/*
 * Episodes and days as the wire carries them (experiments/wire.ts has the schemas): money, not money steps, and copies,
 * so that they may be kept and sent.
 */

export interface EpisodeName {
  /** the cell's id */
  cell: string;
  /** the policy's label */
  agent: string;
  env: string;
  /** the scenario's label */
  scenario: string;
  seed: string;
  role: "train" | "evaluate";
  episode: number;
}

/** What the numbers of an episode are about. */
export function episodeHeader(name: EpisodeName, scenario: Scenario, tailDays = scenario.tailDays) {
  return {
    ...name,
    currency: scenario.currency,
    horizonDays: scenario.horizonDays,
    tailDays,
    startDate: scenario.calendar.startDate,
    products: scenario.products.map(({ name, category, listPrice }) => ({ name, category, listPrice })),
    segments: scenario.segments.map((segment) => segment.name),
    campaigns: scenario.calendar.campaigns.map(({ name, firstDay, lastDay }) => ({ name, firstDay, lastDay })),
  };
}

/** A day of the market. The report is read and not kept. */
export function dayFrame(cell: string, episode: number, report: DayReport, moneyStep: number) {
  const segments = report.visits.length;
  const products = report.units.length;
  const money = {
    grossSales: 0,
    discount: 0,
    vendorFunding: 0,
    unitCost: 0,
    ordering: 0,
    holding: 0,
    writeOff: 0,
    giftCost: 0,
    purchaseVariance: 0,
    adSpend: 0,
    couponSending: 0,
    profit: 0,
  };
  let profit = 0;
  for (const line of LINES) {
    let steps = 0;
    for (let p = 0; p < products; p++) steps += report.money[line][p];
    money[line] = steps * moneyStep;
    profit += LINE_SIGN[line] * steps;
  }
  STORE_LINES.forEach((line, l) => {
    money[line] = report.store[l] * moneyStep;
    profit -= report.store[l];
  });
  money.profit = profit * moneyStep;
  const segmentUnits = new Array<number>(segments).fill(0);
  for (let s = 0; s < segments; s++)
    for (let p = 0; p < products; p++) segmentUnits[s] += report.segmentUnits[s * products + p];
  return {
    cell,
    episode,
    day: report.day,
    campaign: report.campaign,
    refused: report.refused,
    money,
    price: Array.from(report.price, (steps) => steps * moneyStep),
    depth: Array.from(report.depth),
    units: Array.from(report.units),
    stock: Array.from(report.stock),
    onOrder: Array.from(report.onOrder),
    visits: Array.from(report.visits),
    buyers: Array.from(report.buyers),
    segmentUnits,
    segmentRevenue: Array.from(report.segmentRevenue, (steps) => steps * moneyStep),
    segmentDiscount: Array.from(report.segmentDiscount, (steps) => steps * moneyStep),
    satisfaction: Array.from(report.segmentSatisfaction, (sum, s) =>
      report.visits[s] > 0 ? sum / report.visits[s] : 0,
    ),
  };
}
