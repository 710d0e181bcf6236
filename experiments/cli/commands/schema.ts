import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { text } from "../values.js";

const kinds = ["scenario", "experiment", "tuning"];

/** `promolab schema`: what a scenario, experiment or tuning file may hold, and presets written out as files to start from. */
export const schema = defineCommand({
  verb: "schema",
  usage: "[kind]",
  summary: "print the JSON Schema of a scenario, experiment or tuning file, or a preset as YAML",
  positionals: {
    kind: { coerce: text("kind"), default: "scenario", describe: "scenario, experiment or tuning" },
  },
  options: {
    example: {
      coerce: text("--example"),
      requiresArg: true,
      describe: "a preset, written out as a file to start from",
    },
  },
  examples: [
    ["promolab schema > scenario.schema.json", "for an editor's completion"],
    ["promolab schema --example yogurt > my-market.yaml", "a preset as a file of one's own"],
    ["promolab schema experiment --example smoke > my-experiment.yaml", "an experiment as a file of one's own"],
  ],
  completes: {
    kind: async () => kinds,
    example: async () => {
      const { presets } = await import("../../../sim/presets/registry.js");
      const { experimentPresets } = await import("../../presets/registry.js");
      const { tuningPresets } = await import("../../presets/tunings.js");
      return [...Object.keys(presets), ...Object.keys(experimentPresets), ...Object.keys(tuningPresets)];
    },
  },
  async run({ kind, example, json }) {
    if (!kinds.includes(kind)) throw new Misuse(unknown("kind", kind, kinds));
    const { z } = await import("zod");
    const scenarios = (await import("../../../sim/presets/registry.js")).presets as Record<string, unknown>;
    const experiments = (await import("../../presets/registry.js")).experimentPresets as Record<string, unknown>;
    const tunings = (await import("../../presets/tunings.js")).tuningPresets as Record<string, unknown>;
    if (example === undefined) {
      const shape =
        kind === "scenario"
          ? (await import("../../../sim/scenario.js")).scenarioSchema
          : kind === "tuning"
            ? (await import("../../tune/tuning.js")).tuningSchema
            : (await import("../../config.js")).experimentSchema;
      const document = z.toJSONSchema(shape, { io: "input", unrepresentable: "any" });
      if (json) printJson(document);
      else print(JSON.stringify(document, null, 2));
      return 0;
    }
    const of = ["scenario", "experiment", "tuning"][
      [scenarios, experiments, tunings].findIndex((all) => Object.hasOwn(all, example))
    ];
    const known = { ...scenarios, ...experiments, ...tunings };
    if (!Object.hasOwn(known, example)) throw new Misuse(unknown("preset", example, Object.keys(known)));
    const found = known[example];
    if (json) {
      printJson(found);
      return 0;
    }
    const { stringify } = await import("yaml");
    note(`the first line lets an editor complete it, given: promolab schema ${of} > ${of}.schema.json`);
    print(`# yaml-language-server: $schema=./${of}.schema.json\n${stringify(found, { lineWidth: 110 }).trimEnd()}`);
    return 0;
  },
});
