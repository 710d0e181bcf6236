import { beforeAll, describe, expect, test } from "vitest";
import { AgentError, type AnyAgentDef, defineAgent } from "../../agents/define.js";
import { createAgent, fitAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { perSlot } from "../../agents/per-slot.js";
import { leversIn, resolveAgent } from "../../agents/registry.js";
import { type EnvId, make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { contains } from "../../envs/spaces.js";
import type { Agent, AgentContext, Env, ObservationSlot, PlanningLog, Value } from "../../envs/types.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { departmentStore } from "../envs/department-store.js";
import { makeAgent, play } from "./play.js";

const scenario = departmentStore();
const replicates = createReplicates(4);
const create = (id: EnvId, options = {}) =>
  make(id as "Market-v1", { scenario, replicates, ...options }) as unknown as Env;
let log: PlanningLog;
beforeAll(() => {
  log = planningLog({ scenario, seed: "levers", replicates });
});

/** Keeps the contexts it is created with; does nothing. */
function spy(acts: "discrete" | "any") {
  const contexts: AgentContext[] = [];
  const definition = defineAgent({
    summary: "looks on",
    acts,
    create(_, context) {
      contexts.push(context);
      return { act: () => 0 as Value, save: () => ({}), load() {} } as Agent as never;
    },
  }) as AnyAgentDef;
  return { contexts, definition };
}

const created = (definition: AnyAgentDef, env: Env) => createAgent({ definition, env, rng: createRng("spy"), log });

describe("which lever an env asks for", () => {
  const LEVERS: [EnvId, string][] = [
    ["Promotion-v1", "promotion"],
    ["Pricing-v1", "pricing"],
    ["Coupon-v1", "coupon"],
    ["Restock-v1", "restock"],
    ["Advertising-v1", "advertising"],
    ["Slate-v1", "slate"],
  ];
  test.each(LEVERS)("%s: %s", (id, lever) => {
    const { contexts, definition } = spy("any");
    created(definition, create(id));
    expect(contexts[0].lever).toBe(lever);
  });

  test("a box of prices is pricing", () => {
    const { contexts, definition } = spy("any");
    created(definition, create("Pricing-v1", { action: "box" }));
    expect(contexts[0].lever).toBe("pricing");
  });
});

describe("agents of choices", () => {
  const choosing: EnvId[] = ["Pricing-v1", "Coupon-v1", "Slate-v1"];
  const pairs = choosing.flatMap((id) => ["random", "epsilon-greedy", "ucb1", "lin-ucb"].map((spec) => ({ id, spec })));
  test.each(pairs)("$spec learns and acts within space and mask of $id", ({ id, spec }) => {
    const env = create(id);
    const agent = makeAgent(spec, env, { log });
    for (const training of [true, false])
      play(env, agent, {
        seed: "levers",
        training,
        onStep: ({ action, info }) => {
          expect(contains(env.actionSpace, action)).toBe(true);
          expect(info.metrics?.profit).toSatisfy(Number.isFinite);
        },
      });
  });

  test("cannot spend on advertising, and are told why before a run", () => {
    for (const spec of ["ucb1", "q-learning", "no-promotion", "base-stock"])
      expect(() => fitAgent(resolveAgent(spec), create("Advertising-v1"), spec)).toThrow(AgentError);
    expect(() => fitAgent(resolveAgent("ucb1"), create("Advertising-v1"), "ucb1")).toThrow(
      "ucb1 does not fit Advertising-v1: it gives one discrete choice, the env takes a box of 2 x 2",
    );
  });

  test("that set promotions or orders play no other lever", () => {
    for (const spec of ["no-promotion", "campaign-calendar", "base-stock", "lp-plan", "dp-restock"])
      for (const id of ["Pricing-v1", "Coupon-v1", "Slate-v1"] as const)
        expect(() => fitAgent(resolveAgent(spec), create(id), spec)).toThrow("this env asks for something else");
  });
});

describe("per-slot in levers by segment", () => {
  test("a coupon's learner sees its own segment and what is everybody's, under the segment's name", () => {
    const { contexts, definition } = spy("discrete");
    const env = create("Coupon-v1");
    const agent = created(perSlot(definition), env);
    const names = (contexts[1].slots as readonly ObservationSlot[]).map(({ name }) => name);
    expect(names).toContain("segment-visits/hunters");
    expect(names).toContain("coupons-affordable");
    expect(names).not.toContain("segment-visits/regulars");
    expect(Object.keys(agent.save())).toEqual(["regulars", "hunters"]);
  });

  test("a place's learner sees all products and its own segment", () => {
    const { contexts, definition } = spy("discrete");
    const agent = created(perSlot(definition), create("Slate-v1"));
    const names = (contexts[3].slots as readonly ObservationSlot[]).map(({ name }) => name);
    expect(names).toContain("stock/green");
    expect(names).toContain("segment-revenue/hunters");
    expect(names).not.toContain("segment-revenue/regulars");
    expect(Object.keys(agent.save())).toEqual(["regulars/1", "regulars/2", "hunters/1", "hunters/2"]);
  });
});

describe("joint: takes any levers", () => {
  test("random plays all six, and one agent each", () => {
    const all = create("Market-v1");
    play(all, makeAgent("random", all), { seed: "levers" });
    const spec =
      "joint:promotion=campaign-calendar,pricing=ucb1,coupon=epsilon-greedy,restock=random,advertising=random,slate=ucb1";
    const agent = makeAgent(spec, all, { log });
    for (const training of [true, false])
      play(all, agent, {
        seed: "levers",
        training,
        onStep: ({ action }) => expect(contains(all.actionSpace, action)).toBe(true),
      });
    expect(leversIn(spec)).toEqual(["promotion", "pricing", "coupon", "restock", "advertising", "slate"]);
    expect(leversIn("per-slot:ucb1")).toBeUndefined();
  });

  test("a lever without an agent is named", () => {
    expect(() => fitAgent(resolveAgent("joint:promotion=ucb1,restock=random"), create("Market-v1"))).toThrow(
      "joint: no agent for Market-v1's pricing, coupon, advertising, slate",
    );
  });
});

test("fixed rules promote with a menu too, the basket left alone where its thresholds are deeper than asked", () => {
  const env = create("Promotion-v1");
  for (const [depth, basket] of [
    [0.1, 0],
    [0.2, 1],
  ]) {
    const agent = makeAgent("always-promote", env, { params: { depth } });
    let first: Int32Array | undefined;
    play(env, agent, {
      seed: "levers",
      training: false,
      onStep: ({ action }) => (first ??= (action as Int32Array).slice()),
    });
    expect(first?.[3]).toBe(basket);
    expect(first?.[0]).toBe(depth === 0.1 ? 1 : 2);
  }
});

describe("orders from several suppliers", () => {
  test("base-stock asks the first of each product, and never for less than its smallest order", () => {
    const env = create("Restock-v1");
    const agent = makeAgent("base-stock", env);
    const orders: Int32Array[] = [];
    play(env, agent, {
      seed: "levers",
      training: false,
      onStep: ({ action }) => orders.push((action as Int32Array).slice()),
    });
    expect(orders.every((order) => order[2] === 0)).toBe(true);
    expect(orders.some((order) => order[1] > 0)).toBe(true);
    expect(env.brief?.products[1]).toMatchObject({ leadTimeDays: 1, orderingCost: 6 });
  });
});
