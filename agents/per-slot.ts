import type {
  AgentContext,
  Info,
  MarketBrief,
  MultiDiscreteSpace,
  PlanningLog,
  Space,
  Transition,
  Value,
} from "../envs/types.js";
import type { AnyAgentDef } from "./define.js";
import { type ExplainedAgent, toldBy } from "./explanation.js";
import { branch } from "./math/rng.js";
import { type PartOfObservation, viewOf, withoutElements } from "./part-of-observation.js";
import { loadWithStream, saveWithStream } from "./save.js";

/**
 * Lifts an agent of one discrete choice to a multi-discrete action: one learner a slot, none knowing of the others.
 *
 * A slot's learner has its own random stream, derived by the slot's name; sees its own choices' mask and, of a market's
 * observation, the common elements and its own (see `ownElements`); is rewarded with `info.credit[slot]`, or with the whole
 * reward where the env credits none. An approximation: what a slot does to the others' profit beyond its credit, and
 * what the env credits to nobody, is not learnt.
 */
export function perSlot(inner: AnyAgentDef): AnyAgentDef {
  return {
    ...inner,
    summary: `${inner.summary}; one learner a slot`,
    acts: "multi-discrete",
    misfit(env) {
      const { counts } = env.actionSpace as MultiDiscreteSpace;
      const names = slotNames(counts.length, env.lever, env.brief);
      for (let slot = 0; slot < counts.length; slot++) {
        const part = ownElements(env.observationSpace, env.slots, names[slot], env);
        const reason = inner.misfit?.({
          ...env,
          actionSpace: { kind: "discrete", n: counts[slot] },
          observationSpace: part.space,
          slots: part.slots,
        });
        if (reason !== undefined) return `${reason} (slot ${names[slot]})`;
      }
      return undefined;
    },
    create: (params, context) => lifted(inner, params, context),
  };
}

function lifted(inner: AnyAgentDef, params: unknown, context: AgentContext): ExplainedAgent<Value, Int32Array> {
  const { counts } = context.actionSpace as MultiDiscreteSpace;
  const names = slotNames(counts.length, context.lever, context.brief);
  const streams = branch(context.rng);
  let start = 0;
  const learners = names.map((name, slot) => {
    const part = ownElements(context.observationSpace, context.slots, name, context);
    const rng = streams(name);
    const agent = inner.create(params, {
      ...context,
      actionSpace: { kind: "discrete", n: counts[slot] },
      actions: counts[slot],
      observationSpace: part.space,
      slots: part.slots,
      rng,
      rewardScale: context.log && creditScale(context.log, context, slot),
    }) as ExplainedAgent<Value, number>;
    const learner = {
      agent,
      rng,
      start,
      view: viewOf(part.elements),
      mask: new Uint8Array(counts[slot]),
      info: {} as Info,
    };
    start += counts[slot];
    return learner;
  });
  const action = new Int32Array(counts.length);
  const chance = new Float64Array(start);
  const seen: Transition<Value, number> = {
    observation: 0,
    action: 0,
    reward: 0,
    nextObservation: 0,
    terminated: false,
    truncated: false,
    info: {},
  };

  function slotInfo(learner: (typeof learners)[number], info: Info): Info {
    const mask = info.mask as Uint8Array | undefined;
    if (mask === undefined) learner.info.mask = undefined;
    else {
      for (let choice = 0; choice < learner.mask.length; choice++) learner.mask[choice] = mask[learner.start + choice];
      learner.info.mask = learner.mask;
    }
    learner.info.metrics = info.metrics;
    return learner.info;
  }

  return {
    begin(episode) {
      for (const { agent } of learners) agent.begin?.(episode);
    },
    act(observation, info) {
      for (let slot = 0; slot < learners.length; slot++) {
        const learner = learners[slot];
        action[slot] = learner.agent.act(learner.view.current(observation), slotInfo(learner, info));
      }
      return action;
    },
    ...(learners.every(({ agent }) => agent.chances !== undefined) && {
      chances(observation: Value, info: Info) {
        for (const learner of learners)
          chance.set(learner.agent.chances!(learner.view.peek(observation), slotInfo(learner, info)), learner.start);
        return chance;
      },
    }),
    learn(transition) {
      const credit = transition.info.credit as Float64Array | undefined;
      for (let slot = 0; slot < learners.length; slot++) {
        const learner = learners[slot];
        if (learner.agent.learn === undefined) continue;
        seen.observation = learner.view.last(transition.observation);
        seen.action = transition.action[slot];
        seen.reward = credit === undefined ? transition.reward : credit[slot];
        seen.nextObservation = learner.view.next(transition.nextObservation);
        seen.terminated = transition.terminated;
        seen.truncated = transition.truncated;
        seen.info = slotInfo(learner, transition.info);
        learner.agent.learn(seen);
      }
    },
    explain: () => learners.flatMap(({ agent }, slot) => toldBy(names[slot], agent)),
    save: () => Object.fromEntries(learners.map(({ agent, rng }, slot) => [names[slot], saveWithStream(agent, rng)])),
    load(state) {
      learners.forEach(({ agent, rng }, slot) => {
        const own = state[names[slot]];
        if (own === undefined) throw new RangeError(`per-slot: the saved agent knows no slot ${names[slot]}`);
        loadWithStream(agent, rng, own);
      });
    },
  };
}

