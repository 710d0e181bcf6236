import type { Env, EnvDef } from "../../envs/types.js";
import { createPlayer } from "../cli/create-player.js";
import { Misuse } from "../cli/misuse.js";
import { unknown } from "../cli/nearest.js";
import { loadScenario } from "../config.js";
import { UserError } from "../faults.js";
import { targetOfLearner, targetOfPlayer } from "./agent-target.js";
import type { DecisionLog } from "./decision-log.js";
import { readSavedAgent, restoreAgent } from "./saved-agent.js";
import { parsePolicy, type TargetPolicy, targetPolicy } from "./target-policy.js";

/** What an agent of a log's own env is made with. */
export interface TargetOptions {
  /** the env that the log is of; undefined: the log is of contexts alone */
  readonly env?: string;
  readonly scenario?: string;
  /** of a learner taught by the log; default 5 */
  readonly folds?: number;
  readonly seed?: string;
}

/** In front of the file of an agent that `promolab run --save` wrote. */
const SAVED = "saved:";

/**
 * The policy that a user's text names, on a log: a simple one, an agent's name, or `saved:<file>`.
 *
 * An agent that learns and was saved nowhere knows nothing: of a log of contexts it is taught by the log's other folds (see
 * `targetOfLearner`), of an env's log it is refused.
 *
 * @throws UserError, exit code 1 where the log does not know what the policy speaks of, 2 where the agent cannot be valued on a log
 * @throws Misuse for an env or scenario that is none, or an agent that does not fit it
 */
export async function resolveTarget(
  text: string,
  log: DecisionLog,
  file: string,
  { env: envId, scenario, folds = 5, seed = "ope" }: TargetOptions = {},
): Promise<TargetPolicy> {
  const simple = parsePolicy(text);
  if (simple !== undefined) return targetPolicy(simple, log, file);
  const saved = text.startsWith(SAVED) ? readSavedAgent(text.slice(SAVED.length)) : undefined;
  const id = envId ?? saved?.env;
  if (id === undefined) return targetOfLearner(text, log, folds, seed);
  const open = await envMaker(id, scenario);
  const env = open.make();
  try {
    const spec = saved?.spec ?? text;
    const order = { spec, params: saved?.params ?? {}, scenario: open.scenario, seed, open: open.make };
    const player = await createPlayer(env, order);
    if (saved) restoreAgent(text.slice(SAVED.length), saved, player);
    else if (player.learns) {
      const message = `${text} learns as it plays, and new it knows nothing: save one with promolab run ${id} ${text} --save agent.json, and name saved:agent.json`;
      throw new UserError("--policy", [{ code: "policy", path: [], message }]);
    }
    return targetOfPlayer(player, env, log, file);
  } finally {
    env.close();
  }
}

async function envMaker(id: string, scenarioName: string | undefined) {
  const envs: Record<string, EnvDef> = (await import("../../envs/registry.js")).envs;
  if (!Object.hasOwn(envs, id)) throw new Misuse(unknown("env", id, Object.keys(envs)));
  const { market } = envs[id];
  if (!market && scenarioName !== undefined) throw new Misuse(`${id} is no market: it takes no --scenario`);
  const scenario = market ? loadScenario(scenarioName ?? "campaign-season") : null;
  return { scenario, make: (): Env => envs[id].create((scenario ? { scenario } : {}) as never) };
}
