import type { Env, EnvDef } from "../../../envs/types.js";
import type { Scenario } from "../../../sim/scenario.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { print, printJson } from "../print.js";
import { readable } from "../table.js";
import { isModulePath, moduleFile } from "../user-module.js";
import { text, whole } from "../values.js";

/** `promolab run`: one agent, one env, some episodes, learning as it goes. */
export const run = defineCommand({
  verb: "run",
  usage: "<env> [agent]",
  summary: "play episodes with one agent on one env; it learns as it plays",
  positionals: {
    env: { coerce: text("env"), demandOption: true, describe: "an env's id: promolab list envs" },
    agent: {
      coerce: text("agent"),
      describe:
        "a name, per-slot:<name>, joint:<lever>=<name>,..., safe:<name>, ensemble:<name>+<name>, or a file of your own: ./mine.js",
    },
  },
  options: {
    param: {
      type: "string",
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: "a parameter of the agent, name=value; may be given again",
    },
    scenario: {
      coerce: text("--scenario"),
      requiresArg: true,
      describe: "preset or file; campaign-season when left out",
    },
    seed: {
      coerce: text("--seed"),
      requiresArg: true,
      default: "1",
      describe: "any text; names shoppers, luck and agent",
    },
    episodes: { coerce: whole("--episodes", 1, 1e6), requiresArg: true, default: 1, describe: "how many to play" },
  },
  examples: [
    ["promolab run Promotion-v1 thompson-sampling --scenario yogurt --seed 7 --episodes 20", "a bandit on one market"],
    ["promolab run CliffWalking-v1 q-learning --episodes 500 --param exploration=.1", "a classic, with a parameter"],
    ["promolab run Promotion-v1 --agent ./mine.js --json", "an agent of your own, for a program"],
  ],
  completes: {
    env: async () => Object.keys((await import("../../../envs/registry.js")).envs),
    agent: async () => Object.keys((await import("../../../agents/registry.js")).agents),
    scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets),
  },
  async run({ env: envId, agent: spec, param = [], scenario: scenarioName, seed, episodes, json }) {
    if (spec === undefined) throw new Misuse("run needs an agent: a name (promolab list agents) or a file, ./mine.js");
    const envs: Record<string, EnvDef> = (await import("../../../envs/registry.js")).envs;
    if (!Object.hasOwn(envs, envId)) throw new Misuse(unknown("env", envId, Object.keys(envs)));
    const { market } = envs[envId];
    if (!market && scenarioName !== undefined) throw new Misuse(`${envId} is no market: it takes no --scenario`);
    const scenario = market ? (await import("../../config.js")).loadScenario(scenarioName ?? "campaign-season") : null;
    const open = (): Env => envs[envId].create((scenario ? { scenario } : {}) as never);
    const env = open();
    const agent = await createFor(env, { spec, params: await parametersOf(param), scenario, seed, open });

    const { runEpisode } = await import("../../portable/episode.js");
    const { Trace } = await import("../../../sim/trace.js");
    const trace = new Trace();
    const played: { seed: string; return: number; metrics: Readonly<Record<string, number>> }[] = [];
    for (let episode = 0; episode < episodes; episode++) {
      const order = { env, agent, seed, role: "train", episode, training: true, trace, name: spec } as const;
      const { score, metrics } = runEpisode(order);
      played.push({ seed: `${seed}/train/${episode}`, return: score, metrics });
      if (!json) print(`episode ${episode}  return ${readable(score, 2)}  ${inWords(metrics)}`.trimEnd());
    }
    env.close();
    const hash = trace.digest();
    if (json)
      printJson({
        env: envId,
        agent: spec,
        scenario: scenario?.name ?? null,
        seed: asGiven(seed),
        episodes: played,
        hash,
      });
    else print(`hash ${hash} over every observation, action and reward`);
    return 0;
  },
});

interface Order {
  readonly spec: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scenario: Scenario | null;
  readonly seed: string;
  /** makes an env like the one played */
  open(): Env;
}

/** @throws Misuse when there is no such agent, it does not fit the env, or a parameter is wrong */
async function createFor(env: Env, { spec, params, scenario, seed, open }: Order) {
  const { agents, namesIn } = await import("../../../agents/registry.js");
  const { AgentError } = await import("../../../agents/define.js");
  const { createAgent, fitAgent } = await import("../../../agents/fit.js");
  const { createRng } = await import("../../../agents/math/rng.js");
  try {
    const files: Record<string, string> = {};
    for (const name of namesIn(spec)) {
      if (isModulePath(name)) files[name] = moduleFile(name);
      else if (!Object.hasOwn(agents, name)) throw new Misuse(unknown("agent", name, Object.keys(agents)));
    }
    const definition = await (await import("../../agent-module.js")).loadAgent(spec, files);
    const { needs = [] } = fitAgent(definition, env, spec);
    const lp = needs.includes("lp") ? await (await import("../../portable/lp.js")).loadSolver() : undefined;
    const log =
      needs.includes("log") && scenario
        ? (await import("../../portable/planning-log.js")).planningLog({ scenario, seed })
        : undefined;
    const truth = needs.includes("truth") ? (await import("../../portable/truth.js")).truthOf(open, seed) : undefined;
    return createAgent({ definition, name: spec, env, params, rng: createRng(`${seed} ${spec}`), log, lp, truth });
  } catch (error) {
    if (error instanceof AgentError || error instanceof TypeError) throw new Misuse(error.message, { cause: error });
    throw error;
  }
}

/** `["exploration=.2"]` as `{exploration: 0.2}`; values as YAML reads them. @throws Misuse */
async function parametersOf(given: readonly string[]): Promise<Record<string, unknown>> {
  if (given.length === 0) return {};
  const { parse } = await import("yaml");
  const params: Record<string, unknown> = {};
  for (const pair of given) {
    const at = pair.indexOf("=");
    if (at < 1) throw new Misuse(`--param needs name=value, got "${pair}"`);
    const name = pair.slice(0, at);
    if (Object.hasOwn(params, name)) throw new Misuse(`--param ${name} is given twice`);
    try {
      params[name] = parse(pair.slice(at + 1));
    } catch {
      params[name] = pair.slice(at + 1);
    }
  }
  return params;
}

function inWords(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${readable(value, Number.isInteger(value) ? 0 : 2)}`)
    .join("  ");
}

/** The seed as the user wrote it: a number where it is one. */
function asGiven(seed: string): string | number {
  return String(Number(seed)) === seed && Number.isSafeInteger(Number(seed)) ? Number(seed) : seed;
}
