import { Market } from "../sim/market.js";
import { rootKey } from "../sim/math/key.js";
import type { Population } from "../sim/population.js";
import type { Scenario } from "../sim/scenario.js";
import { createSheet, decisionsOf } from "./levers/decision-sheet.js";
import type { BackgroundPolicy, LeverName } from "./levers/lever.js";
import { createShop, type OpenShop } from "./levers/shop.js";
import { type CardState, keepCards } from "./shopper-cards.js";

/** A seed's shoppers, and the market's state on the morning of day 0. Shared by the envs that play it. */
export interface Replicate {
  readonly seed: string;
  readonly population: Population;
  readonly dayZero: ArrayBuffer;
  /** the shoppers' cards on that morning, where they are kept */
  readonly cards?: CardState;
  /**
   * The shop with a market of its own, in whatever state. The first who asks gets that of the warm-up: a process that needs one
   * market has one, and engines then take the arrays of its closures for constants, which makes a cohort step a tenth faster.
   */
  open(): OpenShop;
}

export interface Replicates {
  /**
   * The seed's shoppers after a warm-up without promotions, coupons and advertising, at list prices.
   *
   * @param cards  whether the shoppers' cards are kept; default false
   */
  get(scenario: Scenario, background: WarmUpPolicies, seed: string, cards?: boolean): Replicate;
}

/** Who orders and fills slates in a warm-up; null: nobody. */
export interface WarmUpPolicies {
  readonly restock: BackgroundPolicy | null;
  readonly slate: BackgroundPolicy | null;
}

/**
 * Remembers the replicates used last, so that a warm-up runs once and every later episode only restores it. An env has one
 * of its own for its last seed; envs of the same scenario object in the same thread may share one.
 *
 * @param most  how many to remember, at least 1; a replicate of 1,000 shoppers and 8 products takes about 100 kB
 */
export function createReplicates(most = 1): Replicates {
  const known: { scenario: Scenario; background: WarmUpPolicies; replicate: Replicate }[] = [];
  return {
    get(scenario, background, seed, cards = false) {
      const at = known.findIndex(
        (one) =>
          one.scenario === scenario &&
          one.background.restock === background.restock &&
          one.background.slate === background.slate &&
          one.replicate.seed === seed &&
          (one.replicate.cards !== undefined || !cards),
      );
      const [found] =
        at < 0 ? [{ scenario, background, replicate: warmUp(scenario, background, seed, cards) }] : known.splice(at, 1);
      known.unshift(found);
      known.length = Math.min(known.length, most);
      return found.replicate;
    },
  };
}

function warmUp(scenario: Scenario, { restock, slate }: WarmUpPolicies, seed: string, withCards: boolean): Replicate {
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  const shop = createShop(market);
  const sheet = createSheet(scenario, market.categories.length, false);
  const decided = new Set<LeverName>([...(restock ? ["restock" as const] : []), ...(slate ? ["slate" as const] : [])]);
  const decisions = decisionsOf(sheet, decided);
  const cards = withCards ? keepCards(market, scenario) : undefined;
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) {
    shop.look();
    restock?.(shop, sheet);
    slate?.(shop, sheet);
    market.runDay(decisions);
    cards?.endDay();
  }
  market.endWarmUp();
  const { population } = market;
  let used: OpenShop | undefined = shop;
  return {
    seed,
    population,
    dayZero: market.snapshot(),
    ...(cards && { cards: cards.save() }),
    open() {
      const opened = used ?? createShop(new Market(scenario, population));
      used = undefined;
      return opened;
    },
  };
}
