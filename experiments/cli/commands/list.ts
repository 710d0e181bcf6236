import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { print, printJson } from "../print.js";
import { text } from "../values.js";

const kinds = ["agents", "envs", "scenarios", "experiments", "tunings"] as const;
type Kind = (typeof kinds)[number];

/** `promolab list`: what there is to choose from, out of the registries. */
export const list = defineCommand({
  verb: "list",
  usage: "[what]",
  summary: "list agents with their parameters, envs, scenarios, experiments and tunings",
  positionals: {
    what: { coerce: text("what"), describe: `${kinds.join(", ")}; all of them when left out` },
  },
  options: {},
  examples: [
    ["promolab list", "everything"],
    ["promolab list agents", "agents and their parameters"],
    ["promolab list envs --json", "for a program"],
  ],
  completes: { what: async () => kinds },
  async run({ what, json }) {
    if (what !== undefined && !kinds.includes(what as Kind)) throw new Misuse(unknown("list", what, kinds));
    const wanted = what === undefined ? kinds : [what as Kind];
    const document: { [K in Kind]?: Entry[] } = {};
    for (const kind of wanted) document[kind] = await entries[kind]();
    if (json) {
      printJson(document);
      return 0;
    }
    for (const kind of wanted) {
      if (wanted.length > 1) print(`${kind === wanted[0] ? "" : "\n"}${kind}`);
      for (const entry of document[kind] ?? []) {
        print(`  ${entry.name.padEnd(21)} ${entry.summary}`);
        for (const parameter of entry.params ?? [])
          print(`    ${parameter.name.padEnd(19)} ${[parameter.type, parameter.summary].filter(Boolean).join("; ")}`);
      }
    }
    return 0;
  },
});

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly params?: readonly Parameter[];
  readonly [more: string]: unknown;
}
interface Parameter {
  readonly name: string;
  /** type, range and default in words: "number, 0 to 1, default 0.1" */
  readonly type: string;
  readonly summary: string;
  readonly default?: unknown;
}

const entries: { readonly [K in Kind]: () => Promise<Entry[]> } = {
  async agents() {
    const { agents } = await import("../../../agents/registry.js");
    const { z } = await import("zod");
    return Object.entries(agents).map(([name, agent]) => ({
      name,
      summary: agent.summary,
      acts: agent.acts,
      observes: agent.observes,
      learns: agent.learns,
      params: parameters(z.toJSONSchema(agent.params, { io: "input", unrepresentable: "any" }) as JsonSchema),
    }));
  },
  async envs() {
    const { envs } = await import("../../../envs/registry.js");
    return Object.values(envs).map(({ id, summary, market }) => ({ name: id, summary, market }));
  },
  async scenarios() {
    const { presets } = await import("../../../sim/presets/registry.js");
    return Object.entries(presets).map(([name, scenario]) => ({
      name,
      summary: scenario.description ?? "",
      products: scenario.products.map((product) => product.name),
      segments: scenario.segments.map((segment) => segment.name),
    }));
  },
  async experiments() {
    const { experimentPresets } = await import("../../presets/registry.js");
    return Object.entries(experimentPresets).map(([name, experiment]) => ({
      name,
      summary: experiment.description ?? "",
    }));
  },
  async tunings() {
    const { tuningPresets } = await import("../../presets/tunings.js");
    return Object.entries(tuningPresets).map(([name, tuning]) => ({ name, summary: tuning.description ?? "" }));
  },
};

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: { readonly [name: string]: JsonSchema };
}

function parameters(schema: JsonSchema): Parameter[] {
  return Object.entries(schema.properties ?? {}).map(([name, of]) => ({
    name,
    type: inWords(of),
    summary: of.description ?? "",
    default: of.default,
  }));
}

function inWords(of: JsonSchema): string {
  const words: string[] = [of.enum ? of.enum.map(String).join(" | ") : (of.type ?? "value")];
  const low = of.minimum ?? of.exclusiveMinimum;
  const high = of.maximum ?? of.exclusiveMaximum;
  const bounded = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (bounded(low) && bounded(high)) words.push(`${low} to ${high}`);
  else if (bounded(low)) words.push(of.exclusiveMinimum === undefined ? `at least ${low}` : `above ${low}`);
  else if (bounded(high)) words.push(of.exclusiveMaximum === undefined ? `at most ${high}` : `below ${high}`);
  if (of.default !== undefined) words.push(`default ${JSON.stringify(of.default)}`);
  return words.join(", ");
}
