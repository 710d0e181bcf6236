import { z } from "zod";
import type { AgentContext, DictSpace, Info, PlainValue, Transition } from "../envs/types.js";
import { AgentError, type AnyAgentDef } from "./define.js";
import { type ExplainedAgent, toldBy } from "./explanation.js";
import { fitAgent } from "./fit.js";
import { branch } from "./math/rng.js";
import { loadWithStream, saveWithStream } from "./save.js";

/**
 * One agent a lever of a dict action space: each is shown its own entry of observation, mask and credit, and is rewarded
 * with the whole reward; an agent that plays a rival with the rival's own, the sum of its credit. Parameters are the parts', named `promotion.depth`; streams are derived by the lever's name.
 *
 * @param parts  by lever, a definition
 */
export function joint(parts: Readonly<Record<string, AnyAgentDef>>): AnyAgentDef {
  const entries = Object.entries(parts);
  const all = <T>(field: (part: AnyAgentDef) => readonly T[] | undefined) => [
    ...new Set(entries.flatMap(([, part]) => field(part) ?? [])),
  ];
  return {
    summary: `lets one agent a lever decide: ${entries.map(([lever, part]) => `${lever} ${part.summary}`).join("; ")}`,
    acts: "dict",
    observes: "dict",
    needs: all((part) => part.needs),
    wants: all((part) => part.wants),
    learns: entries.some(([, part]) => part.learns),
    params: z.strictObject(
      Object.fromEntries(
        entries.flatMap(([lever, part]) =>
          Object.entries(part.params.shape).map(([name, schema]) => [`${lever}.${name}`, schema]),
        ),
      ),
    ),
    fitTo(env) {
      const { actionSpace, observationSpace, slots } = env;
      const here = actionSpace.kind === "dict" ? Object.keys(actionSpace.entries) : [];
      const unknown = Object.keys(parts).filter((lever) => !here.includes(lever));
      const missing = here.filter((lever) => parts[lever] === undefined);
      if (actionSpace.kind !== "dict" || observationSpace.kind !== "dict")
        throw new AgentError(`joint: ${env.id} has no levers to share out: name one agent`);
      if (unknown.length > 0)
        throw new AgentError(`joint: ${env.id} has no lever ${unknown.join(", ")}; it has ${here.join(", ")}`);
      if (missing.length > 0)
        throw new AgentError(`joint: no agent for ${env.id}'s ${missing.join(", ")}: name one for each lever`);
      const informed = entries.filter(([, part]) => part.needs?.includes("truth")).map(([lever]) => lever);
      if (informed.length > 0)
        throw new AgentError(
          `joint: the agent of ${informed.join(", ")} tries whole policies in the true market, and plays no single lever`,
        );
      return joint(
        Object.fromEntries(
          entries.map(([lever, part]) => [
            lever,
            fitAgent(
              part,
              {
                id: `${env.id}'s ${lever}`,
                actionSpace: actionSpace.entries[lever],
                observationSpace: observationSpace.entries[lever],
                slots: entryOf(slots, lever) ?? [],
                brief: env.brief,
                lever: lever as AgentContext["lever"],
              },
              `joint's ${lever} agent`,
            ),
          ]),
        ),
      );
    },
    create: (params, context) => played(parts, params, context),
  };
}

type Entries = { readonly [entry: string]: PlainValue };

function played(
  parts: Readonly<Record<string, AnyAgentDef>>,
  params: Readonly<Record<string, unknown>>,
  context: AgentContext,
): ExplainedAgent<Entries, Entries> {
  const streams = branch(context.rng);
  const actionSpaces = (context.actionSpace as DictSpace).entries;
  const observationSpaces = (context.observationSpace as DictSpace).entries;
  const players = Object.entries(parts).map(([lever, part]) => {
    const actionSpace = actionSpaces[lever];
    const own = Object.keys(part.params.shape).map((name) => [name, params[`${lever}.${name}`]]);
    const rng = streams(lever);
    const agent = part.create(Object.fromEntries(own), {
      ...context,
      actionSpace,
      actions: actionSpace.kind === "discrete" ? actionSpace.n : 0,
      observationSpace: observationSpaces[lever],
      slots: entryOf(context.slots, lever) ?? [],
      rng,
      lever: lever as AgentContext["lever"],
    }) as ExplainedAgent<PlainValue, PlainValue>;
    return { lever, agent, rng, info: {} as Info };
  });
  const action: Record<string, PlainValue> = {};
  const seen: Transition<PlainValue, PlainValue> = {
    observation: 0,
    action: 0,
    reward: 0,
    nextObservation: 0,
    terminated: false,
    truncated: false,
    info: {},
  };

  function leverInfo(player: (typeof players)[number], info: Info): Info {
    player.info.mask = entryOf(info.mask, player.lever);
    player.info.credit = entryOf(info.credit, player.lever);
    player.info.refused = info.refused;
    player.info.metrics = info.metrics;
    player.info.shoppers = info.shoppers;
    return player.info;
  }

  return {
    begin(episode) {
      for (const { agent } of players) agent.begin?.(episode);
    },
    act(observation, info) {
      for (const player of players)
        action[player.lever] = player.agent.act(observation[player.lever], leverInfo(player, info));
      return action;
    },
    learn(transition) {
      for (const player of players) {
        if (player.agent.learn === undefined) continue;
        seen.observation = transition.observation[player.lever];
        seen.action = transition.action[player.lever];
        seen.reward = player.lever === "rival" ? total(transition.info.credit, player.lever) : transition.reward;
        seen.nextObservation = transition.nextObservation[player.lever];
        seen.terminated = transition.terminated;
        seen.truncated = transition.truncated;
        seen.info = leverInfo(player, transition.info);
        player.agent.learn(seen);
      }
    },
    explain: () => players.flatMap(({ lever, agent }) => toldBy(lever, agent)),
    save: () => Object.fromEntries(players.map(({ lever, agent, rng }) => [lever, saveWithStream(agent, rng)])),
    load(state) {
      for (const { lever, agent, rng } of players) {
        if (state[lever] === undefined) throw new RangeError(`joint: the saved agent knows no lever ${lever}`);
        loadWithStream(agent, rng, state[lever]);
      }
    },
  };
}

/** Sum of what a lever's slots are credited with. */
function total(credit: Info["credit"], lever: string): number {
  let sum = 0;
  for (const amount of entryOf(credit, lever) ?? []) sum += amount;
  return sum;
}

/** A lever's own part of something that a dict env gives by entry. */
function entryOf<T extends object>(whole: T | undefined, lever: string) {
  type Part =
    Extract<T, { readonly [entry: string]: unknown }> extends { readonly [entry: string]: infer V } ? V : never;
  return (whole as { readonly [entry: string]: Part } | undefined)?.[lever];
}
