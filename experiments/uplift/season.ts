import { type Background, resolveBackground } from "../../envs/levers/background.js";
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
  /** who restocks and fills slates in the warm-up, and restocks where the days do not say; default: the env's defaults */
  readonly background?: Background;
  /** by day from 0 on; without `order` where the shop's own restocking decides it */
  readonly days: readonly Decisions[];
  /** profit of the season as it was played, whole money steps */
  readonly profit: number;
}

type ShopLevers = ReturnType<typeof resolveBackground>;

/** A replicate's shoppers on the morning of day 0, with two markets over them to play what was and what might have been. */
export interface Stage {
  readonly market: Market;
  readonly twin: Market;
  readonly dayZero: ArrayBuffer;
  readonly luck: Key;
  readonly restock: ShopLevers["restock"];
}

export function openStage({ scenario, seed, episode, background }: Omit<Script, "days" | "profit">): Stage {
  const levers = resolveBackground(background);
  const { population, dayZero } = createReplicates().get(scenario, levers, seed);
  const luck = rootKey(seed, "evaluate", episode, 0);
  const [market, twin] = [new Market(scenario, population), new Market(scenario, population)];
  return { market, twin, dayZero, luck, restock: levers.restock };
}

/** Days of a season to play on a market, from wherever it stands. */
export interface Days {
  /** decides orders where the days do not */
  readonly restock: ShopLevers["restock"];
  /** first day that is not played */
  readonly until: number;
  decide(day: number): Decisions;
  /** sees the books of each */
  onDay?(report: DayReport, day: number): void;
}

export function playDays(market: Market, { restock, until, decide, onDay }: Days): void {
  const shop = createShop(market);
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
export function playSeason(stage: Stage, { until, decide, onDay }: Omit<Days, "restock">): void {
  const { market, dayZero, luck, restock } = stage;
  market.restore(dayZero);
  market.open(luck);
  playDays(market, {
    restock,
    until,
    decide,
    onDay(report, day) {
      if (day === until - 1) market.writeDown();
      onDay?.(report, day);
    },
  });
}
