import type { EnvFacts } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { agents, resolveAgent } from "../../agents/registry.js";
import type { Agent, Info, Rng, Space, Value } from "../../envs/types.js";
import { unknown } from "../cli/nearest.js";
import { UserError } from "../faults.js";
import { asJson } from "../portable/decisions.js";
import { contextFeatures } from "./context-features.js";
import type { DecisionLog } from "./decision-log.js";
import { drawFolds } from "./folds.js";
import { choicesOf } from "./legal-table.js";
import type { TargetPolicy } from "./target-policy.js";

/** An agent that can be asked, with the stream it was made with. */
export interface Player {
  // biome-ignore lint/suspicious/noExplicitAny: the agent was fitted to its env's spaces
  readonly agent: Agent<any, any>;
  readonly rng: Rng;
}

const refusal = (subject: string, message: string) =>
  new UserError(subject, [{ code: "policy", path: [], message }], subject === "--policy" ? 2 : 1);

/**
 * An agent as it evaluates, on the observations of a log that `--log` wrote: what it would have done in the states that the log came
 * to. It is asked row after row, each episode begun anew, and learns nothing; its chances are its own, or 1 for what it takes without
 * a draw.
 *
 * Sound for agents that decide by what they see. One that counts its own decisions since the episode began, or reads figures that
 * stand in no observation (`info.credit`, `info.shoppers`), meets counts and figures that are not those of its own play.
 *
 * @throws UserError, exit code 1, for a log without observations, an observation or action that is none of the env's, or an agent
 *   that draws and cannot tell its chances
 */
export function targetOfPlayer({ agent, rng }: Player, env: EnvFacts, log: DecisionLog, file: string): TargetPolicy {
  const { observations, rows, first, actions } = log;
  if (observations === undefined)
    throw refusal(file, "has no observations for an agent to see; promolab run --log writes them");
  const begins = new Uint8Array(rows);
  if (first) for (let e = 0; e + 1 < first.length; e++) begins[first[e]] = 1;
  else begins.fill(1);
  const info: { mask?: Uint8Array } = {};
  const choices = actions.map((name) => choicesOf(name));
  return fromRows(log, (row, out) => {
    if (begins[row] === 1) agent.begin?.({ training: false });
    const legal = observations.legal(row);
    info.mask = legal === "" ? undefined : Uint8Array.from(legal.replaceAll(" ", ""), Number);
    const observation = valueIn(env.observationSpace, observations.texts(row));
    if (observation === undefined)
      throw refusal(
        file,
        `row ${row + 1}: the observation is none of ${env.id}: the log is of another env or scenario`,
      );
    return ask({ agent, rng }, observation, info, env.actionSpace, { choices, actions }, out);
  });
}

/** Learners that learn as well from what another policy did: they take a reward as a sample of what its action gives in its context. */
const LEARN_FROM_LOGS: ReadonlySet<string> = new Set([
  "epsilon-greedy",
  "softmax",
  "ucb1",
  "kl-ucb",
  "sliding-window-ucb",
  "discounted-ucb",
  "thompson-sampling",
  "lin-ucb",
  "lin-ts",
  "logistic-thompson",
]);

/**
 * A shipped agent on a log of contexts and actions: it sees the reward model's features and chooses among the log's actions. One that
 * learns is taught by the rows of all other folds, in the log's order, and asked as in an evaluation on its own fold's, so that it never
 * decides on what it learnt from.
 *
 * @throws UserError, exit code 2, for a name that is none, an agent that fits no such problem, one that learns from its own play only
 */
