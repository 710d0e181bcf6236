import { defineCommand } from "../command.js";
import { note, print, printJson } from "../print.js";
import { realismTable } from "../realism-table.js";
import { text } from "../values.js";

/** `promolab realism`: whether a scenario's shoppers respond as real ones were measured to. */
export const realism = defineCommand({
  verb: "realism",
  usage: "<scenario>",
  summary: "measure how a scenario's shoppers respond, against bands from the literature",
  positionals: {
    scenario: { coerce: text("scenario"), demandOption: true, describe: "a preset's name or a file, YAML or JSON" },
  },
  options: {},
  examples: [
    ["promolab realism campaign-season", "elasticities, the bump and its parts, the dip, who takes the discount"],
    ["promolab realism ./my-market.yaml --json", "one of your own, for a program; exit code 1 where a row misses"],
  ],
  completes: { scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets) },
  async run({ scenario, json }) {
    const loaded = (await import("../../config.js")).loadScenario(scenario);
    const { realismCard } = await import("../../realism/card.js");
    if (!json) note(`measuring ${loaded.name}`);
    const card = realismCard(loaded);
    if (json) printJson(card);
    else print(realismTable(card));
    return card.ok ? 0 : 1;
  },
});
