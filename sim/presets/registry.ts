import type { ScenarioInput } from "../scenario.js";
import { campaignSeason } from "./campaign-season.js";

/** Scenarios that ship with the lab, by id. An id, once published, never changes meaning. */
export const presets = {
  "campaign-season": campaignSeason,
} satisfies Record<string, ScenarioInput>;
