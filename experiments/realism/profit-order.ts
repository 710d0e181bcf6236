import type { Scenario } from "../../sim/scenario.js";
import { type Estimate, pooled } from "./pooled.js";
import { seasonPlayer } from "./season.js";

/** What fixed rules earn over never promoting, in per cent of the latter's profit. */
export interface ProfitOrder {
  /** the shallowest depth in campaigns only */
  readonly campaigns: Estimate;
  /** the middle depth always */
  readonly always: Estimate;
}

/**
 * Profit of simple rules on the scenario as it stands, under common luck.
 *
 * @param seeds   replicates
 * @returns null where no campaign has a vendor's funding: then nothing in particular is known of the order
 */
export function measureProfitOrder(scenario: Scenario, seeds: readonly string[]): ProfitOrder | null {
  if (!scenario.calendar.campaigns.some((campaign) => campaign.vendorFunding > 0)) return null;
  const play = seasonPlayer(scenario);
  const profits = seeds.map((seed) => [
    play(seed, "never", 0),
    play(seed, "campaigns", 0),
    play(seed, "always", middle(scenario)),
  ]);
  return {
    campaigns: pooled(profits, ([never, campaigns]) => (100 * (campaigns - never)) / Math.abs(never)),
    always: pooled(profits, ([never, , always]) => (100 * (always - never)) / Math.abs(never)),
  };
}

/** Index of the middle depth of those that the scenario allows, the shallower of two. */
export function middle({ promotions }: Scenario): number {
  return Math.floor((promotions.depths.length - 1) / 2);
}
