import { describe, expect, test } from "vitest";
import { defineAgent, type EnvFacts, z } from "../../agents/define.js";
import { ensemble } from "../../agents/ensemble.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { resolveAgent } from "../../agents/registry.js";
import type { Transition } from "../../envs/types.js";
import { makeAgent } from "./play.js";
import { market, promotion } from "./two-shelves.js";

const morning = new Float32Array(5);

/** Members that always choose the same, and what they are told. */
function members(...choices: number[][]) {
  const lessons: Transition[][] = [];
  const params: unknown[] = [];
  const named = choices.map((choice, index) => {
    lessons.push([]);
    const member = defineAgent({
      summary: `chooses ${choice}`,
      acts: "multi-discrete",
      params: z.strictObject({ depth: z.number().max(1).default(0.5).describe("depth") }),
      create(own) {
        params.push(own);
        const mine = Int32Array.from(choice);
        return {
          act: () => mine,
          learn: (transition) => void lessons[index].push({ ...transition }),
          save: () => ({ mine: mine.slice() }),
          load: (state) => mine.set(state.mine as Int32Array),
        };
      },
    });
    return [`m${index}`, member] as const;
  });
  return { lessons, params, definition: ensemble(Object.fromEntries(named)) };
}
const voting = (...choices: number[][]) => {
  const { definition, ...rest } = members(...choices);
  return { ...rest, agent: createAgent({ definition, env: promotion, rng: createRng("vote") }) };
};

describe("worked by hand", () => {
  test("takes of every slot what most members choose", () => {
    expect(voting([1, 2], [2, 2], [2, 0]).agent.act(morning, {})).toEqual(Int32Array.of(2, 2));
  });

  test("settles a tie for whom is named first", () => {
    expect(voting([1, 3], [2, 0]).agent.act(morning, {})).toEqual(Int32Array.of(1, 3));
    expect(voting([3, 1], [1, 2], [2, 2], [1, 1]).agent.act(morning, {})).toEqual(Int32Array.of(1, 1));
  });

  test("takes one choice where one is asked for", () => {
    const arms: EnvFacts = {
      id: "BernoulliBandit-v1",
      observationSpace: { kind: "discrete", n: 1 },
      actionSpace: { kind: "discrete", n: 3 },
      slots: [],
    };
    const agent = makeAgent("ensemble:ucb1+kl-ucb+ucb1", arms);
    // each of them tries the arms in turn
    for (const arm of [0, 1, 2]) {
      expect(agent.act(0, {})).toBe(arm);
      const step = { observation: 0, action: arm, reward: 1, nextObservation: 0, info: {} };
      agent.learn?.({ ...step, terminated: false, truncated: false });
    }
  });

  test("every member learns from what was played", () => {
    const { agent, lessons } = voting([1, 2], [2, 2], [2, 0]);
    const action = agent.act(morning, {});
    const step = { observation: morning, action, reward: 4, nextObservation: morning, info: {} };
    agent.learn?.({ ...step, terminated: true, truncated: false });
    for (const heard of lessons) expect(heard).toMatchObject([{ action: Int32Array.of(2, 2), reward: 4 }]);
  });

  test("names the members' parameters by member, with their defaults and checks", () => {
    const { definition, params } = members([0, 0], [1, 1]);
    createAgent({ definition, env: promotion, params: { "m1.depth": 0.2 }, rng: createRng("e") });
    expect(params).toEqual([{ depth: 0.5 }, { depth: 0.2 }]);
    const wrong = { "m0.depth": 2, depth: 1 };
    const create = () => createAgent({ definition, name: "e", env: promotion, params: wrong, rng: createRng("e") });
    expect(create).toThrow("m0.depth: Too big");
    expect(create).toThrow("no parameter depth; it has m0.depth, m1.depth");
  });

  test("saves and loads by member, and refuses a state that lacks one", () => {
    const { agent } = voting([1, 1], [2, 2]);
    const saved = voting([3, 0], [3, 0]).agent.save();
    agent.load(saved);
    expect(agent.act(morning, {})).toEqual(Int32Array.of(3, 0));
    expect(() => agent.load({ m0: saved.m0 })).toThrow("ensemble: the saved agent knows no member m1");
  });
});

describe("laws", () => {
  test("an ensemble of one agent twice, both of whom know all, plays as it alone", () => {
    const agent = makeAgent("ensemble:always-promote+always-promote", promotion, {
      params: { "always-promote.depth": 0.1, "always-promote-2.depth": 0.1 },
    });
    const alone = makeAgent("always-promote", promotion, { params: { depth: 0.1 } });
    expect(agent.act(morning, {})).toEqual(alone.act(morning, {}));
  });

  test("is refused where nobody can vote", () => {
    const spend: EnvFacts = {
      ...promotion,
      id: "Advertising-v1",
      actionSpace: { kind: "box", shape: [1], low: Float64Array.of(0), high: Float64Array.of(9) },
    };
    expect(() => makeAgent("ensemble:random+random", spend)).toThrow(
      "ensemble: Advertising-v1 asks for a box action, on which nobody can vote",
    );
    expect(() => makeAgent("ensemble:random+random", market)).toThrow("asks for a dict action");
    expect(() => resolveAgent("ensemble:ucb1+joint:promotion=ucb1")).toThrow("gives an action a lever");
    expect(() => makeAgent("ensemble:ucb1+base-stock", promotion)).toThrow("ensemble's base-stock does not fit");
  });

  test.each(["ensemble:ucb1", "ensemble:ucb1+", "ensemble:"])("%s is malformed", (spec) => {
    expect(() => resolveAgent(spec)).toThrow(`${spec}: needs two agents or more, as ensemble:ucb1+thompson-sampling`);
  });
});
