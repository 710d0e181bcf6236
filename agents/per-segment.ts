import type {
  AgentContext,
  Info,
  MarketBrief,
  PlainSpace,
  PlanningLog,
  Space,
  Transition,
  Value,
} from "../envs/types.js";
import type { AnyAgentDef, EnvFacts } from "./define.js";
import { type ExplainedAgent, toldBy } from "./explanation.js";
import { fitAgent } from "./fit.js";
import { branch } from "./math/rng.js";
import { type PartOfObservation, viewOf, withoutElements } from "./part-of-observation.js";
import { loadWithStream, saveWithStream } from "./save.js";

/**
 * One learner a segment, none knowing of the others, for the levers that differ by segment: coupons, slates and advertising.
 *
 * A segment's learner has its own random stream, derived by the segment's name. It plays the segment's slots or channels as if
 * there were no others: it sees its own choices' mask and of the observation the common elements and its segment's. It is
 * rewarded with its segment's profit, found from the credits of its slots:
 *
 *   coupon       margin of what the segment bought - what its coupons cost to send
 *   slate        margin of what the segment bought, which each of its places is credited with
 *   advertising  margin of what the segment bought - what was spent on it over all channels
 *
 * An approximation: costs that belong to no segment (orders, holding, write-offs) and what one segment's purchases do to the stock
 * that is left for the others are credited to nobody. Where the env credits nothing each is rewarded with the whole reward.
 */
export function perSegment(inner: AnyAgentDef): AnyAgentDef {
  return {
    ...inner,
    summary: `${inner.summary}; one learner a segment`,
    acts: "any",
    observes: "any",
    misfit: (env) => (slotSegments(env) === undefined ? MISFIT : undefined),
    fitTo(env) {
      if (slotSegments(env) === undefined) return perSegment(inner);
      // segments differ in nothing that decides a fit, so the first stands for all
      const [{ facts }] = segmentsOf(env);
      return perSegment(fitAgent(inner, facts, "the agent behind per-segment:"));
    },
    create: (params, context) => replicated(inner, params, context),
  };
}

const MISFIT = "it replicates an agent by segment, and this env decides nothing segment by segment";

interface Segment {
  readonly name: string;
  /** its slots or elements among the action's */
  readonly slots: Int32Array;
  /** its choices among the mask's */
  readonly choices: Int32Array;
  readonly part: PartOfObservation;
  /** the env as its learner sees it */
  readonly facts: EnvFacts & { readonly actionSpace: PlainSpace };
}

/** The segment of every slot of the action; undefined where the lever has none. */
function slotSegments({ lever, brief, actionSpace }: EnvFacts): readonly number[] | undefined {
  if (brief === undefined) return undefined;
  const found = {
    coupon: () => brief.couponSlots.map((_, segment) => segment),
    slate: () => brief.slateSlots.map(({ segment }) => segment),
    advertising: () => brief.advertisingSlots.map(({ segment }) => segment),
  }[lever as "coupon" | "slate" | "advertising"]?.();
  const size =
    actionSpace.kind === "multi-discrete"
      ? actionSpace.counts.length
      : actionSpace.kind === "box"
        ? actionSpace.low.length
        : 0;
  return found !== undefined && found.length > 0 && found.length === size ? found : undefined;
}

function segmentsOf(env: EnvFacts): Segment[] {
  const segmentOf = slotSegments(env)!;
  const brief = env.brief!;
  return brief.segments.map((name, segment) => {
    const slots = Int32Array.from([...segmentOf.keys()].filter((slot) => segmentOf[slot] === segment));
    const others = new Set(brief.segments.filter((_, other) => other !== segment));
    const part = withoutElements(env.observationSpace, env.slots, others);
    const facts = {
      id: env.id,
      lever: env.lever,
      observationSpace: part.space,
      slots: part.slots,
      actionSpace: slotsOf(env.actionSpace, slots),
      brief: briefOf(brief, segment),
    };
    return { name, slots, choices: choicesOf(env.actionSpace, slots), part, facts };
  });
}

function slotsOf(space: Space, slots: Int32Array): PlainSpace {
  if (space.kind === "multi-discrete")
    return { kind: "multi-discrete", counts: Array.from(slots, (slot) => space.counts[slot]) };
  const { low, high } = space as Extract<Space, { kind: "box" }>;
  const own = (bound: Float64Array) => Float64Array.from(slots, (slot) => bound[slot]);
  return { kind: "box", shape: [slots.length], low: own(low), high: own(high) };
}

function choicesOf(space: Space, slots: Int32Array): Int32Array {
  if (space.kind !== "multi-discrete") return new Int32Array(0);
  const start = new Int32Array(space.counts.length);
  for (let slot = 1; slot < start.length; slot++) start[slot] = start[slot - 1] + space.counts[slot - 1];
  return Int32Array.from(
    Array.from(slots).flatMap((slot) =>
      Array.from({ length: space.counts[slot] }, (_, choice) => start[slot] + choice),
    ),
  );
}

