import { a2c } from "./a2c.js";
import { baseStock } from "./base-stock.js";
import { cappedBaseStock } from "./capped-base-stock.js";
import { AgentError, type AnyAgentDef } from "./define.js";
import { discountedUcb } from "./discounted-ucb.js";
import { doubleQLearning } from "./double-q-learning.js";
import { dpCalendar } from "./dp-calendar.js";
import { dpRestock } from "./dp-restock.js";
import { dqn } from "./dqn.js";
import { ensemble } from "./ensemble.js";
import { epsilonGreedy } from "./epsilon-greedy.js";
import { exp3 } from "./exp3.js";
import { expectedSarsa } from "./expected-sarsa.js";
import { alwaysPromote, campaignCalendar, noPromotion } from "./fixed-rules.js";
import { followTheRival } from "./follow-the-rival.js";
import { joint } from "./joint.js";
import { jointPlan } from "./joint-plan.js";
import { klUcb } from "./kl-ucb.js";
import { lastYearsPlan } from "./last-years-plan.js";
import { linTs } from "./lin-ts.js";
import { linUcb } from "./lin-ucb.js";
import { logisticThompson } from "./logistic-thompson.js";
import { lpPlan } from "./lp-plan.js";
import { markdownLadder } from "./markdown-ladder.js";
import { mipCalendar } from "./mip-calendar.js";
import { neuralLinear } from "./neural-linear.js";
import { newsvendor } from "./newsvendor.js";
import { oracle } from "./oracle.js";
import { perSegment } from "./per-segment.js";
import { perSlot } from "./per-slot.js";
import { ppo } from "./ppo.js";
import { primalDual } from "./primal-dual.js";
import { promotionLoop } from "./promotion-loop.js";
import { qLambda } from "./q-lambda.js";
import { qLearning } from "./q-learning.js";
import { random } from "./random.js";
import { reinforce } from "./reinforce.js";
import { reorderPoint } from "./reorder-point.js";
import { safe } from "./safe.js";
import { sarsa } from "./sarsa.js";
import { slidingWindowUcb } from "./sliding-window-ucb.js";
import { softmax } from "./softmax.js";
import { thompsonLp } from "./thompson-lp.js";
import { thompsonSampling } from "./thompson-sampling.js";
import { tileCoding } from "./tile-coding.js";
import { ucb1 } from "./ucb1.js";

/** Every agent by its published id. An id never changes its meaning. */
export const agents = {
  random,
  "no-promotion": noPromotion,
  "always-promote": alwaysPromote,
  "campaign-calendar": campaignCalendar,
  "last-years-plan": lastYearsPlan,
  "markdown-ladder": markdownLadder,
  "follow-the-rival": followTheRival,
  "epsilon-greedy": epsilonGreedy,
  ucb1,
  "thompson-sampling": thompsonSampling,
  softmax,
  "kl-ucb": klUcb,
  exp3,
  "sliding-window-ucb": slidingWindowUcb,
  "discounted-ucb": discountedUcb,
  "thompson-lp": thompsonLp,
  "primal-dual": primalDual,
  "lin-ucb": linUcb,
  "lin-ts": linTs,
  "logistic-thompson": logisticThompson,
  "neural-linear": neuralLinear,
  "q-learning": qLearning,
  "double-q-learning": doubleQLearning,
  sarsa,
  "expected-sarsa": expectedSarsa,
  "q-lambda": qLambda,
  "tile-coding": tileCoding,
  dqn,
  reinforce,
  a2c,
  ppo,
  "base-stock": baseStock,
  "capped-base-stock": cappedBaseStock,
  "reorder-point": reorderPoint,
  newsvendor,
  "lp-plan": lpPlan,
  "mip-calendar": mipCalendar,
  "dp-calendar": dpCalendar,
  "dp-restock": dpRestock,
  "joint-plan": jointPlan,
  oracle,
  "promotion-loop": promotionLoop,
} satisfies Record<string, AnyAgentDef>;

