import { describe, expect, test } from "vitest";
import { defineAgent } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import type { AgentContext, Transition } from "../../envs/types.js";
import { box, log, promotion, restock, slots } from "./two-shelves.js";

interface Heard {
  context: AgentContext;
  seen: number[][];
  masks: (number[] | undefined)[];
  lessons: { observation: number[]; next: number[]; action: number; reward: number; mask: number[] | undefined }[];
  firstDraw: number;
}

/** Lifts an agent that writes down what it is told and takes its last legal choice. */
function lift(env = promotion, planningLog = log) {
  const heard: Heard[] = [];
  const list = (array: unknown) => (array === undefined ? undefined : [...(array as Uint8Array)]);
  const definition = defineAgent({
    summary: "listens",
    acts: "discrete",
    observes: "box",
    wants: ["log"],
    create(_, context) {
      const mine: Heard = { context, seen: [], masks: [], lessons: [], firstDraw: context.rng.uniform() };
      heard.push(mine);
      return {
        act(observation, info) {
          mine.seen.push([...observation]);
          mine.masks.push(list(info.mask));
          return (info.mask as Uint8Array).lastIndexOf(1);
        },
        learn: ({ observation, nextObservation, action, reward, info }) =>
          void mine.lessons.push({
            observation: [...observation],
            next: [...nextObservation],
            action,
            reward,
            mask: list(info.mask),
          }),
        save: () => ({ heard: mine.seen.length }),
        load: (state) => void mine.seen.push([state.heard as number]),
      };
    },
  });
  const agent = createAgent({ definition, env, rng: createRng("lift"), log: planningLog });
  return { agent, heard };
}

describe("per-slot", () => {
  test("shows each slot its own mask and the common elements beside its own", () => {
    const { agent, heard } = lift();
    const mask = Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 0);
    expect([...(agent.act(Float32Array.of(1, 2, 30, 40, 50), { mask }) as Int32Array)]).toEqual([1, 2]);
    expect(heard[0].context.slots).toEqual([slots[0], slots[1], slots[2]]);
    expect(heard[1].context.slots).toEqual([slots[0], slots[1], slots[3], slots[4]]);
    expect(heard[0].context.observationSpace).toEqual(box(3));
    expect(heard.map(({ seen }) => seen[0])).toEqual([
      [1, 2, 30],
      [1, 2, 40, 50],
    ]);
    expect(heard.map(({ masks }) => masks[0])).toEqual([
      [1, 1, 0, 0],
      [1, 1, 1, 0],
    ]);
    expect(heard.map(({ context }) => context.actions)).toEqual([4, 4]);
  });

  test("shows a slot's own part of both observations when it learns, and credits it", () => {
    const { agent, heard } = lift();
    const transition: Transition = {
      observation: Float32Array.of(1, 2, 3, 4, 5),
      action: Int32Array.of(3, 1),
      reward: 100,
      nextObservation: Float32Array.of(6, 7, 8, 9, 10),
      terminated: false,
      truncated: false,
      info: { mask: Uint8Array.of(1, 0, 0, 0, 1, 1, 1, 1), credit: Float64Array.of(60, 40) },
    };
    agent.act(transition.observation, { mask: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1) });
    agent.learn!(transition);
    expect(heard[0].lessons).toEqual([
      { observation: [1, 2, 3], next: [6, 7, 8], action: 3, reward: 60, mask: [1, 0, 0, 0] },
    ]);
    expect(heard[1].lessons[0]).toMatchObject({
      observation: [1, 2, 4, 5],
      next: [6, 7, 9, 10],
      action: 1,
      reward: 40,
    });
  });

  test("rewards every slot with the whole reward where the env credits none", () => {
    const { agent, heard } = lift();
    const observation = new Float32Array(5);
    const seen = { observation, action: Int32Array.of(0, 0), reward: 100, nextObservation: observation };
    agent.learn!({ ...seen, terminated: true, truncated: false, info: {} });
    expect(heard.map(({ lessons }) => lessons[0].reward)).toEqual([100, 100]);
  });

  test("an observation stays valid until the second act after it", () => {
    const kept: Float32Array[] = [];
    const keeper = defineAgent({
      summary: "keeps",
      acts: "discrete",
      observes: "box",
      create: () => ({
        act: (observation) => {
          kept.push(observation);
          return 0;
        },
        save: () => ({}),
        load() {},
      }),
    });
    const agent = createAgent({ definition: keeper, env: promotion, rng: createRng("keep") });
    agent.act(Float32Array.of(1, 1, 1, 1, 1), {});
    agent.act(Float32Array.of(2, 2, 2, 2, 2), {});
    expect([...kept[0]]).toEqual([1, 1, 1]); // slot cola's first day, after its second
  });

  test("scales promotion rewards by the slot's logged credit: 1, 3, 5, 7 have mean 4 and deviation sqrt 5", () => {
    const scales = lift().heard.map(({ context }) => context.rewardScale!);
    expect(scales[0].mean).toBeCloseTo(4, 12);
    expect(scales[0].standardDeviation).toBeCloseTo(Math.sqrt(5), 12);
    expect(scales[1].mean).toBeCloseTo(20, 12);
    expect(scales[1].standardDeviation).toBeCloseTo(10, 12);
  });

  test("scales order rewards by the category's logged margin: cola 4, 12, 4, 12, rye 4, 2, 4, 4", () => {
    const scales = lift(restock).heard.map(({ context }) => context.rewardScale!);
    expect(scales[0].mean).toBeCloseTo(8, 12);
    expect(scales[0].standardDeviation).toBeCloseTo(4, 12);
    expect(scales[1].mean).toBeCloseTo(3.5, 12);
    expect(scales[1].standardDeviation).toBeCloseTo(Math.sqrt(0.75), 12);
  });

  test("a slot that never earned has deviation 1, so that nothing divides by 0", () => {
    const { heard } = lift(promotion, { ...log, credit: new Float64Array(8) });
    expect(heard[0].context.rewardScale).toEqual({ mean: 0, standardDeviation: 1 });
  });

  test("gives every slot a stream of its own, which does not change when slots come or go", () => {
    const both = lift().heard.map(({ firstDraw }) => firstDraw);
    expect(both[0]).not.toBe(both[1]);
    const rye = { ...promotion.brief!, promotionSlots: [promotion.brief!.promotionSlots[1]] };
    const alone = lift({ ...promotion, brief: rye, actionSpace: { kind: "multi-discrete", counts: [4] } });
    expect(alone.heard[0].firstDraw).toBe(both[1]);
  });

  test("saves by the slots' names, and refuses the saved agent of another market", () => {
    const { agent } = lift();
    expect(agent.save()).toMatchObject({ cola: { agent: { heard: 0 } }, rye: { agent: { heard: 0 } } });
    const { cola } = agent.save();
    expect(() => agent.load({ cola })).toThrow("per-slot: the saved agent knows no slot rye");
  });

  test("goes on bit-equal with learners that forget to save their streams", () => {
    const forgetful = defineAgent({
      summary: "draws",
      acts: "discrete",
      create: (_, { rng, actions }) => ({ act: () => rng.int(actions), save: () => ({}), load() {} }),
    });
    const [agent, other] = ["one", "other"].map((seed) =>
      createAgent({ definition: forgetful, env: promotion, rng: createRng(seed) }),
    );
    const draws = (player: typeof agent) => Array.from({ length: 9 }, () => [...(player.act(0, {}) as Int32Array)]);
    draws(agent);
    other.load(agent.save());
    expect(draws(other)).toEqual(draws(agent));
  });
});
