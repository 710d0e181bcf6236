import { normalBelow } from "../../agents/math/normal.js";
import { createRng } from "../../agents/math/rng.js";
import type { Agent, Env, Info, Value } from "../../envs/types.js";
import { asJson, legalText } from "../portable/decisions.js";
import type { DecisionLog } from "./decision-log.js";
import { legalTable } from "./legal-table.js";
import { observationColumns } from "./observation-columns.js";

/** How a log of the study comes about. */
export interface LogOrder {
  readonly env: Env;
  /** decides with the chances it tells, frozen */
  // biome-ignore lint/suspicious/noExplicitAny: the agent was fitted to this env's spaces
  readonly logging: Agent<any, any>;
  /** chance that a decision is uniform over the legal choices instead, 0 to 1 */
  readonly exploration: number;
  readonly episodes: number;
  readonly seed: string;
  /** by how many rewards' deviations the first row's actions are better or worse than the last one's */
  readonly drift: number;
  /** correlation between what is hidden and the draw of the action, 0 to 1 */
  readonly confounding: number;
  /** usual deviation of a reward, the unit of the two */
  readonly deviation: number;
  /** rows are independent of each other: a bandit's */
  readonly apart: boolean;
}

/**
 * Draws a log of decisions with the propensities that the logger believes in.
 *
 * A choice is where its slot's chances, added up, pass a uniform number U = Phi(rho u + sqrt(1 - rho^2) e), u and e standard normal. u
 * is hidden: with rho = `confounding` above 0 it also adds rho x deviation x u to the reward. Given what is logged every action still has the
 * propensity it says, so that no check of propensities can tell; but who got an action was not like who did not.
 *
 * With `drift` the reward of a decision early in the log is another than it will be: the i-th of n rows adds
 * drift x deviation x (1 - i / n) for actions whose first choice is even, and takes as much away for odd ones.
 *
 * @throws RangeError when the action is of real numbers, or the logger tells no chances
 * @see Rosenbaum (2002), Observational studies, chapter 4, on hidden bias
 */
export function drawStudyLog(order: LogOrder): DecisionLog {
  const { env, logging, exploration, episodes, seed, drift, confounding, deviation, apart } = order;
  const { actionSpace } = env;
  if (actionSpace.kind !== "discrete" && actionSpace.kind !== "multi-discrete")
    throw new RangeError(`ope-study: needs an env with choices, ${env.id} takes ${actionSpace.kind}`);
  const counts = actionSpace.kind === "discrete" ? [actionSpace.n] : actionSpace.counts;
  const rng = createRng(`${seed} study`);
  const texts: string[] = [];
  const legal: string[] = [];
  const decided: string[] = [];
  const firstChoice: number[] = [];
  const hidden: number[] = [];
  const propensity: number[] = [];
  const reward: number[] = [];
  const first: number[] = [];
  const action = new Int32Array(counts.length);
  for (let episode = 0; episode < episodes; episode++) {
    let { observation, info } = env.reset({ seed, options: { role: "train", episode } });
    logging.begin?.({ training: false });
    first.push(reward.length);
    for (let over = false; !over; ) {
      const u = rng.normal();
      const chance = choose(observation, info, u);
      texts.push(asJson(observation));
      legal.push(legalText(info.mask as Uint8Array | undefined, counts));
      decided.push(asJson(actionSpace.kind === "discrete" ? action[0] : action));
      firstChoice.push(action[0]);
      hidden.push(u);
      propensity.push(chance);
      const result = env.step(actionSpace.kind === "discrete" ? action[0] : action);
      reward.push(result.reward);
      over = result.terminated || result.truncated;
      ({ observation, info } = result);
    }
  }
  const rows = reward.length;
  const actions = [...new Set(decided)].sort((a, b) => (counts.length === 1 ? Number(a) - Number(b) : a < b ? -1 : 1));
  const place = new Map(actions.map((name, a) => [name, a]));
  return {
    rows,
    actions,
    action: Int32Array.from(decided, (name) => place.get(name)!),
    reward: Float64Array.from(reward, (r, i) => {
      const earlier = drift * (1 - i / rows) * (firstChoice[i] % 2 === 0 ? 1 : -1);
      return r + deviation * (earlier + confounding * hidden[i]);
    }),
    propensity: Float64Array.from(propensity),
    context: observationColumns(
      "observation",
      (row) => texts[row],
      rows,
      (row) => row + 1,
      [],
    ),
    legal: legal.some((flags) => flags !== "") ? legalTable((row) => legal[row], rows, actions) : undefined,
    first: apart ? undefined : Int32Array.from([...first, rows]),
    observations: { texts: (row) => texts[row], legal: (row) => legal[row] },
  };

  /** Fills `action`; answers the chance of it that the logger believes in. */
  function choose(observation: Value, info: Info, u: number): number {
    const told = logging.chances?.(observation, info);
    if (told === undefined)
      throw new RangeError("ope-study: the logging agent tells no chances; log random or one that does");
    let product = 1;
    let start = 0;
    counts.forEach((count, slot) => {
      const mask = info.mask as Uint8Array | undefined;
      let open = 0;
      for (let a = 0; a < count; a++) open += mask === undefined ? 1 : mask[start + a];
      const chanceOf = (a: number) =>
        mask === undefined || mask[start + a] === 1 ? (1 - exploration) * told[start + a] + exploration / open : 0;
      const z = confounding * u + Math.sqrt(1 - confounding * confounding) * rng.normal();
      let left = normalBelow(z);
      let chosen = -1;
      for (let a = 0; a < count; a++) {
        const p = chanceOf(a);
        if (p === 0) continue;
        chosen = a;
        left -= p;
        if (left < 0) break;
      }
      action[slot] = chosen;
      product *= chanceOf(chosen);
      start += count;
    });
    return product;
  }
}
