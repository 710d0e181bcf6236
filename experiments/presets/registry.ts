import type { ExperimentInput } from "../config.js";
import { agentFamilies } from "./agent-families.js";
import { carryOverDial } from "./carry-over-dial.js";
import { couponTargeting } from "./coupon-targeting.js";
import { promotionBaselines } from "./promotion-baselines.js";
import { promotionLoopAblation } from "./promotion-loop-ablation.js";
import { smoke } from "./smoke.js";
import { stockFamilies } from "./stock-families.js";

/** Every experiment preset by name, as a user would write it. */
export const experimentPresets: Readonly<Record<string, ExperimentInput>> = {
  smoke,
  "promotion-baselines": promotionBaselines,
  "promotion-loop-ablation": promotionLoopAblation,
  "agent-families": agentFamilies,
  "stock-families": stockFamilies,
  "carry-over-dial": carryOverDial,
  "coupon-targeting": couponTargeting,
};
