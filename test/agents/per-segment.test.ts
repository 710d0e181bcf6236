import { describe, expect, test } from "vitest";
import { type AnyAgentDef, defineAgent } from "../../agents/define.js";
import { createAgent, fitAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { perSegment } from "../../agents/per-segment.js";
import { resolveAgent } from "../../agents/registry.js";
import { copyPlain, equalPlain } from "../../envs/plain-data.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { contains } from "../../envs/spaces.js";
import type {
  Agent,
  AgentContext,
  Env,
  MultiDiscreteSpace,
  ObservationSlot,
  Transition,
  Value,
} from "../../envs/types.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { departmentStore } from "../envs/department-store.js";
import { makeAgent, play } from "./play.js";

/** Two segments: regulars, hunters. */
const scenario = departmentStore({ population: 60, horizonDays: 20 });
const replicates = createReplicates();
const open = (id: "Coupon-v1" | "Slate-v1" | "Advertising-v1" | "Promotion-v1") =>
  make(id, { scenario, replicates }) as unknown as Env;
const log = planningLog({ scenario, seed: "log", replicates });

interface Heard {
  readonly context: AgentContext;
  readonly seen: number[][];
  readonly lessons: { action: number[]; reward: number; credit: number[] | undefined; mask: number[] | undefined }[];
}

/** An agent that writes down what it is told; its segment's n-th slot gets n + `first`. */
function listening(env: Env, acts: "multi-discrete" | "box", first: readonly number[]) {
  const heard: Heard[] = [];
  const list = (array: unknown) => (array === undefined ? undefined : [...(array as Uint8Array)]);
  const definition = defineAgent({
    summary: "listens",
    acts,
    create(_, context) {
      const mine: Heard = { context, seen: [], lessons: [] };
      const { actionSpace } = context;
      const size =
        actionSpace.kind === "box" ? actionSpace.low.length : (actionSpace as MultiDiscreteSpace).counts.length;
      const own = Array.from({ length: size }, (_value, n) => n + first[heard.length]);
      heard.push(mine);
      return {
        act(observation: Value) {
          mine.seen.push(list(observation)!);
          return (acts === "box" ? Float32Array.from(own) : Int32Array.from(own)) as never;
        },
        learn: ({ action, reward, info }: Transition) =>
          void mine.lessons.push({
            action: list(action)!,
            reward,
            credit: list(info.credit),
            mask: list(info.mask),
          }),
        save: () => ({}),
        load() {},
      };
    },
  }) as AnyAgentDef;
  const agent = createAgent({ definition: perSegment(definition), env, rng: createRng("heard"), log });
  return { agent, heard };
}

const transition = (env: Env, action: Value, credit: number[] | undefined): Transition => {
  const { observation, info } = env.reset({ seed: "heard" });
  return {
    observation,
    action,
    reward: 100,
    nextObservation: observation,
    terminated: false,
    truncated: false,
    info: { mask: info.mask, ...(credit && { credit: Float64Array.from(credit) }) },
  };
};

describe("by hand", () => {
  test("of advertising every segment has its channels, and its margin less all that was spent on it", () => {
    const env = open("Advertising-v1");
    const { agent, heard } = listening(env, "box", [1, 10]);
    const slots = env.brief!.advertisingSlots;
    const channels = slots.length / 2;
    const { observation, info } = env.reset({ seed: "heard" });
    const action = agent.act(observation, info) as Float32Array;
    // rows are channels, columns segments
    expect([...action]).toEqual(slots.map(({ channel, segment }) => channel + [1, 10][segment]));
    const told = heard[1].context.brief!;
    expect(told.segments).toEqual(["hunters"]);
    expect(told.advertisingSlots.map(({ segment, channel }) => [segment, channel])).toEqual(
      Array.from({ length: channels }, (_, channel) => [0, channel]),
    );
    expect(heard[1].context.actionSpace).toMatchObject({ kind: "box", shape: [channels] });
    // margins 50 and 80: each channel is credited with the margin less its own spend
    agent.learn!(
      transition(
        env,
        action,
        slots.map(({ segment }, i) => [50, 80][segment] - action[i]),
      ),
    );
    const spent = (first: number) => Array.from({ length: channels }, (_, c) => first + c).reduce((a, b) => a + b, 0);
    expect(heard.map(({ lessons }) => lessons[0].reward)).toEqual([50 - spent(1), 80 - spent(10)]);
  });

  test("of slates every segment has its places, one segment's margin and mask, and no other segment's elements", () => {
    const env = open("Slate-v1");
    const { agent, heard } = listening(env, "multi-discrete", [0, 1]);
    const places = env.brief!.slateSlots.length / 2;
    const { observation, info } = env.reset({ seed: "heard" });
    const action = agent.act(observation, info) as Int32Array;
    const own = Array.from({ length: places }, (_, place) => place);
    expect([...action]).toEqual([...own, ...own.map((place) => place + 1)]);
    agent.learn!(
      transition(
        env,
        action,
        env.brief!.slateSlots.map(({ segment }) => [50, 80][segment]),
      ),
    );
    expect(heard.map(({ lessons }) => lessons[0].reward)).toEqual([50, 80]);
    expect(heard[1].lessons[0].credit).toEqual(own.map(() => 80));
    expect(heard[1].lessons[0].action).toEqual(own.map((place) => place + 1));
    const choices = (env.brief!.products.length + 1) * places;
    expect(heard[1].lessons[0].mask).toEqual([...(info.mask as Uint8Array)].slice(choices));
    const names = (heard[0].context.slots as readonly ObservationSlot[]).map(({ name }) => name);
    expect(names.some((name) => name.endsWith("/regulars"))).toBe(true);
    expect(names.filter((name) => name.endsWith("/hunters"))).toEqual([]);
    expect(heard[0].seen[0]).toHaveLength(names.length);
  });

  test("without credit everybody is rewarded with the whole reward", () => {
    const env = open("Coupon-v1");
    const { agent, heard } = listening(env, "multi-discrete", [0, 1]);
    const { observation, info } = env.reset({ seed: "heard" });
    const action = agent.act(observation, info);
    agent.learn!(transition(env, action, undefined));
    agent.learn!(transition(env, action, [7, 9]));
    expect(heard.map(({ lessons }) => lessons.map(({ reward }) => reward))).toEqual([
      [100, 7],
      [100, 9],
    ]);
  });

  test("an env that decides nothing by segment is refused, and so is an agent that does not fit a segment's part", () => {
    const refused = (spec: string, id: Parameters<typeof open>[0]) => () =>
      fitAgent(resolveAgent(spec), open(id), spec);
    expect(refused("per-segment:ucb1", "Promotion-v1")).toThrow("decides nothing segment by segment");
    expect(refused("per-segment:ucb1", "Advertising-v1")).toThrow("the agent behind per-segment: does not fit");
    const shoppers = make("Coupon-v1", { scenario, replicates, perShopper: true }) as unknown as Env;
    expect(() => fitAgent(resolveAgent("per-segment:ucb1"), shoppers)).toThrow("segment by segment");
  });
});

describe("laws", () => {
  test("of one slot a segment, as coupons are, a learner that draws nothing plays as it does by slot", () => {
    const env = open("Coupon-v1");
    const course = (spec: string) => {
      const actions: Value[] = [];
      const agent = makeAgent(spec, env, { log });
      for (let episode = 0; episode < 3; episode++)
        play(env, agent, { seed: "same", episode, onStep: ({ action }) => actions.push(copyPlain(action)) });
      return actions;
    };
    expect(course("per-segment:ucb1")).toEqual(course("per-slot:ucb1"));
    const { observation, info } = env.reset({ seed: "same" });
    const chances = (spec: string) => copyPlain(makeAgent(spec, env, { log }).chances?.(observation, info));
    expect(chances("per-segment:epsilon-greedy")).toEqual(chances("per-slot:epsilon-greedy"));
    expect(chances("per-segment:epsilon-greedy")).toBeInstanceOf(Float64Array);
  });

  test.each([
    ["per-segment:thompson-sampling", "Coupon-v1"],
    ["per-segment:lin-ts", "Slate-v1"],
    ["per-segment:ppo", "Advertising-v1"],
  ] as const)("%s on %s: legal actions, the same of the same seed, and bit-equal on from a saved state", (spec, id) => {
    const env = open(id);
    const params = spec.endsWith("ppo") ? { hidden: 8, rollout: 16, batch: 8 } : {};
    const create = (seed: string) => makeAgent(spec, env, { log, seed, params });
    const course = (agent: Agent, episode: number) => {
      const actions: Value[] = [];
      play(env, agent, {
        seed: "law",
        episode,
        onStep({ action }) {
          expect(contains(env.actionSpace, action)).toBe(true);
          actions.push(copyPlain(action));
        },
      });
      return { actions, state: copyPlain(agent.save()) };
    };
    const agent = create("one");
    const first = course(agent, 0);
    expect(equalPlain(course(create("one"), 0), first)).toBe(true);
    const loaded = create("another");
    loaded.load(first.state);
    expect(equalPlain(course(loaded, 1), course(agent, 1))).toBe(true);
    expect(Object.keys(first.state)).toEqual(["regulars", "hunters"]);
    expect(() => loaded.load({})).toThrow("the saved agent knows no segment regulars");
  });
});
