import type { MarketInfo, MarketOptions } from "../../envs/market-env.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Env } from "../../envs/types.js";
import type { DayReport } from "../../sim/ledger.js";
import type { Product, Scenario } from "../../sim/scenario.js";

/** Every product on offer always, in campaigns, or never. */
export type SeasonPolicy = "always" | "campaigns" | "never";

/** What a season came to, horizon and tail. */
export interface Season {
  /** money */
  readonly profit: number;
  /** money paid by shoppers */
  readonly revenue: number;
  /** shoppers who left for good, the days that shoppers who had not left were there, and who was there on the last one */
  readonly churned: number;
  readonly shopperDays: number;
  readonly active: number;
  /** units that came in, and that were thrown away past their shelf life */
  readonly received: number;
  readonly expired: number;
}

export interface SeasonPlayer {
  /**
   * Promotions: on days of offers everything that the guard rails allow is at one depth; in campaigns, what they cover.
   *
   * @param choice  which of `scenario.promotions.depths`, from 0
   */
  promote(seed: string, policy: SeasonPolicy, choice: number): Season;
  /**
   * Coupons and no promotions: whenever the last ones have expired, new ones to all shoppers of some segments.
   *
   * @param segments  1 for those who are sent one, shape [segments]
   * @param choice    which of `scenario.promotions.coupons.depths`, from 0
   */
  sendCoupons(seed: string, segments: ArrayLike<number>, choice: number): Season;
}

/**
 * Plays seasons of the scenario as it stands, with its own shelves, calendar and rules, and orders in the background.
 * Seasons of one seed share shoppers and luck.
 *
 * @param onDay   sees every scored day; the report is reused
 */
export function seasonPlayer(scenario: Scenario, onDay?: (report: DayReport) => void): SeasonPlayer {
  const sums = { shopperDays: 0, received: 0, expired: 0 };
  const options: MarketOptions = {
    scenario,
    replicates: createReplicates(SEEDS),
    onDay(report) {
      for (const shoppers of report.active) sums.shopperDays += shoppers;
      for (const units of report.received) sums.received += units;
      for (const units of report.expired) sums.expired += units;
      onDay?.(report);
    },
  };
  const promotion = make("Promotion-v1", options);
  const slots = promotion.brief?.promotionSlots ?? [];
  const { coupons } = scenario.promotions;
  const coupon = coupons && make("Coupon-v1", options);

  function play(env: MarketOfOneLever, seed: string, decide: Decide): Season {
    let { info } = env.reset({ seed, options: { role: "evaluate", episode: 0 } });
    const action = new Int32Array(info.credit.length);
    Object.assign(sums, { shopperDays: 0, received: 0, expired: 0 });
    for (let day = 0, done = false; !done; day++) {
      decide(day, info.mask, action);
      const step = env.step(action);
      info = step.info;
      done = step.terminated;
    }
    const { profit, revenue, churned, active } = info.metrics;
    return { profit, revenue, churned, active, ...sums };
  }

  return {
    promote(seed, policy, choice) {
      return play(promotion, seed, (day, mask, action) => {
        let first = 0;
        for (let slot = 0; slot < slots.length; slot++) {
          const { choices, products } = slots[slot];
          const offers =
            policy === "always" ||
            (policy === "campaigns" && inCampaign(scenario, scenario.products[products[0]], day));
          const onProducts = choices[choice + 1]?.mechanic === "percent-off";
          action[slot] = offers && onProducts && mask[first + choice + 1] === 1 ? choice + 1 : 0;
          first += choices.length;
        }
      });
    },
    sendCoupons(seed, segments, choice) {
      if (!coupon || !coupons) throw new RangeError(`sendCoupons: the scenario ${scenario.name} has no coupons`);
      const every = coupons.lagDays + coupons.validDays;
      const choices = coupons.depths.length + 1;
      return play(coupon, seed, (day, mask, action) => {
        for (let s = 0; s < action.length; s++)
          action[s] = day % every === 0 && segments[s] === 1 && mask[s * choices + choice + 1] === 1 ? choice + 1 : 0;
      });
    },
  };
}

/** Seeds whose warm-ups are remembered, so that each is run once. */
const SEEDS = 8;

type MarketOfOneLever = Env<Float32Array, Int32Array, MarketInfo>;
/** writes a day's action, shape [slots], by the day and the mask of its choices */
type Decide = (day: number, mask: Uint8Array, action: Int32Array) => void;

/** Whether a campaign that covers the product is open. */
function inCampaign({ calendar }: Scenario, { category }: Product, day: number): boolean {
  return calendar.campaigns.some(
    ({ firstDay, lastDay, categories }) =>
      day >= firstDay && day <= lastDay && (categories.length === 0 || categories.includes(category)),
  );
}