export function targetOfLearner(name: string, log: DecisionLog, folds: number, seed: string): TargetPolicy {
  if (!Object.hasOwn(agents, name))
    throw refusal("--policy", unknown("policy or agent", name, ["uniform", "columns", ...Object.keys(agents)]));
  const { rows, actions, action, reward, context } = log;
  const { features, width } = contextFeatures(context, rows);
  const definition = resolveAgent(name);
  if (definition.learns && !LEARN_FROM_LOGS.has(name))
    throw refusal(
      "--policy",
      `${name} learns from what it decided itself, and not from another policy's log; these do: ${[...LEARN_FROM_LOGS].join(", ")}`,
    );
  const size = Math.max(1, width);
  const seen = (row: number) => {
    const one = new Float32Array(size);
    for (let f = 0; f < width; f++) one[f] = features[row * width + f];
    return one;
  };
  const box: Space = {
    kind: "box",
    shape: [size],
    low: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    high: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
  };
  const env: EnvFacts = {
    id: "the log",
    actionSpace: { kind: "discrete", n: actions.length },
    observationSpace: box,
    slots: Array.from({ length: size }, (_, f) => ({
      name: `feature ${f}`,
      meaning: "context",
      unit: "1",
      low: -1e9,
      high: 1e9,
    })),
  };
  const parts = definition.learns ? Math.min(folds, rows) : 1;
  if (definition.learns && parts < 2)
    throw refusal("--policy", `${name} learns from other folds than its own: it takes --folds 2 or more`);
  const fold = drawFolds(rows, parts, `${seed} agent`);
  const players = Array.from({ length: parts }, (_, held): Player => {
    const rng = createRng(`${seed} ${name}`);
    const agent = createAgent({ definition, name, env, rng }) as Player["agent"];
    if (definition.learns) teach(agent, held);
    agent.begin?.({ training: false });
    return { agent, rng };
  });
  const choices = actions.map((_, a) => [a]);
  const names = actions.map((_, a) => String(a));
  return fromRows(log, (row, out) =>
    ask(players[fold[row]], seen(row), {}, env.actionSpace, { choices, actions: names }, out),
  );

  function teach(agent: Player["agent"], held: number): void {
    agent.begin?.({ training: true });
    for (let row = 0; row < rows; row++) {
      if (fold[row] === held) continue;
      const observation = seen(row);
      const step = { observation, action: action[row], reward: reward[row], nextObservation: observation };
      agent.learn?.({ ...step, terminated: true, truncated: false, info: {} });
    }
  }
}

/** Chances of all rows at once, asked in their order. `chancesIn` answers the chance of decisions that the log never did. */
function fromRows(log: DecisionLog, chancesIn: (row: number, out: Float64Array) => number): TargetPolicy {
  const { rows, actions, action } = log;
  const count = actions.length;
  const table = new Float64Array(rows * count);
  let unseen = 0;
  for (let row = 0; row < rows; row++)
    unseen += Math.max(0, chancesIn(row, table.subarray(row * count, (row + 1) * count)));
  const chance = Float64Array.from(action, (a, row) => table[row * count + a]);
  const share = unseen / rows;
  if (share > 1e-9)
    return {
      chance,
      remark: `in ${(100 * share).toPrecision(3)}% of decisions the policy does what the log never does, of which nothing is known`,
    };
  return { chance, fill: (row, out) => out.set(table.subarray(row * count, (row + 1) * count)) };
}

interface Known {
  /** of each action of the log, its choice in every slot; undefined where it is none */
  readonly choices: readonly (readonly number[] | undefined)[];
  readonly actions: readonly string[];
}

/** Fills the chances of the log's actions; answers what is left over. */
function ask({ agent, rng }: Player, observation: Value, info: Info, space: Space, known: Known, out: Float64Array) {
  out.fill(0);
  if (agent.chances !== undefined && (space.kind === "discrete" || space.kind === "multi-discrete")) {
    const chances = agent.chances(observation, info);
    const counts = space.kind === "discrete" ? [space.n] : space.counts;
    let left = 1;
    known.choices.forEach((choice, a) => {
      let product = choice?.length === counts.length ? 1 : 0;
      for (let slot = 0, start = 0; product > 0 && slot < counts.length; start += counts[slot], slot++)
        product *= chances[start + choice![slot]] ?? 0;
      out[a] = product;
      left -= product;
    });
    return left < 1e-9 ? 0 : left;
  }
  const before = rng.taken?.draws;
  const taken = asJson(agent.act(observation, info));
  if (before === undefined || rng.taken?.draws !== before)
    throw refusal("--policy", "the agent draws and cannot tell its chances: play it, promolab run, instead");
  const place = known.actions.indexOf(taken);
  if (place >= 0) out[place] = 1;
  return place >= 0 ? 0 : 1;
}

/** A logged text as the value that a space holds; undefined where it is none. */
function valueIn(space: Space, text: string): Value | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typed(space, value);
}

function typed(space: Space, value: unknown): Value | undefined {
  switch (space.kind) {
    case "discrete":
      return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < space.n ? value : undefined;
    case "multi-discrete":
      return Array.isArray(value) && value.length === space.counts.length
        ? Int32Array.from(value as number[])
        : undefined;
    case "box":
      return Array.isArray(value) && value.length === space.low.length
        ? Float32Array.from(value as number[])
        : undefined;
    case "dict": {
      if (typeof value !== "object" || value === null) return undefined;
      const parts: Record<string, Value> = {};
      for (const [name, part] of Object.entries(space.entries)) {
        const one = typed(part, (value as Record<string, unknown>)[name]);
        if (one === undefined) return undefined;
        parts[name] = one;
      }
      return parts as Value;
    }
  }
}
