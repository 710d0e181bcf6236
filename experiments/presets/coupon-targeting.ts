import type { ExperimentInput } from "../config.js";

const under = (coupon: "none" | "blanket" | "lapsed") => ({ envOptions: { background: { coupon } } });
const restocked = { agent: "dp-restock", env: "Restock-v1" };
const simple = { agent: "no-promotion", env: "Promotion-v1" };

/**
 * Coupons to all against coupons by segment. `blanket` and `lapsed` are the background's: the deepest coupon whenever the last has
 * expired, to everybody or to those segments that came less than the others yesterday. Orders move profit too, so each is held
 * against a blanket under its own: the loop orders as `dp-restock` does; under the learners, and where the label says so, the
 * background orders up to a level.
 */
export const couponTargeting: ExperimentInput = {
  description:
    "one coupon for all, coupons to lapsed segments, and coupons by segment as a loop and learners choose them",
  env: "Coupon-v1",
  scenarios: ["double-eleven", "grocery-weekly"],
  agents: [
    { ...restocked, label: "none", ...under("none") },
    { ...restocked, label: "blanket", ...under("blanket") },
    { ...restocked, label: "lapsed", ...under("lapsed") },
    { agent: "promotion-loop", env: "Market-v1", envOptions: { levers: ["coupon", "restock"] } },
    { ...simple, label: "none, simple orders", ...under("none") },
    { ...simple, label: "blanket, simple orders", ...under("blanket") },
    "thompson-sampling",
    "per-segment:lin-ucb",
    { agent: "per-segment:ppo", params: { hidden: 32, rollout: 91 } },
  ],
  baseline: "blanket",
  seeds: 5,
  training: { episodes: 40 },
  evaluation: { episodes: 2 },
};
