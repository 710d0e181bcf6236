import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, printJson } from "../print.js";
import { text } from "../values.js";

const FORMATS = ["csv", "parquet", "json"] as const;

/** `promolab export`: the tables of runs as files for other programs. */
export const exportTables = defineCommand({
  verb: "export",
  usage: "<dir>",
  summary: "write the episodes and days of runs as CSV, Parquet or JSON",
  positionals: {
    dir: { coerce: text("dir"), demandOption: true, describe: "folder of a run, or of runs" },
  },
  options: {
    format: { coerce: text("--format"), requiresArg: true, default: "csv", describe: FORMATS.join(", ") },
    out: { coerce: text("--out"), requiresArg: true, default: "export", describe: "folder that they go to" },
    force: { type: "boolean", default: false, describe: "overwrite files that are there already" },
  },
  examples: [
    ["promolab export runs/smoke", "export/episodes.csv and export/days.csv"],
    ["promolab export runs --format parquet --out all", "all runs in one table each, with units in the files"],
  ],
  async run({ dir, format, out, force, json }) {
    const known = FORMATS.find((name) => name === format);
    if (known === undefined) throw new Misuse(unknown("format", format, FORMATS));
    const { exportedFiles, exportRuns } = await import("../../export-run.js");
    const files = exportedFiles(known).map((name) => join(out, name));
    const there = files.filter(existsSync);
    if (there.length > 0 && !force) throw new Misuse(`${there.join(", ")}: there already; --force overwrites`);
    await exportRuns(dir, out, known);
    if (json) printJson({ files });
    else for (const file of files) note(`wrote ${file}`);
    return 0;
  },
});
