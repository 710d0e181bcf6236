import { z } from "zod";
import type { Agent, AgentContext, Value } from "../envs/types.js";
import { type Acts, AgentError, type AnyAgentDef } from "./define.js";
import { type ExplainedAgent, toldBy } from "./explanation.js";
import { fitAgent } from "./fit.js";
import { branch } from "./math/rng.js";
import { loadWithStream, saveWithStream } from "./save.js";

/**
 * Several agents that vote, slot by slot: the choice with most votes is taken, of equals the one whose first voter is named first.
 * All of them learn from what was played, whoever voted for it; one that learns of its own choices only (SARSA, EXP3) is then
 * taught off its own policy. An agent of one discrete choice is lifted to several slots as it would be alone, each member by itself.
 *
 * Parameters are the members', named `ucb1.exploration`; streams are derived by the member's name.
 *
 * @param members  by name, in the order that settles ties
 * @throws AgentError where a member takes no choices among few, or the env asks for none
 * @see Wiering and van Hasselt (2008), Ensemble algorithms in reinforcement learning, IEEE Transactions on Systems, Man and
 *   Cybernetics B 38(4), majority voting
 */
export function ensemble(members: Readonly<Record<string, AnyAgentDef>>): AnyAgentDef {
  const entries = Object.entries(members);
  const all = <T>(field: (member: AnyAgentDef) => readonly T[] | undefined) => [
    ...new Set(entries.flatMap(([, member]) => field(member) ?? [])),
  ];
  const acts = commonActs(entries);
  return {
    summary: `takes what most of these choose: ${entries.map(([name, { summary }]) => `${name} ${summary}`).join("; ")}`,
    acts,
    observes: "any",
    needs: all((member) => member.needs),
    wants: all((member) => member.wants),
    learns: entries.some(([, member]) => member.learns),
    params: z.strictObject(
      Object.fromEntries(
        entries.flatMap(([name, { params }]) =>
          Object.entries(params.shape).map(([key, schema]) => [`${name}.${key}`, schema]),
        ),
      ),
    ),
    fitTo(env) {
      const { kind } = env.actionSpace;
      if (kind !== "discrete" && kind !== "multi-discrete")
        throw new AgentError(`ensemble: ${env.id} asks for a ${kind} action, on which nobody can vote`);
      return ensemble(
        Object.fromEntries(entries.map(([name, member]) => [name, fitAgent(member, env, `ensemble's ${name}`)])),
      );
    },
    create: (params, context) => voting(members, params, context),
  };
}

/** What all members give: a slot's choice where all of them do, else those of all slots. */
function commonActs(members: readonly (readonly [string, AnyAgentDef])[]): Acts {
  for (const [name, { acts }] of members)
    if (acts === "box" || acts === "dict")
      throw new AgentError(`ensemble: ${name} gives ${acts === "box" ? "real numbers" : "an action a lever"}: no vote`);
  const kinds = members.map(([, { acts }]) => acts);
  if (kinds.includes("multi-discrete")) return "multi-discrete";
  return kinds.includes("discrete") ? "discrete" : "any";
}

function voting(
  members: Readonly<Record<string, AnyAgentDef>>,
  params: Readonly<Record<string, unknown>>,
  context: AgentContext,
): ExplainedAgent<Value, Value> {
  const { actionSpace: space } = context;
  const streams = branch(context.rng);
  const voters = Object.entries(members).map(([name, member]) => {
    const own = Object.keys(member.params.shape).map((key) => [key, params[`${name}.${key}`]]);
    const rng = streams(name);
    const agent = member.create(Object.fromEntries(own), { ...context, rng }) as ExplainedAgent<
      Value,
      number | Int32Array
    >;
    return { name, agent, rng };
  });
  const counts = space.kind === "multi-discrete" ? space.counts : [context.actions];
  /** shape [members, slots] */
  const vote = new Int32Array(voters.length * counts.length);
  const tally = new Int32Array(Math.max(...counts));
  const action = new Int32Array(counts.length);

  function mostVoted(slot: number): number {
    tally.fill(0);
    for (let at = slot; at < vote.length; at += counts.length) tally[vote[at]] += 1;
    let best = vote[slot];
    for (let at = slot; at < vote.length; at += counts.length) if (tally[vote[at]] > tally[best]) best = vote[at];
    return best;
  }

  return {
    begin(episode) {
      for (const { agent } of voters) agent.begin?.(episode);
    },
    act(observation, info) {
      for (let v = 0; v < voters.length; v++) {
        const choice = voters[v].agent.act(observation, info);
        if (typeof choice === "number") vote[v * counts.length] = choice;
        else vote.set(choice, v * counts.length);
      }
      for (let slot = 0; slot < action.length; slot++) action[slot] = mostVoted(slot);
      return space.kind === "discrete" ? action[0] : action;
    },
    learn(transition) {
      for (const { agent } of voters) agent.learn?.(transition as never);
    },
    explain: () => voters.flatMap(({ name, agent }) => toldBy(name, agent)),
    save: () => Object.fromEntries(voters.map(({ name, agent, rng }) => [name, saveWithStream(agent as Agent, rng)])),
    load(state) {
      for (const { name, agent, rng } of voters) {
        if (state[name] === undefined) throw new RangeError(`ensemble: the saved agent knows no member ${name}`);
        loadWithStream(agent as Agent, rng, state[name]);
      }
    },
  };
}
