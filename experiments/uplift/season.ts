import { resolveBackground } from "../../envs/levers/background.js";
import { createSheet } from "../../envs/levers/decision-sheet.js";
import { createShop } from "../../envs/levers/shop.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Decisions } from "../../sim/decisions.js";
import type { DayReport } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { type Key, rootKey } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";

/** What was decided on every day of a season, horizon and tail; copies, so that it can be played again. */
export interface Script {
  readonly scenario: Scenario;
  readonly seed: string;
  /** of the role "evaluate" */
  readonly episode: number;
  /** by day from 0 on; without `order` where the shop's own restocking decides it */
  readonly days: readonly Decisions[];
  /** profit of the season as it was played, whole money steps */
  readonly profit: number;
}

/** A replicate's shoppers on the morning of day 0, with two markets over them to play what was and what might have been. */
export interface Stage {
  readonly market: Market;
  readonly twin: Market;
  readonly dayZero: ArrayBuffer;
  readonly luck: Key;
}

export function openStage({ scenario, seed, episode }: Pick<Script, "scenario" | "seed" | "episode">): Stage {
  const { population, dayZero } = createReplicates().get(scenario, resolveBackground(), seed);
  const luck = rootKey(seed, "evaluate", episode, 0);
  return { market: new Market(scenario, population), twin: new Market(scenario, population), dayZero, luck };
}

/**
 * Plays days of a season on a market, from wherever it stands; restocks by itself where the script does not say.
 *
 * @param until   first day that is not played
 * @param decide  what is decided on a day
 * @param onDay   sees the books of each
 */
export function playDays(
  market: Market,
  until: number,
  decide: (day: number) => Decisions,
  onDay?: (report: DayReport, day: number) => void,
): void {
  const shop = createShop(market);
  const { restock } = resolveBackground();
  const sheet = createSheet(market.scenario, market.categories.length, false);
  while (market.day < until) {
    const { day } = market;
    const decisions = decide(day);
    shop.look();
    if (decisions.order === undefined) restock?.(shop, sheet);
    const report = market.runDay(decisions.order === undefined ? { ...decisions, order: sheet.order } : decisions);
    onDay?.(report, day);
  }
}

/** Plays a whole season from day 0, write-down included. */
export function playSeason(
  { market, dayZero, luck }: Stage,
  days: number,
  decide: (day: number) => Decisions,
  onDay: (report: DayReport, day: number) => void,
): void {
  market.restore(dayZero);
  market.open(luck);
  playDays(market, days, decide, (report, day) => {
    if (day === days - 1) market.writeDown();
    onDay(report, day);
  });
}
