import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text } from "../values.js";

/** `promolab calibrate panel`: from purchases of households to a scenario. */
export const calibrate = defineCommand({
  verb: "calibrate",
  usage: "<kind> <csv>",
  summary: "estimate demand from a panel of purchases and write it as a scenario",
  positionals: {
    kind: { coerce: text("kind"), demandOption: true, describe: "panel: who bought which brand at which prices" },
    csv: {
      coerce: text("csv"),
      demandOption: true,
      describe: "a row a purchase: id, price.<brand>, feat.<brand>, disp.<brand>, choice",
    },
  },
  options: {
    out: { coerce: text("--out"), requiresArg: true, describe: "scenario to write, YAML" },
    base: {
      coerce: text("--base"),
      requiresArg: true,
      describe: "brand whose appeal is 0; the last one when left out",
    },
    force: { type: "boolean", default: false, describe: "overwrite --out where it is there already" },
  },
  examples: [
    ["promolab calibrate panel yogurt_panel.csv --base weight --out yogurt.yaml", "estimates and a scenario from them"],
    ["promolab calibrate panel yogurt_panel.csv --base weight --json", "estimates only, for a program"],
  ],
  completes: { kind: async () => ["panel"] },
  async run({ kind, csv, out, base, force, json }) {
    if (kind !== "panel") throw new Misuse(unknown("kind of data", kind, ["panel"]));
    const { existsSync, readFileSync } = await import("node:fs");
    const { basename, extname } = await import("node:path");
    if (!existsSync(csv)) throw new Misuse(`${csv}: no such file`);
    if (out !== undefined && existsSync(out) && !force)
      throw new Misuse(`${out} is there already; --force overwrites it`);
    const { calibratePanel } = await import("../../calibrate/panel.js");
    const panel = readFileSync(csv, "utf8");
    const setting = { base, name: out === undefined ? undefined : basename(out, extname(out)), source: basename(csv) };
    const { coefficients, logLikelihood, elasticities, scenario } = calibratePanel(panel, setting);
    if (out !== undefined) {
      const { stringify } = await import("yaml");
      const { writeWhole } = await import("../../journal.js");
      const head = "# yaml-language-server: $schema=./scenario.schema.json\n";
      await writeWhole(out, head + stringify(scenario, { lineWidth: 110 }));
      note(`wrote ${out}`);
    }
    if (json) {
      printJson({ coefficients, logLikelihood, elasticities });
      return 0;
    }
    const right = (head: string) => ({ head, align: "right" }) as const;
    print(
      table(
        [{ head: "coefficient", align: "left" }, right("estimate"), right("s.e."), right("z")],
        Object.entries(coefficients).map(([name, { estimate, se }]) => [
          name,
          readable(estimate, 6),
          readable(se, 6),
          readable(estimate / se, 2),
        ]),
      ),
    );
    print(`\nlog-likelihood ${readable(logLikelihood, 4)}\n`);
    print(
      table(
        [{ head: "brand", align: "left" }, right("own elasticity")],
        Object.entries(elasticities).map(([brand, own]) => [brand, readable(own, 3)]),
      ),
    );
    return 0;
  },
});
