import type { InstanceOptions, OptionName } from "../../verify/options.js";
import { flagOf, OPTIONS, readOptions } from "../../verify/options.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text } from "../values.js";

/** `promolab verify`: problems with known answers, ours beside them. */
export const verify = defineCommand({
  verb: "verify",
  usage: "[name]",
  summary: "solve problems with known answers and print ours beside them",
  positionals: {
    name: { coerce: text("name"), describe: "a family; its quick instances, or the one that options tell" },
  },
  options: {
    family: { type: "string", array: true, nargs: 1, requiresArg: true, describe: "a family; may be given again" },
    full: { type: "boolean", default: false, describe: "the slow instances too" },
    ...Object.fromEntries(
      (Object.keys(OPTIONS) as OptionName[]).map((name) => [
        flagOf(name),
        { coerce: text(`--${flagOf(name)}`), requiresArg: true, describe: OPTIONS[name].describe },
      ]),
    ),
  },
  examples: [
    ["promolab verify", "every family's quick instances"],
    ["promolab verify lost-sales --penalty 9 --lead-time 3 --demand poisson:5", "an instance of your own"],
    ["promolab verify bernoulli --means .9,.8 --horizon 5000 --runs 200 --json", "bandits, for a program"],
    ["promolab verify --full", "everything, an hour or so"],
  ],
  completes: { name: async () => (await import("../../verify/registry.js")).families.map(({ name }) => name) },
  async run({ name, family: more = [], full, json, ...rest }) {
    const { families } = await import("../../verify/registry.js");
    const known = families.map(({ name }) => name);
    const named = [...(name === undefined ? [] : [name]), ...more];
    const wanted = named.length === 0 ? known : named;
    for (const one of wanted) if (!known.includes(one)) throw new Misuse(unknown("family", one, known));
    const given = givenOptions(rest);
    const chosen = families.filter(({ name }) => wanted.includes(name));
    for (const { name, defaults } of Object.keys(given).length > 0 ? chosen : [])
      for (const option of Object.keys(given) as OptionName[])
        if (!Object.hasOwn(defaults, option))
          throw new Misuse(
            `${name} has no --${flagOf(option)}; it has ${Object.keys(defaults)
              .map((key) => `--${flagOf(key as OptionName)}`)
              .join(", ")}`,
          );

    const { verifyInstance } = await import("../../verify/family.js");
    const lp = await (await import("../../portable/lp.js")).loadSolver();
    const rows: Awaited<ReturnType<typeof verifyInstance>> = [];
    for (const family of chosen) {
      const listed = full ? [...(family.full ?? []), ...family.quick] : family.quick;
      for (const instance of Object.keys(given).length > 0 ? [given] : listed) {
        note(`verifying ${family.name}`);
        rows.push(...(await verifyInstance(family, instance, { lp }).catch(misuseOf)));
      }
    }
    const ok = rows.every((row) => row.ok);
    if (json) printJson({ rows, ok });
    else {
      const right = (head: string) => ({ head, align: "right" }) as const;
      const left = (head: string) => ({ head, align: "left" }) as const;
      const figure = (value: number | null, digits = 6) => (value === null ? "" : readable(value, digits));
      print(
        table(
          [
            left("family"),
            left("instance"),
            left("quantity"),
            right("ours"),
            right("s.e."),
            right("reference"),
            right("within"),
            left(""),
          ],
          rows.map((row) => [
            row.family,
            row.instance,
            row.quantity,
            figure(row.ours),
            figure(row.standardError, 3),
            figure(row.reference),
            row.tolerance === null ? "" : String(Number(row.tolerance.toPrecision(3))),
            row.reference === null ? "" : row.ok ? "ok" : "MISSED",
          ]),
        ),
      );
      const sources = [...new Set(rows.flatMap(({ family, source }) => (source ? [`${family}: ${source}`] : [])))];
      print(`\nReferences\n${sources.map((source) => `  ${source}`).join("\n")}`);
      const held = rows.filter((row) => row.reference !== null);
      print(`\n${held.filter((row) => row.ok).length} of ${held.length} figures with a reference land on it`);
    }
    return ok ? 0 : 1;
  },
});

/** The options that were given, read. @throws UserError */
function givenOptions(args: Readonly<Record<string, unknown>>): Partial<InstanceOptions> {
  const names = (Object.keys(OPTIONS) as OptionName[]).filter((name) => args[flagOf(name)] !== undefined);
  return readOptions(Object.fromEntries(names.map((name) => [name, String(args[flagOf(name)])])));
}

/** An instance that is none is the user's mistake. */
function misuseOf(error: unknown): never {
  if (error instanceof RangeError || (error as Error).name === "AgentError") throw new Misuse((error as Error).message);
  throw error;
}
