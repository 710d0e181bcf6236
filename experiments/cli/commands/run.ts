import type { Env, EnvDef } from "../../../envs/types.js";
import { defineCommand } from "../command.js";
import { createPlayer } from "../create-player.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable } from "../table.js";
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
        "a name, per-slot:<name>, per-segment:<name>, joint:<lever>=<name>,..., safe:<name>, ensemble:<name>+<name>, or a file of your own: ./mine.js",
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
    log: {
      coerce: text("--log"),
      requiresArg: true,
      describe: "Parquet or .csv file of every decision with its propensity, for promolab ope",
    },
    save: { coerce: text("--save"), requiresArg: true, describe: "file for the agent as it is after the last episode" },
  },
  examples: [
    ["promolab run Promotion-v1 thompson-sampling --scenario yogurt --seed 7 --episodes 20", "a bandit on one market"],
    ["promolab run CliffWalking-v1 q-learning --episodes 500 --param exploration=.1", "a classic, with a parameter"],
    ["promolab run BernoulliBandit-v1 softmax --episodes 5 --log log.parquet", "a log for promolab ope"],
    ["promolab run Promotion-v1 --agent ./mine.js --json", "an agent of your own, for a program"],
  ],
  completes: {
    env: async () => Object.keys((await import("../../../envs/registry.js")).envs),
    agent: async () => Object.keys((await import("../../../agents/registry.js")).agents),
    scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets),
  },
  async run({ env: envId, agent: spec, param = [], scenario: scenarioName, seed, episodes, log, save, json }) {
    if (spec === undefined) throw new Misuse("run needs an agent: a name (promolab list agents) or a file, ./mine.js");
    const envs: Record<string, EnvDef> = (await import("../../../envs/registry.js")).envs;
    if (!Object.hasOwn(envs, envId)) throw new Misuse(unknown("env", envId, Object.keys(envs)));
    const { market } = envs[envId];
    if (!market && scenarioName !== undefined) throw new Misuse(`${envId} is no market: it takes no --scenario`);
    const scenario = market ? (await import("../../config.js")).loadScenario(scenarioName ?? "campaign-season") : null;
    const levers = envId === "Market-v1" ? (await import("../../../agents/registry.js")).leversIn(spec) : undefined;
    const open = (): Env => envs[envId].create((scenario ? { scenario, ...(levers && { levers }) } : {}) as never);
    const env = open();
    const params = await parametersOf(param);
    const { agent, rng, slotsApart } = await createPlayer(env, { spec, params, scenario, seed, open });

    const { runEpisode } = await import("../../portable/episode.js");
    const { Trace } = await import("../../../sim/trace.js");
    const trace = new Trace();
    const writer = log === undefined ? undefined : (await import("../../ope/write-log.js")).openDecisionLog(log);
    const recorder =
      writer &&
      (await import("../../portable/decisions.js")).createDecisionRecorder({
        agent,
        rng,
        env,
        slotsApart,
        write: (decision) => writer.write(decision),
      });
    const played: { seed: string; return: number; metrics: Readonly<Record<string, number>> }[] = [];
    try {
      for (let episode = 0; episode < episodes; episode++) {
        const order = {
          env,
          agent,
          seed,
          role: "train",
          episode,
          training: true,
          trace,
          recorder,
          name: spec,
        } as const;
        const { score, metrics } = runEpisode(order);
        played.push({ seed: `${seed}/train/${episode}`, return: score, metrics });
        if (!json) print(`episode ${episode}  return ${readable(score, 2)}  ${inWords(metrics)}`.trimEnd());
      }
    } catch (error) {
      writer?.drop();
      throw error;
    }
    env.close();
    const decisions = await writer?.finish();
    if (decisions !== undefined) note(`${readable(decisions)} decisions in ${log}`);
    if (save !== undefined)
      await (await import("../../ope/saved-agent.js")).saveAgent(save, { spec, params, env: envId, agent, rng });
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
