import type { ScenarioInput } from "../scenario.js";
import { campaignSeason } from "./campaign-season.js";
import { doubleEleven } from "./double-eleven.js";
import { fashionMarkdown } from "./fashion-markdown.js";
import { groceryWeekly } from "./grocery-weekly.js";
import { orangeJuice } from "./orange-juice.js";
import { perishables } from "./perishables.js";
import { yogurt } from "./yogurt.js";

/** Scenarios that ship with the lab, by id. An id, once published, never changes meaning. */
export const presets = {
  "campaign-season": campaignSeason,
  yogurt,
  "orange-juice": orangeJuice,
  "double-eleven": doubleEleven,
  "grocery-weekly": groceryWeekly,
  "fashion-markdown": fashionMarkdown,
  perishables,
} satisfies Record<string, ScenarioInput>;
