import type { ExperimentInput } from "../config.js";
import { promotionBaselines } from "./promotion-baselines.js";
import { promotionLoopAblation } from "./promotion-loop-ablation.js";
import { smoke } from "./smoke.js";

/** Every experiment preset by name, as a user would write it. */
export const experimentPresets: Readonly<Record<string, ExperimentInput>> = {
  smoke,
  "promotion-baselines": promotionBaselines,
  "promotion-loop-ablation": promotionLoopAblation,
};
