import { AgentError } from "../../agents/define.js";
import { createAgent, fitAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import type { MarketOptions } from "../../envs/market-env.js";
import { envs } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Agent, Env, EnvDef } from "../../envs/types.js";
import type { Decisions } from "../../sim/decisions.js";
import { type DayReport, dayProfit } from "../../sim/ledger.js";
import type { Scenario } from "../../sim/scenario.js";
import { loadAgent } from "../agent-module.js";
import type { Policy } from "../policies.js";
import { runEpisode } from "../portable/episode.js";
import { loadSolver } from "../portable/lp.js";
import { planningLog } from "../portable/planning-log.js";
import { truthOf } from "../portable/truth.js";
import type { Script } from "./season.js";

export interface PlayOrder {
  readonly policy: Policy;
  readonly scenario: Scenario;
  readonly seed: string;
  /** training episodes of an agent that learns, without tail; rules do not train */
  readonly trainingEpisodes: number;
}

/**
 * Trains a policy's agent and writes down what it decides in its first evaluation episode: the very one that a sweep's cell
 * of the same policy, scenario and seed plays.
 *
 * @throws AgentError when the agent does not fit its env, a parameter is wrong, or the env is no market; EpisodeError
 */
export async function recordSeason(order: PlayOrder): Promise<Script> {
  const { policy, scenario, seed, trainingEpisodes } = order;
  const definition: EnvDef = envs[policy.env as keyof typeof envs];
  if (!definition.market) throw new AgentError(`${policy.env} is no market: it promotes nothing`);
  const replicates = createReplicates();
  const open = (options: MarketOptions) => definition.create({ ...policy.envOptions, ...options } as never) as Env;
  const days: Decisions[] = [];
  let profit = 0;
  const env = open({
    scenario,
    replicates,
    onDay(report, phase, decisions) {
      days.push(kept(decisions, report, phase === "horizon" && givesOrders(env)));
      profit += dayProfit(report);
    },
  });
  const { agent, rng, learns, streamSeed } = await createPlayer(order, env, () => open({ scenario, replicates }));
  const episode = { agent, seed, name: policy.label };
  if (learns) {
    const school = open({ scenario, replicates, tailDays: 0 });
    for (let number = 0; number < trainingEpisodes; number++)
      runEpisode({ ...episode, env: school, role: "train", episode: number, training: true });
    school.close();
  }
  rng.load(createRng(`${streamSeed} evaluate 0`).save());
  runEpisode({ ...episode, env, role: "evaluate", episode: 0, training: false });
  env.close();
  const { background } = policy.envOptions as Pick<MarketOptions, "background">;
  return { scenario, seed, episode: 0, background, days, profit };
}

async function createPlayer({ policy, scenario, seed }: PlayOrder, env: Env, another: () => Env) {
  const definition = await loadAgent(policy.agent, policy.files);
  const { needs = [], learns } = fitAgent(definition, env, policy.label);
  const streamSeed = JSON.stringify([policy.agent, policy.params, seed]);
  const rng = createRng(streamSeed);
  const agent: Agent = createAgent({
    definition,
    name: policy.label,
    env,
    params: policy.params,
    rng,
    log: needs.includes("log") ? planningLog({ scenario, seed }) : undefined,
    lp: needs.includes("lp") ? await loadSolver() : undefined,
    truth: needs.includes("truth") ? truthOf(another, seed) : undefined,
  });
  return { agent, rng, learns, streamSeed };
}

/**
 * A copy of what was decided for a day, its offers as they opened: those of the list by number, others by depth. Orders are
 * kept where the agent gives them.
 */
function kept(decided: Decisions, { offer, depth }: DayReport, orders: boolean): Decisions {
  const { basketOffer, price, coupon, order, adSpend, slate, rivalDiscount } = decided;
  return {
    offer: offer.map((choice) => Math.max(0, choice)),
    depth: depth.map((share, p) => (offer[p] > 0 ? 0 : share)),
    basketOffer,
    price: price?.slice(),
    coupon: coupon?.slice(),
    order: orders ? order?.slice() : undefined,
    adSpend: adSpend?.slice(),
    slate: slate?.slice(),
    rivalDiscount: rivalDiscount?.slice(),
  };
}

function givesOrders({ id, actionSpace }: Env): boolean {
  return actionSpace.kind === "dict" ? Object.hasOwn(actionSpace.entries, "restock") : id.startsWith("Restock-");
}
