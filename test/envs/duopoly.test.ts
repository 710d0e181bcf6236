import { describe, expect, test } from "vitest";
import { fitAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { resolveAgent } from "../../agents/registry.js";
import type { RivalPolicy, RivalView } from "../../envs/levers/rival.js";
import { copyPlain } from "../../envs/plain-data.js";
import { make } from "../../envs/registry.js";
import { sample } from "../../envs/spaces.js";
import type { Env, ObservationSlot } from "../../envs/types.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import type { Scenario } from "../../sim/scenario.js";
import { makeAgent, play } from "../agents/play.js";
import { departmentStore } from "./department-store.js";

const store = departmentStore();
const follow: RivalPolicy = ({ shopDiscount }, out) => {
  for (let k = 0; k < out.length; k++) out[k] = 0.7 * shopDiscount[k];
};

/** Rewards and rivals' discounts of random play. */
function played(scenario: Scenario, policy?: RivalPolicy) {
  const discounts: number[][] = [];
  const env = make("Promotion-v1", {
    scenario,
    background: { pricing: (_shop, { price }) => price.set([0.9, 1, 1.1]) },
    onDay: ({ rivalDiscount }) => discounts.push([...rivalDiscount]),
    ...(policy && { duopoly: { rival: "corner", policy } }),
  });
  const rng = createRng("duopoly");
  let { info } = env.reset({ seed: "7" });
  const rewards: number[] = [];
  for (let ended = false; !ended; ) {
    const result = env.step(sample(env.actionSpace, rng, info.mask) as Int32Array);
    rewards.push(result.reward);
    info = result.info;
    ended = result.terminated;
  }
  return { rewards, discounts };
}

describe("a rival played by a policy", () => {
  test("a follower written as a policy is the process follower at a lag of a day, to the bit, tail included", () => {
    const [corner, mall] = store.rivals;
    const process = { kind: "follower", response: 0.7, lagDays: 1, depth: 0.2, chance: 0, days: 5 } as const;
    const scripted = played({ ...store, rivals: [{ ...corner, process }, mall] });
    const policed = played(store, follow);
    expect(policed).toEqual(scripted);
    expect(Math.max(...policed.discounts.map(([tea]) => tea))).toBeGreaterThan(0.05);
    expect(policed.discounts).toHaveLength(17);
  });

  test("without anybody who plays it gives nothing away", () => {
    expect(new Set(played(store).discounts.map(([tea]) => tea))).toEqual(new Set([0]));
  });

  test("sees yesterday's prices and its own discounts, and what it does not sell stays at none", () => {
    const seen: RivalView[] = [];
    const watch: RivalPolicy = (view, out) => {
      seen.push(copyPlain(view));
      out.fill(0.25);
    };
    const { discounts } = played(store, watch);
    expect(seen[0]).toMatchObject({ day: 0, weekday: 2, categories: ["tea", "bread"] });
    expect(seen[0].price).toEqual(Float64Array.of(1, 1, 1));
    expect(seen[1].price[2]).toBeLessThanOrEqual(1.1);
    expect(seen[1].ownDiscount).toEqual(Float64Array.of(0.25, 0));
    expect(discounts[0].slice(0, 2)).toEqual([0.25, 0]);
  });

  test("draws shoppers away", () => {
    const visits = (depth: number) => {
      let total = 0;
      const env = make("Promotion-v1", {
        scenario: store,
        onDay: (report) => {
          for (const n of report.visits) total += n;
        },
        duopoly: { policy: (_view, out) => out.fill(depth) },
      });
      env.reset({ seed: "7" });
      for (let day = 0; day < 12; day++) env.step(Int32Array.of(0, 0, 0, 0));
      return total;
    };
    expect(visits(0.5)).toBeLessThan(visits(0));
  });

  test.each([
    [{ rival: "mall", policy: follow }, store, "no rival mall whose process is decided; there are corner"],
    [{ rival: 7, policy: follow }, store, "no rival 7"],
    [{}, store, "needs a policy for the rival"],
    [{ policy: follow }, departmentStore({ rivals: [] }), "has no rival whose process is decided"],
  ])("%o is refused", (duopoly, scenario, message) => {
    expect(() => make("Promotion-v1", { scenario, duopoly })).toThrow(message);
  });
});

describe("a rival that an agent plays", () => {
  const create = () =>
    make("Market-v1", { scenario: store, levers: ["promotion", "rival"], duopoly: { levels: [0, 0.4] } });
  const NONE = Int32Array.of(0, 0, 0, 0);

  test("choice k is the k-th level; of bread, which it does not sell, only none is legal", () => {
    const env = create();
    const { info } = env.reset({ seed: "7" });
    expect([...info.mask.rival]).toEqual([1, 1, 1, 0]);
    const { info: after } = env.step({ promotion: NONE, rival: Int32Array.of(1, 1) });
    expect(after.refused).toBe(1);
    expect([...after.report.rivalDiscount].slice(0, 2)).toEqual([0.4, 0]);
  });

  test("sees nothing of the shop but its prices", () => {
    const { rival } = create().slots as { rival: readonly ObservationSlot[] };
    const kinds = new Set(rival.map(({ name }) => name.split("/")[0]));
    expect([...kinds].sort()).toEqual([
      "campaign-days-left",
      "campaign-open",
      "days-left",
      "next-campaign",
      "own-discount",
      "shop-price",
      "weekday",
    ]);
  });

  test("is credited with the units the shop leaves it, at its own discounted margin: (54 - u)(4 .6 - 2) of green", () => {
    const env = create();
    env.reset({ seed: "7" });
    const { info } = env.step({ promotion: NONE, rival: Int32Array.of(1, 0) });
    const { units } = info.report;
    // typical sales of the department store, two thirds regulars with sensitivity 2.55 and a third with 4: 26.8 of each tea
    const left = (u: number) => Math.max(0, 2 * 26.801 - u);
    expect(info.credit.rival[0]).toBeCloseTo(left(units[0]) * (4 * 0.6 - 2) + left(units[1]) * (3 * 0.6 - 1.5), 1);
    expect(info.credit.rival[1]).toBe(0);
  });

  test("two learners play each other, and the rival's is rewarded with its own credit", () => {
    const env = create() as unknown as Env;
    const definition = fitAgent(resolveAgent("joint:promotion=epsilon-greedy,rival=epsilon-greedy"), env);
    expect(definition.learns).toBe(true);
    const log = planningLog({ scenario: store, seed: "7" });
    const agent = makeAgent("joint:promotion=epsilon-greedy,rival=epsilon-greedy", env, { log });
    for (let episode = 0; episode < 3; episode++) play(env, agent, { seed: "7", episode });
    const { rival } = agent.save() as { rival: { agent: Record<string, unknown> } };
    expect(Object.keys(rival.agent).sort()).toEqual(["bread", "tea"]);
  });
});
