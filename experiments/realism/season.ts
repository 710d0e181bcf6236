import { make } from "../../envs/registry.js";
import type { DayReport } from "../../sim/ledger.js";
import type { Scenario } from "../../sim/scenario.js";

/** Every product on offer always, in campaigns, or never. */
export type SeasonPolicy = "always" | "campaigns" | "never";

/**
 * Plays seasons of the scenario as it stands, with its own shelves, calendar and rules: on days of offers everything that
 * the guard rails allow is at one depth. Seasons of one seed share shoppers and luck.
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
  const choices = scenario.promotions.depths.length + 1;
  return (seed, policy, choice) => {
    let { info } = env.reset({ seed, options: { role: "evaluate", episode: 0 } });
    const action = new Int32Array(info.mask.length / choices);
    let profit = 0;
    for (let day = 0, done = false; !done; day++) {
      const offers = policy === "always" || (policy === "campaigns" && inCampaign(scenario, day));
      for (let slot = 0; slot < action.length; slot++)
        action[slot] = offers && info.mask[slot * choices + choice + 1] === 1 ? choice + 1 : 0;
      const step = env.step(action);
      info = step.info;
      profit += step.reward;
      done = step.terminated;
    }
    return profit;
  };
}

function inCampaign({ calendar }: Scenario, day: number): boolean {
  return calendar.campaigns.some(({ firstDay, lastDay }) => day >= firstDay && day <= lastDay);
}
