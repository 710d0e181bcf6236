import type { ScenarioInput } from "../scenario.js";
import { campaignSeason } from "./campaign-season.js";
import { orangeJuice } from "./orange-juice.js";
import { yogurt } from "./yogurt.js";

/** Scenarios that ship with the lab, by id. An id, once published, never changes meaning. */
export const presets = {
  "campaign-season": campaignSeason,
  yogurt,
  "orange-juice": orangeJuice,
} satisfies Record<string, ScenarioInput>;
