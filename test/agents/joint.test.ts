import { describe, expect, test } from "vitest";
import { defineAgent, z } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { joint } from "../../agents/joint.js";
import { createRng } from "../../agents/math/rng.js";
import { random } from "../../agents/random.js";
import type { AgentContext, Info, Transition } from "../../envs/types.js";
import { market, slots } from "./two-shelves.js";

function pair() {
  const told: { context: AgentContext; params: unknown; acts: Info[]; lessons: Transition[]; begun: boolean[] }[] = [];
  const part = (choice: number) =>
    defineAgent({
      summary: `chooses ${choice}`,
      acts: "multi-discrete",
      params: z.strictObject({ depth: z.number().max(1).default(0.5).describe("depth") }),
      create(params, context) {
        const mine: (typeof told)[number] = { context, params, acts: [], lessons: [], begun: [] };
        told.push(mine);
        return {
          begin: ({ training }) => void mine.begun.push(training),
          act(_observation, info) {
            mine.acts.push({ ...info });
            return Int32Array.of(choice, choice);
          },
          learn: (transition) => void mine.lessons.push({ ...transition }),
          save: () => ({ choice }),
          load(state) {
            choice = state.choice as number;
          },
        };
      },
    });
  return { told, definition: joint({ promotion: part(2), restock: part(1) }) };
}

describe("joint", () => {
  test("names the parts' parameters by lever, with their defaults and checks", () => {
    const { told, definition } = pair();
    createAgent({ definition, env: market, params: { "promotion.depth": 0.2 }, rng: createRng("j") });
    expect(told.map(({ params }) => params)).toEqual([{ depth: 0.2 }, { depth: 0.5 }]);
    const wrong = { "restock.depth": 2, depth: 1 };
    const create = () => createAgent({ definition, name: "joint", env: market, params: wrong, rng: createRng("j") });
    expect(create).toThrow("restock.depth: Too big");
    expect(create).toThrow("no parameter depth; it has promotion.depth, restock.depth");
  });

  test("shows each lever its own entries of observation, mask and credit, and the whole reward", () => {
    const { told, definition } = pair();
    const agent = createAgent({ definition, env: market, rng: createRng("j") });
    const observation = { promotion: Float32Array.of(1), restock: Float32Array.of(2) };
    const next = { promotion: Float32Array.of(3), restock: Float32Array.of(4) };
    const mask = { promotion: Uint8Array.of(1, 0), restock: Uint8Array.of(1, 1) };
    const credit = { promotion: Float64Array.of(5), restock: Float64Array.of(6) };
    agent.begin?.({ training: true });
    const action = agent.act(observation, { mask });
    expect(action).toEqual({ promotion: Int32Array.of(2, 2), restock: Int32Array.of(1, 1) });
    agent.learn?.({
      observation,
      action,
      reward: 10,
      nextObservation: next,
      terminated: true,
      truncated: false,
      info: { mask, credit, refused: 1 },
    });
    for (const [index, lever] of (["promotion", "restock"] as const).entries()) {
      const { context, acts, lessons, begun } = told[index];
      expect(context).toMatchObject({ lever, slots, actions: 0 });
      expect(begun).toEqual([true]);
      expect(acts[0].mask).toBe(mask[lever]);
      expect(lessons[0]).toMatchObject({ reward: 10, terminated: true, truncated: false });
      expect(lessons[0].observation).toBe(observation[lever]);
      expect(lessons[0].nextObservation).toBe(next[lever]);
      expect(lessons[0].info.credit).toBe(credit[lever]);
    }
  });

  test("saves and loads by lever, and refuses a state that lacks one", () => {
    const { definition } = pair();
    const agent = createAgent({ definition, env: market, rng: createRng("j") });
    const saved = agent.save() as Record<string, { agent: unknown; rng: unknown }>;
    expect(saved).toMatchObject({ promotion: { agent: { choice: 2 } }, restock: { agent: { choice: 1 } } });
    agent.load({ ...saved, promotion: { ...saved.promotion, agent: { choice: 0 } } });
    expect(agent.act({ promotion: new Float32Array(5), restock: new Float32Array(5) }, {})).toEqual({
      promotion: Int32Array.of(0, 0),
      restock: Int32Array.of(1, 1),
    });
    expect(() => agent.load({ promotion: saved.promotion })).toThrow("joint: the saved agent knows no lever restock");
  });

  test("a lever's stream does not depend on who holds the other lever, nor on their order", () => {
    const draws: Record<string, number[]> = { promotion: [], restock: [] };
    const drawer = defineAgent({
      summary: "draws",
      acts: "multi-discrete",
      create(_, { lever, rng }) {
        draws[lever!].push(rng.uniform());
        return { act: () => Int32Array.of(0, 0), save: () => ({}), load() {} };
      },
    });
    for (const parts of [
      { promotion: drawer, restock: drawer },
      { restock: drawer, promotion: random },
    ])
      createAgent({ definition: joint(parts), env: market, rng: createRng("j") });
    expect(draws.restock[1]).toBe(draws.restock[0]);
    expect(draws.promotion[0]).not.toBe(draws.restock[0]);
  });
});