/** What a slot's learner sees: everything but the elements of products, categories and segments that its slot does not touch. */
function ownElements(
  space: Space,
  slots: AgentContext["slots"],
  name: string,
  { lever, brief }: Pick<AgentContext, "lever" | "brief">,
): PartOfObservation {
  const others = brief === undefined || lever === undefined ? new Set<string>() : othersThan(name, lever, brief);
  return withoutElements(space, slots, others);
}

/** Names of what a slot of the lever does not touch. */
function othersThan(name: string, lever: NonNullable<AgentContext["lever"]>, brief: MarketBrief): Set<string> {
  const slot = slotsOf(lever, brief).find((one) => one.name === name);
  const segment = bySegment(lever) ? (slot?.segment ?? brief.segments.indexOf(name)) : -1;
  if (segment >= 0) return new Set(brief.segments.filter((_, s) => s !== segment));
  const others = new Set([...brief.products.map((product) => product.name), ...brief.categories]);
  for (const index of slot?.products ?? (slot?.product === undefined ? [] : [slot.product])) {
    others.delete(brief.products[index].name);
    others.delete(brief.categories[brief.products[index].category]);
  }
  return others;
}

const bySegment = (lever: AgentContext["lever"]) => lever === "coupon" || lever === "advertising" || lever === "slate";

interface Slot {
  readonly name: string;
  readonly product?: number;
  readonly products?: readonly number[];
  readonly segment?: number;
}

/** The slots of a lever, as the brief names them. */
function slotsOf(lever: AgentContext["lever"], brief: MarketBrief | undefined): readonly Slot[] {
  if (brief === undefined) return [];
  switch (lever) {
    case "promotion":
      return brief.promotionSlots;
    case "pricing":
      return brief.pricingSlots;
    case "coupon":
      return brief.couponSlots;
    case "restock":
      return brief.restockSlots;
    case "advertising":
      return brief.advertisingSlots;
    case "slate":
      return brief.slateSlots;
    case "rival":
      return brief.categories.map((name) => ({ name }));
    default:
      return [];
  }
}

/** Names of a multi-discrete action's slots: the market's, elsewhere the slot's number. */
function slotNames(count: number, lever: AgentContext["lever"], brief: MarketBrief | undefined): string[] {
  const named = slotsOf(lever, brief);
  return Array.from({ length: count }, (_, slot) => named[slot]?.name ?? String(slot));
}

/**
 * Mean and standard deviation over the log's days of a slot's credit, money. The log credits promotion slots only; an
 * order or a price is scaled by the gross margin of its product's category, which is most of what it is credited with, and
 * what is decided by segment by a segment's even part of the profit.
 */
function creditScale(log: PlanningLog, { lever, brief }: AgentContext, slot: number): AgentContext["rewardScale"] {
  if (lever === undefined || brief === undefined || log.days === 0) return undefined;
  const amount = loggedAmount(log, brief, lever, slot);
  let mean = 0;
  let squares = 0;
  for (let day = 0; day < log.days; day++) {
    const x = amount(day);
    const distance = x - mean;
    mean += distance / (day + 1);
    squares += distance * (x - mean);
  }
  const standardDeviation = Math.sqrt(squares / log.days);
  return { mean, standardDeviation: standardDeviation > 0 ? standardDeviation : 1 };
}

/** What a slot of the lever earned on a day of the log, as far as the log tells. */
function loggedAmount(
  log: PlanningLog,
  brief: MarketBrief,
  lever: AgentContext["lever"],
  slot: number,
): (day: number) => number {
  if (lever === "promotion") return loggedCredit(log, brief, slot);
  const { product, products } = slotsOf(lever, brief)[slot] ?? {};
  const touched = product ?? products?.[0];
  if (touched !== undefined) return loggedMargin(log, brief, touched);
  const share = bySegment(lever) ? brief.segments.length : 1;
  return (day) => log.profit[day] / share;
}

function loggedCredit({ credit }: PlanningLog, { promotionSlots }: MarketBrief, slot: number) {
  return (day: number) => credit[day * promotionSlots.length + slot];
}

/** Gross margin of the product's category. */
function loggedMargin({ units, depth }: PlanningLog, { products }: MarketBrief, product: number) {
  const { category } = products[product];
  return (day: number) => {
    let margin = 0;
    for (let p = 0; p < products.length; p++) {
      const { listPrice, unitCost } = products[p];
      const entry = day * products.length + p;
      if (products[p].category === category) margin += units[entry] * (listPrice * (1 - depth[entry]) - unitCost);
    }
    return margin;
  };
}