/**
 * The definition that a text names: `ucb1`; or one made of others: one learner a slot `per-slot:ucb1`, one a segment
 * `per-segment:ppo`, one agent a lever `joint:promotion=lp-plan,restock=dp-restock`, behind a guard `safe:ucb1`, by vote `ensemble:ucb1+exp3`. What stands behind a
 * colon, an equals sign or a plus may be such a text again, but for its own commas and pluses: `joint:promotion=safe:ucb1,...`.
 *
 * @param find  definitions beside the registry's, say of a user's own modules; asked first
 * @throws AgentError when the text is malformed or a name is unknown
 */
export function resolveAgent(
  spec: string,
  find: (name: string) => AnyAgentDef | undefined = () => undefined,
): AnyAgentDef {
  if (spec.startsWith("joint:"))
    return joint(Object.fromEntries(leversOf(spec).map(([lever, part]) => [lever, resolveAgent(part, find)])));
  if (spec.startsWith("per-slot:")) {
    const name = spec.slice("per-slot:".length);
    const inner = resolveAgent(name, find);
    if (inner.acts !== "discrete" && inner.acts !== "any")
      throw new AgentError(`${spec}: per-slot lifts an agent of one discrete choice; ${name} sets all slots itself`);
    return perSlot(inner);
  }
  if (spec.startsWith("per-segment:")) return perSegment(resolveAgent(spec.slice("per-segment:".length), find));
  if (spec.startsWith("safe:")) return safe(resolveAgent(spec.slice("safe:".length), find));
  if (spec.startsWith("ensemble:"))
    return ensemble(Object.fromEntries(membersOf(spec).map(([name, part]) => [name, resolveAgent(part, find)])));
  const found = find(spec) ?? (Object.hasOwn(agents, spec) ? (agents as Record<string, AnyAgentDef>)[spec] : undefined);
  if (found === undefined)
    throw new AgentError(`no agent is called ${JSON.stringify(spec)}; there are ${Object.keys(agents).join(", ")}`);
  return found;
}

/** The agents a text names, without what composes them: which of a user's modules to load before `resolveAgent`. */
export function namesIn(spec: string): string[] {
  if (spec.startsWith("joint:")) return leversOf(spec).flatMap(([, part]) => namesIn(part));
  if (spec.startsWith("ensemble:")) return membersOf(spec).flatMap(([, part]) => namesIn(part));
  const wrapper = ["per-slot:", "per-segment:", "safe:"].find((prefix) => spec.startsWith(prefix));
  return wrapper === undefined ? [spec] : namesIn(spec.slice(wrapper.length));
}

/** The levers that a `joint:` text names an agent for or that an agent sets alone, behind a guard or not; undefined of any other text. @throws AgentError when it is malformed */
export function leversIn(spec: string): string[] | undefined {
  if (spec.startsWith("safe:")) return leversIn(spec.slice("safe:".length));
  if (spec.startsWith("joint:")) return leversOf(spec).map(([lever]) => lever);
  const found: AnyAgentDef | undefined = Object.hasOwn(agents, spec) ? agents[spec as keyof typeof agents] : undefined;
  return found?.levers?.slice();
}

/** `joint:a=x,b=y` as [["a", "x"], ["b", "y"]]. */
function leversOf(spec: string): [string, string][] {
  const levers = spec
    .slice("joint:".length)
    .split(",")
    .map((part): [string, string] => {
      const at = part.indexOf("=");
      if (at < 1 || at === part.length - 1)
        throw new AgentError(`${spec}: needs lever=agent, as joint:promotion=lp-plan,restock=dp-restock`);
      return [part.slice(0, at), part.slice(at + 1)];
    });
  const twice = levers.find(([lever], index) => levers.findIndex(([other]) => other === lever) !== index);
  if (twice !== undefined) throw new AgentError(`${spec}: two agents for the lever ${twice[0]}`);
  return levers;
}

/** `ensemble:a+b+a` as [["a", "a"], ["b", "b"], ["a-2", "a"]]: names of their own, and the agents. */
function membersOf(spec: string): [string, string][] {
  const parts = spec.slice("ensemble:".length).split("+");
  if (parts.length < 2 || parts.includes(""))
    throw new AgentError(`${spec}: needs two agents or more, as ensemble:ucb1+thompson-sampling`);
  return parts.map((part, index) => {
    const earlier = parts.slice(0, index).filter((other) => other === part).length;
    return [earlier === 0 ? part : `${part}-${earlier + 1}`, part];
  });
}