/** The market as a shop of this segment alone would know it. */
function briefOf(brief: MarketBrief, segment: number): MarketBrief {
  const own = <T extends { readonly segment: number }>(slots: readonly T[]) =>
    slots.filter((slot) => slot.segment === segment).map((slot) => ({ ...slot, segment: 0 }));
  return {
    ...brief,
    segments: [brief.segments[segment]],
    couponSlots: brief.couponSlots.filter((_, slot) => slot === segment),
    slateSlots: own(brief.slateSlots),
    advertisingSlots: own(brief.advertisingSlots),
  };
}

/** The log with an even part of its profit: it tells of no segment's. */
function logOf(log: PlanningLog, segments: number): PlanningLog {
  return { ...log, profit: log.profit.map((amount) => amount / segments) };
}

type Action = Int32Array | Float32Array;

function replicated(inner: AnyAgentDef, params: unknown, context: AgentContext): ExplainedAgent<Value, Action> {
  const streams = branch(context.rng);
  const segments = segmentsOf({ ...context, id: "the env" });
  const log = context.log && logOf(context.log, segments.length);
  const buffer = (length: number): Action =>
    context.actionSpace.kind === "box" ? new Float32Array(length) : new Int32Array(length);
  const learners = segments.map(({ name, slots, choices, part, facts }) => {
    const rng = streams(name);
    const agent = inner.create(params, { ...context, ...facts, actions: 0, rng, log }) as ExplainedAgent<Value, Action>;
    const own = { taken: buffer(slots.length), mask: new Uint8Array(choices.length) };
    const credit = new Float64Array(slots.length);
    return { name, slots, choices, rng, agent, ...own, credit, view: viewOf(part.elements), info: {} as Info };
  });
  const action = buffer(segments.reduce((sum, { slots }) => sum + slots.length, 0));
  const chance = new Float64Array(segments.reduce((sum, { choices }) => sum + choices.length, 0));
  const seen = { info: {} } as Transition<Value, Action>;

  function ownInfo(learner: (typeof learners)[number], { mask, credit, refused, metrics, shoppers }: Info): Info {
    const { slots, choices } = learner;
    learner.info.refused = refused;
    learner.info.metrics = metrics;
    learner.info.shoppers = shoppers;
    learner.info.mask = mask && learner.mask;
    if (mask !== undefined) for (let i = 0; i < choices.length; i++) learner.mask[i] = (mask as Uint8Array)[choices[i]];
    learner.info.credit = credit && learner.credit;
    if (credit !== undefined)
      for (let i = 0; i < slots.length; i++) learner.credit[i] = (credit as Float64Array)[slots[i]];
    return learner.info;
  }

  /** What the segment earned, by the credit of its slots. Of advertising every channel's is the margin less its own spend. */
  function profitOf({ credit, taken }: (typeof learners)[number]): number {
    let profit = credit[0];
    if (context.lever === "advertising") for (let i = 1; i < taken.length; i++) profit -= taken[i];
    return profit;
  }

  return {
    begin(episode) {
      for (const { agent } of learners) agent.begin?.(episode);
    },
    act(observation, info) {
      for (const learner of learners) {
        const own = learner.agent.act(learner.view.current(observation), ownInfo(learner, info));
        for (let i = 0; i < learner.slots.length; i++) action[learner.slots[i]] = own[i];
      }
      return action;
    },
    ...(learners.every(({ agent }) => agent.chances !== undefined) && {
      chances(observation: Value, info: Info) {
        for (const learner of learners) {
          const own = learner.agent.chances!(learner.view.peek(observation), ownInfo(learner, info));
          for (let i = 0; i < own.length; i++) chance[learner.choices[i]] = own[i];
        }
        return chance;
      },
    }),
    learn(transition) {
      for (const learner of learners) {
        if (learner.agent.learn === undefined) continue;
        const { slots, taken, view } = learner;
        for (let i = 0; i < slots.length; i++) taken[i] = transition.action[slots[i]];
        seen.observation = view.last(transition.observation);
        seen.action = taken;
        seen.info = ownInfo(learner, transition.info);
        seen.reward = transition.info.credit === undefined ? transition.reward : profitOf(learner);
        seen.nextObservation = view.next(transition.nextObservation);
        seen.terminated = transition.terminated;
        seen.truncated = transition.truncated;
        learner.agent.learn(seen);
      }
    },
    explain: () => learners.flatMap(({ name, agent }) => toldBy(name, agent)),
    save: () => Object.fromEntries(learners.map(({ name, agent, rng }) => [name, saveWithStream(agent, rng)])),
    load(state) {
      for (const { name, agent, rng } of learners) {
        if (state[name] === undefined) throw new RangeError(`per-segment: the saved agent knows no segment ${name}`);
        loadWithStream(agent, rng, state[name]);
      }
    },
  };
}
