import type { MarketInfo } from "../../envs/market-env.js";
import { make } from "../../envs/registry.js";
import type { Env } from "../../envs/types.js";
import type { DayReport } from "../../sim/ledger.js";
import type { Product, Scenario } from "../../sim/scenario.js";

/** Every product on offer always, in campaigns, or never. */
export type SeasonPolicy = "always" | "campaigns" | "never";

/**
 * Plays seasons of the scenario as it stands, with its own shelves, calendar and rules: on days of offers everything (in
 * campaigns: that they cover) that the guard rails allow is at one depth. Seasons of one seed share shoppers and luck.
 *
 * @param onDay   sees every scored day; the report is reused
 * @returns from a seed, a policy and which of `scenario.promotions.depths`, from 0: the season's profit, horizon and tail,
 *   money
 */
export function seasonPlayer(
  scenario: Scenario,
  onDay?: (report: DayReport) => void,
): (seed: string, policy: SeasonPolicy, choice: number) => number {
  const env = make("Promotion-v1", { scenario, onDay });
  const slots = env.brief?.promotionSlots ?? [];
  return (seed, policy, choice) =>
    playSeason(env, seed, (day, mask, action) => {
      let first = 0;
      for (let slot = 0; slot < slots.length; slot++) {
        const { choices, products } = slots[slot];
        const offers =
          policy === "always" || (policy === "campaigns" && inCampaign(scenario, scenario.products[products[0]], day));
        const onProducts = choices[choice + 1]?.mechanic === "percent-off";
        action[slot] = offers && onProducts && mask[first + choice + 1] === 1 ? choice + 1 : 0;
        first += choices.length;
      }
    });
}

/**
 * Plays one season of an env of one lever.
 *
 * @param decide   writes a day's action, shape [slots], by the day and the mask of its choices
 * @returns the season's profit, horizon and tail, money
 */
export function playSeason(
  env: Env<Float32Array, Int32Array, MarketInfo>,
  seed: string,
  decide: (day: number, mask: Uint8Array, action: Int32Array) => void,
): number {
  let { info } = env.reset({ seed, options: { role: "evaluate", episode: 0 } });
  const action = new Int32Array(info.credit.length);
  let profit = 0;
  for (let day = 0, done = false; !done; day++) {
    decide(day, info.mask, action);
    const step = env.step(action);
    info = step.info;
    profit += step.reward;
    done = step.terminated;
  }
  return profit;
}

/** Whether a campaign that covers the product is open. */
function inCampaign({ calendar }: Scenario, { category }: Product, day: number): boolean {
  return calendar.campaigns.some(
    ({ firstDay, lastDay, categories }) =>
      day >= firstDay && day <= lastDay && (categories.length === 0 || categories.includes(category)),
  );
}
