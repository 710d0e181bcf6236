import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, printJson } from "../print.js";
import { isReaderGone, printLines } from "../print-lines.js";
import { part, text, whole } from "../values.js";

/** `promolab events`: what the shoppers of one episode do, as it happens. */
export const events = defineCommand({
  verb: "events",
  usage: "<scenario>",
  summary: "stream what shoppers do in one episode: views, carts, purchases, messages",
  positionals: {
    scenario: { coerce: text("scenario"), demandOption: true, describe: "a preset's name or a file, YAML or JSON" },
  },
  options: {
    agent: {
      coerce: text("--agent"),
      requiresArg: true,
      default: "none",
      describe: "who decides, untrained: a name or a file; none promotes nothing",
    },
    env: { coerce: text("--env"), requiresArg: true, default: "Promotion-v1", describe: "the agent's env" },
    seed: { coerce: text("--seed"), requiresArg: true, default: "1", describe: "any text; names shoppers and luck" },
    days: { coerce: whole("--days", 1, 10_000), requiresArg: true, default: 30, describe: "how many to play" },
    rate: {
      coerce: part("--rate"),
      requiresArg: true,
      describe: "part of the shoppers who are followed; the scenario's, or 0.1 where that is 0",
    },
    format: { coerce: text("--format"), requiresArg: true, describe: "ndjson or parquet; by the file's ending" },
    out: { coerce: text("--out"), requiresArg: true, describe: "file to write; stdout when left out" },
    truth: {
      coerce: text("--truth"),
      requiresArg: true,
      describe: "file for the messages' true sentiment and intent, which the events do not tell",
    },
  },
  examples: [
    ["promolab events campaign-season --days 7 | head", "the first events of a week, a line each"],
    ["promolab events campaign-season --out events.parquet --truth truth.parquet", "a month in a table"],
    ["promolab events yogurt --agent random --seed 7 --rate 1 > events.ndjson", "every shopper of another policy"],
  ],
  completes: {
    scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets),
    agent: async () => Object.keys((await import("../../../agents/registry.js")).agents),
    env: async () => Object.keys((await import("../../../envs/registry.js")).envs),
    format: async () => FORMATS,
  },
  async run({ scenario: scenarioName, agent, env, seed, days, rate, format: given, out, truth, json }) {
    const format = formatOf(given, out);
    if (format === "parquet" && out === undefined) throw new Misuse("parquet needs --out, a file to write");
    if (json && out === undefined) throw new Misuse("--json needs --out, as the events themselves go to stdout");
    if (out !== undefined && out === truth) throw new Misuse("--out and --truth name the same file");
    const known = (await import("../../../envs/registry.js")).envs;
    if (!Object.hasOwn(known, env)) throw new Misuse(unknown("env", env, Object.keys(known)));
    if (!known[env as keyof typeof known].market) throw new Misuse(`${env} is no market: it has no shoppers`);
    const loaded = (await import("../../config.js")).loadScenario(scenarioName);
    if (loaded.fidelity === "cohort") throw new Misuse(`${loaded.name} is of cohort fidelity: no shoppers to follow`);
    const followed = rate ?? (loaded.events.rate > 0 ? loaded.events.rate : 0.1);
    const scenario = {
      ...loaded,
      horizonDays: days,
      tailDays: 0,
      events: { ...loaded.events, rate: followed },
    };
    const { streamEvents } = await import("../../events/stream.js");
    const decides = agent === "none" ? "no-promotion" : agent;
    const order = { scenario, agent: decides, env, seed, format, out: out ?? printLines, truth };
    const count = await streamEvents(order).catch((error: unknown) => {
      if (out === undefined && isReaderGone(error)) return undefined;
      throw error;
    });
    if (count === undefined) return 0;
    if (json)
      printJson({ scenario: loaded.name, agent, env, seed, days, rate: followed, ...count, out, truth: truth ?? null });
    else note(`${count.events} events, ${count.messages} messages, ${days} days of ${loaded.name}, seed ${seed}`);
    return 0;
  },
});

const FORMATS = ["ndjson", "parquet"] as const;

/** @throws Misuse when there is no such format */
function formatOf(given: string | undefined, out: string | undefined): (typeof FORMATS)[number] {
  if (given === undefined) return out?.endsWith(".parquet") ? "parquet" : "ndjson";
  const found = FORMATS.find((format) => format === given);
  if (found === undefined) throw new Misuse(unknown("format", given, FORMATS));
  return found;
}
