import type { NamedScenario } from "../../config.js";
import type { Fault } from "../../faults.js";
import type { Policy } from "../../policies.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { upliftTable } from "../uplift-table.js";
import { text, whole } from "../values.js";

/** `promolab uplift`: what a policy's promotions bring, and at whose cost. */
export const uplift = defineCommand({
  verb: "uplift",
  usage: "<scenario> <agent>",
  summary: "tell what became of an agent's promoted units, and what its promotions earn",
  positionals: {
    scenario: { coerce: text("scenario"), demandOption: true, describe: "a preset's name or a file, YAML or JSON" },
    agent: {
      coerce: text("agent"),
      demandOption: true,
      describe:
        "a name, per-slot:<name>, per-segment:<name>, joint:<lever>=<name>,..., safe:<name>, ensemble:<name>+<name>, or a file of your own: ./mine.js",
    },
  },
  options: {
    env: { coerce: text("--env"), requiresArg: true, default: "Promotion-v1", describe: "the agent's env" },
    seeds: {
      coerce: whole("--seeds", 1, 10_000),
      requiresArg: true,
      default: 5,
      describe: "replicates, named 1, 2, ...; intervals are over them",
    },
    episodes: {
      coerce: whole("--episodes", 0, 1e6),
      requiresArg: true,
      default: 20,
      describe: "training episodes of an agent that learns, for each seed",
    },
  },
  examples: [
    ["promolab uplift campaign-season campaign-calendar", "one agent, by mechanic, product and segment"],
    ["promolab uplift yogurt thompson-sampling --seeds 10 --json", "a learner, trained first, for a program"],
  ],
  completes: {
    scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets),
    agent: async () => Object.keys((await import("../../../agents/registry.js")).agents),
    env: async () => Object.keys((await import("../../../envs/registry.js")).envs),
  },
  async run({ scenario: scenarioName, agent, env, seeds: count, episodes, json }) {
    if (count < 2) throw new Misuse("--seeds 1 tells no interval: it takes at least 2 seeds");
    const known = (await import("../../../envs/registry.js")).envs;
    if (!Object.hasOwn(known, env)) throw new Misuse(unknown("env", env, Object.keys(known)));
    if (!known[env as keyof typeof known].market) throw new Misuse(`${env} is no market: it promotes nothing`);
    const scenario = (await import("../../config.js")).loadScenario(scenarioName);
    if (scenario.fidelity === "cohort")
      throw new Misuse(`${scenario.name} is of cohort fidelity: it has no shoppers to follow; set fidelity: shopper`);
    const policy = await policyOf(agent, env, { label: scenario.name, scenario });
    const { measureUplift } = await import("../../uplift/uplift.js");
    const report = await measureUplift({
      policy,
      scenario,
      seeds: Array.from({ length: count }, (_, seed) => String(seed + 1)),
      trainingEpisodes: episodes,
      onSeed: (done) => json || note(`${done} of ${count} seeds`),
    });
    if (json) printJson(report);
    else print(upliftTable(report));
    return 0;
  },
});

/** @throws Misuse when there is no such agent, or it does not fit the env in this scenario */
async function policyOf(agent: string, env: string, scenario: NamedScenario): Promise<Policy> {
  const { resolvePolicies } = await import("../../policies.js");
  const { checkFit } = await import("../../cell.js");
  const { AgentError } = await import("../../../agents/define.js");
  const faults: Fault[] = [];
  const [policy] = resolvePolicies([agent], env, { directory: process.cwd(), path: [], faults });
  if (faults.length > 0) throw new Misuse(faults.map(({ message }) => message).join("; "));
  try {
    await checkFit(policy, scenario);
  } catch (error) {
    if (error instanceof AgentError) throw new Misuse(error.message, { cause: error });
    throw error;
  }
  return policy;
}
