import { describe, expect, test } from "vitest";
import { type AnyAgentDef, defineAgent, type EnvFacts, z } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { leversIn, namesIn, resolveAgent } from "../../agents/registry.js";
import { safe } from "../../agents/safe.js";
import type { Agent, ObservationSlot, Transition, Value } from "../../envs/types.js";
import { makeAgent } from "./play.js";
import { box, brief, log, market, promotion, restock } from "./two-shelves.js";

/** An agent that answers whatever it is told to. */
const answering = (answer: () => unknown, acts: AnyAgentDef["acts"] = "any") =>
  defineAgent({ summary: "answers", acts, create: () => ({ act: answer as never, save: () => ({}), load() {} }) });
const guarded = (answer: () => unknown, env: EnvFacts = promotion, params: Record<string, unknown> = {}) =>
  createAgent({ definition: safe(answering(answer)), env, params, rng: createRng("safe") });
const morning = new Float32Array(5);
const played = (agent: Agent, mask?: Uint8Array) => [...(agent.act(morning, { mask }) as Int32Array)];
const fresh = { thrown: 0, invalid: 0, masked: 0, margin: 0 };
const interventions = (agent: Agent) => agent.save().interventions;

describe("worked by hand", () => {
  test("a choice that is not legal becomes the fall-back's, the other slots stand", () => {
    const agent = guarded(() => Int32Array.of(3, 3));
    expect(played(agent, Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0))).toEqual([3, 0]);
    expect(interventions(agent)).toEqual({ ...fresh, masked: 1 });
  });

  test("so does one that leaves less than the margin: a quarter of 8 over 6 is kept at 20% off, not at 30%", () => {
    const agent = guarded(() => Int32Array.of(2, 3), promotion, { "safe.marginFloor": 0.25 });
    expect(played(agent)).toEqual([2, 0]);
    expect(interventions(agent)).toEqual({ ...fresh, margin: 1 });
  });

  test("so does what is no choice at all, slot by slot or as a whole", () => {
    const answers: unknown[] = [[Number.NaN, 2], [1, 4], [-1, 0.5], Int32Array.of(1), "deep", undefined];
    const agent = guarded(() => answers.shift());
    expect(Array.from({ length: 6 }, () => played(agent))).toEqual([
      [0, 2],
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(interventions(agent)).toEqual({ ...fresh, invalid: 10 });
  });

  test("an agent that throws plays the fall-back that day, and goes on", () => {
    let days = 0;
    const agent = guarded(() => {
      days += 1;
      if (days === 1) throw new Error("no idea");
      return Int32Array.of(1, 1);
    });
    expect([played(agent), played(agent)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(interventions(agent)).toEqual({ ...fresh, thrown: 1 });
  });

  test("one that throws when it begins or learns is counted too", () => {
    const stubborn = defineAgent({
      summary: "throws",
      acts: "any",
      create: () => ({
        begin: () => {
          throw new Error("begin");
        },
        act: () => Int32Array.of(1, 1),
        learn: () => {
          throw new Error("learn");
        },
        save: () => ({}),
        load() {},
      }),
    });
    const agent = createAgent({ definition: safe(stubborn), env: promotion, rng: createRng("safe") });
    agent.begin?.({ training: true });
    agent.learn?.({} as Transition);
    expect(interventions(agent)).toEqual({ ...fresh, thrown: 2 });
  });

  test("orders fall back on base-stock: 41.3 units wanted, 12 and 4 there, the largest orders 10 and 5", () => {
    const slot = (name: string): ObservationSlot => ({ name, meaning: name, unit: "units", low: 0, high: 64 });
    const slots = ["mean-sales", "stock", "on-order"].flatMap((name) => [`${name}/cola`, `${name}/rye`]).map(slot);
    const agent = guarded(() => [Number.NaN, 9], { ...restock, slots, observationSpace: box(6) });
    expect([...(agent.act(Float32Array.of(4, 4, 8, 4, 4, 0), {}) as Int32Array)]).toEqual([2, 1]);
    expect(interventions(agent)).toEqual({ ...fresh, invalid: 2 });
  });

  test("prices fall back on the list price, as choices and as real numbers", () => {
    const slots = [0, 1].map((p) => ({ name: String(p), products: [p], multipliers: [0.5, 1, 2] }));
    const prices: EnvFacts = {
      ...promotion,
      id: "Pricing-v1",
      actionSpace: { kind: "multi-discrete", counts: [3, 3] },
      brief: { ...brief, pricingSlots: slots },
    };
    // half of 10 is below the cost of 6
    expect(played(guarded(() => Int32Array.of(0, 2), prices))).toEqual([1, 2]);
    const bounds = { low: Float64Array.of(0.5, 0.5), high: Float64Array.of(2, 2) };
    const real: EnvFacts = { ...prices, actionSpace: { kind: "box", shape: [2], ...bounds } };
    const answers = [Float32Array.of(0.75, 0.5), Float32Array.of(Number.NaN, 3)];
    const agent = guarded(() => answers.shift(), real);
    expect([played(agent), played(agent)]).toEqual([
      [0.75, 1],
      [1, 1],
    ]);
    expect(interventions(agent)).toEqual({ ...fresh, margin: 1, invalid: 2 });
  });

  test("of several levers what they take off counts together: 20% off a price of 8 covers 6, 30% does not", () => {
    const multipliers = [0.8, 1];
    const both: EnvFacts = {
      ...market,
      actionSpace: {
        kind: "dict",
        entries: {
          promotion: { kind: "multi-discrete", counts: [4, 4] },
          pricing: { kind: "multi-discrete", counts: [2, 2] },
        },
      },
      brief: { ...brief, pricingSlots: [0, 1].map((p) => ({ name: String(p), products: [p], multipliers })) },
    };
    const answer = { promotion: Int32Array.of(2, 3), pricing: Int32Array.of(0, 0) };
    const agent = guarded(() => answer, both);
    expect(agent.act({ promotion: morning, pricing: morning }, {})).toEqual({
      promotion: Int32Array.of(2, 0),
      pricing: Int32Array.of(0, 0),
    });
    expect(interventions(agent)).toEqual({ ...fresh, margin: 1 });
  });

  test("outside the market it is the first legal choice", () => {
    const arms: EnvFacts = {
      id: "BernoulliBandit-v1",
      observationSpace: { kind: "discrete", n: 1 },
      actionSpace: { kind: "discrete", n: 3 },
      slots: [],
    };
    const agent = guarded(() => Number.NaN, arms);
    expect(agent.act(0, { mask: Uint8Array.of(0, 1, 1) })).toBe(1);
  });
});

describe("laws", () => {
  test("an agent that breaks nothing plays and learns as it would alone, to the bit", () => {
    const [alone, behind] = ["ucb1", "safe:ucb1"].map((spec) => makeAgent(spec, promotion, { log }));
    behind.load({ ...behind.save(), agent: alone.save() });
    const seen: Value[][] = [[], []];
    for (let day = 0; day < 40; day++)
      for (const [which, agent] of [alone, behind].entries()) {
        const action = agent.act(morning, {}) as Int32Array;
        seen[which].push([...action] as never);
        const reward = (action[0] * 7 + action[1] * 3 + day) % 5;
        const step = { observation: morning, action, reward, nextObservation: morning, info: {} };
        agent.learn?.({ ...step, terminated: false, truncated: false });
      }
    expect(seen[1]).toEqual(seen[0]);
  });

  test("counts go on from a saved state", () => {
    const agent = guarded(() => undefined);
    played(agent);
    const other = guarded(() => undefined);
    other.load(agent.save());
    played(other);
    expect(interventions(other)).toEqual({ ...fresh, invalid: 4 });
  });

  test("the agent's own parameters stay its own, and the guard's are checked", () => {
    const params = z.strictObject({ depth: z.number().default(0.5).describe("depth") });
    let told: unknown;
    const definition = safe(
      defineAgent({
        summary: "listens",
        acts: "multi-discrete",
        params,
        create(own) {
          told = own;
          return { act: () => Int32Array.of(0, 0), save: () => ({}), load() {} };
        },
      }),
    );
    createAgent({ definition, env: promotion, params: { depth: 0.2 }, rng: createRng("p") });
    expect(told).toEqual({ depth: 0.2 });
    const wrong = { "safe.marginFloor": 2 };
    expect(() => createAgent({ definition, env: promotion, params: wrong, rng: createRng("p") })).toThrow(
      "safe.marginFloor: Too big",
    );
  });

  test("an agent that does not fit is refused as it would be alone, and a second guard is", () => {
    expect(() => makeAgent("safe:base-stock", promotion)).toThrow("it orders stock");
    expect(() => resolveAgent("safe:safe:ucb1")).toThrow("safe: the agent is behind a guard already");
  });

  test("a text of compositions tells which agents and levers it names", () => {
    const joint = "joint:promotion=ensemble:ucb1+./mine.js,restock=per-slot:exp3";
    expect(namesIn(`safe:${joint}`)).toEqual(["ucb1", "./mine.js", "exp3"]);
    expect(leversIn(`safe:${joint}`)).toEqual(["promotion", "restock"]);
    expect(leversIn("safe:ucb1")).toBe(undefined);
  });
});
