import { defineCommand } from "../command.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text, whole } from "../values.js";

const columns = [
  { head: "measure", align: "left" },
  { head: "shopper", align: "right" },
  { head: "s.e.", align: "right" },
  { head: "cohort", align: "right" },
  { head: "error", align: "right" },
] as const;

/** `promolab fidelity`: what cohort fidelity misses of a scenario. */
export const fidelity = defineCommand({
  verb: "fidelity",
  usage: "<scenario>",
  summary: "measure what cohort fidelity misses of a scenario: units, bump and dip",
  positionals: {
    scenario: { coerce: text("scenario"), demandOption: true, describe: "a preset's name or a file, YAML or JSON" },
  },
  options: {
    population: { coerce: whole("population", 1, 1e6), default: 20_000, describe: "shoppers to simulate" },
    replicates: { coerce: whole("replicates", 2, 1000), default: 4, describe: "seeds" },
  },
  examples: [
    ["promolab fidelity campaign-season", "units of 35 days, a week's promotion of each product, the dip after it"],
    ["promolab fidelity ./my-market.yaml --json", "one of your own, for a program"],
  ],
  completes: { scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets) },
  async run({ scenario, population, replicates, json }) {
    const loaded = (await import("../../config.js")).loadScenario(scenario);
    const { measureFidelity } = await import("../../fidelity.js");
    if (!json) note(`measuring ${loaded.name} at both fidelities`);
    const rows = measureFidelity(loaded, { population, replicates });
    if (json) {
      printJson({ scenario: loaded.name, population, replicates, rows });
      return 0;
    }
    print(
      table(
        columns,
        rows.map(({ measure, shopper, standardError, cohort, error }) => {
          const decimals = measure === "dip" ? 3 : 0;
          return [
            measure === "dip" ? "dip, part of the bump" : measure,
            readable(shopper, decimals),
            readable(standardError, decimals),
            readable(cohort, decimals),
            measure === "dip" ? readable(error, 3) : `${readable(100 * error, 1)}%`,
          ];
        }),
      ),
    );
    return 0;
  },
});
