import { flatMask } from "../../agents/deep/policy-head.js";
import { loadWithStream, saveWithStream } from "../../agents/save.js";
import type { Agent, Env, Info, Rng, Space, Value } from "../../envs/types.js";

/** A decision as it is logged. */
export interface Decision {
  readonly episode: number;
  readonly step: number;
  /** JSON: a number, a list of numbers, or an object of these */
  readonly observation: string;
  /** a 1 or 0 for each choice, a space between slots; "" where all are legal */
  readonly legal: string;
  /** JSON as the observation */
  readonly action: string;
  /** chance with which the agent decided so, above 0 and at most 1 */
  readonly propensity: number;
  readonly reward: number;
}

/** Stands where the agent acts in an episode, and writes down what it decides. */
export interface DecisionRecorder {
  begin(episode: number): void;
  act(observation: Value, info: Info): Value;
  earned(reward: number): void;
}

export interface RecorderOrder {
  // biome-ignore lint/suspicious/noExplicitAny: the agent was fitted to this env's spaces
  readonly agent: Agent<any, any>;
  /** the stream that the agent was made with */
  readonly rng: Rng;
  readonly env: Pick<Env, "actionSpace">;
  /** the slots of a multi-discrete action are drawn apart from each other, by a learner each */
  readonly slotsApart: boolean;
  readonly write: (decision: Decision) => void;
}

/** Decisions that are drawn again where an agent cannot tell its chances. */
export const DRAWS = 1000;

/**
 * Logs an agent's decisions with their propensities. An agent tells its chances (`Agent.chances`) or, where it took no draw, decided
 * surely: 1. One that draws and cannot tell (Thompson sampling) decides 1,000 times more from the same state, without learning and
 * with other luck, and is then put back: the propensity is (1 + times it decided so) / 1,001, of slots drawn apart the product over
 * slots. What the agent does is what it would have done without a log.
 *
 * @throws RangeError for real numbers that are drawn, which have densities and no chances; for a decision over several slots at once
 *   that none of the thousand was; for an agent whose saved state does not bring it back
 */
export function createDecisionRecorder({ agent, rng, env, slotsApart, write }: RecorderOrder): DecisionRecorder {
  const { actionSpace } = env;
  const counts =
    actionSpace.kind === "discrete" ? [actionSpace.n] : actionSpace.kind === "multi-discrete" ? actionSpace.counts : [];
  let episode = 0;
  let step = 0;
  let waiting: Omit<Decision, "reward"> | undefined;

  function told(chances: Float64Array, action: Value): number {
    let start = 0;
    let product = 1;
    counts.forEach((count, slot) => {
      product *= chances[start + choiceOf(action, slot)];
      start += count;
    });
    return product;
  }

  function drawnAgain(observation: Value, info: Info, saved: unknown, decided: string): number {
    if (hasNumbers(actionSpace))
      throw new RangeError("propensity: real numbers that are drawn have densities and no chances; log another agent");
    const apart = slotsApart && counts.length > 1;
    const wanted = apart ? (JSON.parse(decided) as number[]) : [];
    const times = new Float64Array(apart ? counts.length : 1).fill(1);
    loadWithStream(agent, rng, saved);
    // the first is the decision itself once more; what follows is of other luck
    for (let draw = 0; draw < DRAWS + 1; draw++) {
      const again = agent.act(observation, info);
      if (draw === 0) continue;
      if (!apart) times[0] += asJson(again) === decided ? 1 : 0;
      else
        for (let slot = 0; slot < times.length; slot++) times[slot] += choiceOf(again, slot) === wanted[slot] ? 1 : 0;
    }
    if (!apart && counts.length !== 1 && times[0] === 1)
      throw new RangeError(
        `propensity: the agent cannot tell its chances, and of ${DRAWS} more decisions over all slots none was this one; log one lever, or per-slot:<agent>`,
      );
    loadWithStream(agent, rng, saved);
    if (asJson(agent.act(observation, info)) !== decided)
      throw new RangeError("propensity: the agent's saved state does not bring it back to where it was");
    return times.reduce((product, n) => product * (n / (DRAWS + 1)), 1);
  }

  return {
    begin(of) {
      episode = of;
      step = 0;
      waiting = undefined;
    },
    act(observation, info) {
      const mask = flatMask(info.mask);
      const shown = {
        observation: asJson(observation),
        legal: legalText(mask, counts),
      };
      let action: Value;
      let propensity = 1;
      if (agent.chances !== undefined) {
        const chances = agent.chances(observation, info).slice();
        action = agent.act(observation, info);
        propensity = told(chances, action);
      } else {
        const saved = saveWithStream(agent, rng);
        const before = rng.taken?.draws;
        action = agent.act(observation, info);
        if (before === undefined || rng.taken?.draws !== before)
          propensity = drawnAgain(observation, info, saved, asJson(action));
      }
      if (!(propensity > 0 && propensity <= 1 + 1e-9))
        throw new RangeError(`propensity: the agent told ${propensity} of what it did`);
      waiting = { episode, step, ...shown, action: asJson(action), propensity: Math.min(1, propensity) };
      return action;
    },
    earned(reward) {
      write({ ...waiting!, reward });
      step += 1;
    },
  };
}

/** A mask as it is logged. @param counts  choices of each slot; none: the mask is one piece */
export function legalText(mask: Uint8Array | undefined, counts: readonly number[]): string {
  if (mask === undefined || !mask.includes(0)) return "";
  if (counts.length < 2) return mask.join("");
  let start = 0;
  return counts
    .map((count) => {
      start += count;
      return mask.subarray(start - count, start).join("");
    })
    .join(" ");
}

function choiceOf(action: Value, slot: number): number {
  return typeof action === "number" ? action : (action as Int32Array)[slot];
}

function hasNumbers(space: Space): boolean {
  return space.kind === "box" || (space.kind === "dict" && Object.values(space.entries).some(hasNumbers));
}

/** A value of a space as JSON, the same for equal values. */
export function asJson(value: Value): string {
  if (typeof value === "number") return String(value);
  if (value instanceof Float32Array) return `[${Array.from(value, shortest).join(",")}]`;
  if (value instanceof Int32Array) return `[${value.join(",")}]`;
  const entries = Object.entries(value as { readonly [entry: string]: Value });
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${asJson(part)}`).join(",")}}`;
}

/** A number of single precision in as few digits as tell it from its neighbours, or nearly. */
function shortest(x: number): number {
  const short = Number(x.toPrecision(7));
  return Math.fround(short) === x ? short : Number(x.toPrecision(9));
}
