import { z } from "zod";
import type { AgentContext, Info, PlainSpace, PlainValue, Transition, Value } from "../envs/types.js";
import { AgentError, type AnyAgentDef } from "./define.js";
import type { ExplainedAgent } from "./explanation.js";
import { fallBack } from "./fall-back.js";
import { fitAgent } from "./fit.js";
import { createPriceFloor, type PriceFloor } from "./price-floor.js";
import { loadWithStream, saveWithStream } from "./save.js";

const FLOOR = "safe.marginFloor";

/**
 * Any agent behind a guard: its choice goes to the env unless it breaks, and then the fall-back's goes in its place (see
 * `fallBack`), slot by slot. What breaks, and is counted by these names:
 *
 *   thrown   the agent threw, in `begin`, `act` or `learn`; of `act` all slots fall back
 *   invalid  no choice of the slot: NaN, a number out of range, an action of another shape
 *   masked   a choice that is not legal today
 *   margin   a price, promotion or coupon that leaves some product less than `safe.marginFloor` of its price over its unit cost;
 *            vendors' funding is not counted, and where one agent sets several of them they count together
 *
 * The agent learns from what was played. One that breaks nothing plays as it would alone, to the bit. The counts, since the
 * agent was made, stand in the saved state as `interventions`.
 */
export function safe(inner: AnyAgentDef): AnyAgentDef {
  if (Object.hasOwn(inner.params.shape, FLOOR)) throw new AgentError("safe: the agent is behind a guard already");
  return {
    ...inner,
    summary: `${inner.summary}; behind a guard that plays safe where its choice would break or sell below a margin`,
    params: z.strictObject({
      ...inner.params.shape,
      [FLOOR]: z
        .number()
        .min(-10)
        .max(0.99)
        .default(0)
        .describe("share of its price that a product must keep over its unit cost")
        .meta({ unit: "share of price" }),
    }),
    fitTo: (env) => safe(fitAgent(inner, env, "the agent behind safe:")),
    create: (params, context) => guarded(inner, params, context),
  };
}

/** How often the guard stepped in: choices, but of `thrown` calls. */
type Interventions = Record<"thrown" | "invalid" | "masked" | "margin", number>;

function guarded(
  inner: AnyAgentDef,
  params: Record<string, unknown>,
  context: AgentContext,
): ExplainedAgent<Value, Value> {
  const { [FLOOR]: marginFloor, ...own } = params;
  const agent = inner.create(own, context) as ExplainedAgent<Value, Value>;
  const floor = createPriceFloor(context.brief, marginFloor as number);
  const interventions: Interventions = { thrown: 0, invalid: 0, masked: 0, margin: 0 };
  const parts = partsOf(context).map(({ entry, context: part }) => ({
    entry,
    guard: guardOf(part, floor, interventions),
  }));
  const whole: Record<string, PlainValue> = {};

  function tried<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch {
      interventions.thrown += 1;
      return undefined;
    }
  }

  return {
    begin: (episode) => tried(() => agent.begin?.(episode)),
    act(observation, info) {
      const before = interventions.thrown;
      const given = tried(() => agent.act(observation, info));
      const threw = interventions.thrown > before;
      floor.reset();
      for (const { entry, guard } of parts) {
        const choice = guard(entryOf(given, entry), entryOf(observation, entry) as Value, {
          mask: entryOf(info.mask, entry) as Uint8Array | undefined,
          threw,
        });
        if (entry === undefined) return choice;
        whole[entry] = choice;
      }
      return whole;
    },
    learn: (transition: Transition) => tried(() => agent.learn?.(transition)),
    explain: () => agent.explain?.() ?? [],
    save: () => ({ ...saveWithStream(agent, context.rng), interventions: { ...interventions } }),
    load(state) {
      loadWithStream(agent, context.rng, state);
      Object.assign(interventions, state.interventions);
    },
  };
}

type Guard = (given: unknown, observation: Value, on: { mask: Info["mask"]; threw: boolean }) => PlainValue;

/** Checks the part of an action that belongs to one lever, into a buffer of its own. */
function guardOf(context: AgentContext, floor: PriceFloor, interventions: Interventions): Guard {
  const space = context.actionSpace as PlainSpace;
  const instead = fallBack(context);
  const counts = space.kind === "box" ? undefined : space.kind === "discrete" ? [space.n] : space.counts;
  const size = space.kind === "box" ? space.low.length : counts!.length;
  const action = space.kind === "box" ? new Float32Array(size) : new Int32Array(size);

  /** What is wrong with a slot's value; `start` is where the slot begins in the mask. */
  function fault(value: unknown, slot: number, mask: Uint8Array | undefined, start: number) {
    if (typeof value !== "number" || !Number.isFinite(value)) return "invalid";
    if (space.kind === "box") {
      if (value < space.low[slot] || value > space.high[slot]) return "invalid";
    } else {
      if (!Number.isInteger(value) || value < 0 || value >= counts![slot]) return "invalid";
      if (mask !== undefined && mask[start + value] !== 1) return "masked";
    }
    return floor.breaks(context, slot, value) ? "margin" : undefined;
  }

  return (given, observation, { mask, threw }) => {
    const other = instead(observation, mask as Uint8Array | undefined);
    const values = slotsOf(given, size, space.kind === "discrete");
    let start = 0;
    for (let slot = 0; slot < size; slot++) {
      const value = values?.[slot];
      const wrong = fault(value, slot, mask as Uint8Array | undefined, start);
      if (wrong !== undefined && !threw) interventions[wrong] += 1;
      action[slot] = wrong === undefined ? (value as number) : typeof other === "number" ? other : other[slot];
      floor.take(context, slot, action[slot]);
      start += counts?.[slot] ?? 0;
    }
    return space.kind === "discrete" ? action[0] : action;
  };
}

/** An action's values by slot; undefined where it is not of the shape that the space holds. */
function slotsOf(given: unknown, size: number, discrete: boolean): ArrayLike<unknown> | undefined {
  if (discrete) return [given];
  const list = Array.isArray(given) || given instanceof Int32Array || given instanceof Float32Array;
  return list && given.length === size ? given : undefined;
}

/** The levers of a dict action space, those that set a price first, in the order in which they take off it; else the env itself. */
function partsOf(context: AgentContext): { entry: string | undefined; context: AgentContext }[] {
  const { actionSpace, observationSpace, slots } = context;
  if (actionSpace.kind !== "dict") return [{ entry: undefined, context }];
  const rank = (entry: string) => (PRICED.includes(entry) ? PRICED.indexOf(entry) : PRICED.length);
  return Object.entries(actionSpace.entries)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([entry, space]) => ({
      entry,
      context: {
        ...context,
        actionSpace: space,
        actions: space.kind === "discrete" ? space.n : 0,
        observationSpace: observationSpace.kind === "dict" ? observationSpace.entries[entry] : observationSpace,
        slots: (entryOf(slots, entry) as AgentContext["slots"] | undefined) ?? [],
        lever: entry as AgentContext["lever"],
      },
    }));
}

const PRICED = ["pricing", "promotion", "coupon"];

/** A lever's own part of something given by entry; the whole where there are no entries. */
function entryOf(whole: unknown, entry: string | undefined): unknown {
  if (entry === undefined || typeof whole !== "object" || whole === null) return whole;
  return (whole as { readonly [entry: string]: unknown })[entry];
}
