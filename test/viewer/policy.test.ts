import { describe, expect, it } from "vitest";
import type { CellSummary } from "../../experiments/wire.js";
import { policiesOf, resolveChoice } from "../../viewer/choice.js";
import { policyMark } from "../../viewer/colours.js";
import { baselineOf, policyNames } from "../../viewer/policy.js";

const policy = (agent: string, params = {}, scenario = "season") => ({ agent, params, scenario });

describe("a policy's name", () => {
  it("is the agent, with the parameters in which it differs from its namesakes", () => {
    const all = [
      policy("ucb1", { width: 2 }),
      policy("epsilon-greedy", { exploration: 0.1, rewards: "auto" }),
      policy("epsilon-greedy", { exploration: 0.2, rewards: "auto" }),
    ];
    expect(all.map(policyNames(all))).toEqual([
      "ucb1",
      "epsilon-greedy exploration=0.1",
      "epsilon-greedy exploration=0.2",
    ]);
  });

  it("is what the experiment calls it, where that is told", () => {
    const all = [{ ...policy("ucb1"), label: "brave" }];
    expect(all.map(policyNames(all))).toEqual(["brave"]);
  });

  it("holds the scenario where there are several", () => {
    const all = [policy("ucb1"), policy("ucb1", {}, "yogurt")];
    expect(all.map(policyNames(all))).toEqual(["ucb1 on season", "ucb1 on yogurt"]);
  });
});

it("finds the baseline by name, and where rows do not tell it, by its differing from itself by nothing", () => {
  const rows = [
    { ...policy("random"), difference: -3, differenceCi: [-4, -2] },
    { ...policy("no-promotion"), difference: 0, differenceCi: [0, 0] },
  ];
  expect(baselineOf(rows, "no-promotion")).toBe(rows[1]);
  expect(baselineOf(rows, "plain shop")).toBe(rows[1]);
  expect(baselineOf(rows.slice(0, 1), "random")).toBeUndefined();
});

describe("a policy's mark", () => {
  it("depends on its name alone, and tells the dozen apart", () => {
    const dozen = [
      ...["random", "no-promotion", "always-promote", "campaign-calendar", "base-stock", "epsilon-greedy"],
      ...["ucb1", "thompson-sampling", "lin-ucb", "q-learning", "lp-plan", "dp-restock"],
    ];
    const marks = dozen.map((name) => JSON.stringify(policyMark(name)));
    expect(new Set(marks).size).toBe(12);
    expect(policyMark("per-slot:ucb1")).toEqual(policyMark("ucb1"));
  });

  it("of a joint policy has its promotion part's colour, filled the other way", () => {
    const joint = policyMark("joint:promotion=lp-plan,restock=dp-restock");
    const alone = policyMark("lp-plan");
    expect(joint.colour).toBe(alone.colour);
    expect(joint.filled).toBe(!alone.filled);
  });
});

describe("a choice of what to replay", () => {
  const cell = (agent: string, seed: string, episodes = [0, 1]): CellSummary => ({
    ...policy(agent),
    cell: `${agent}/${seed}`,
    seed,
    episodes: episodes.map((episode) => ({ episode, score: 1 })),
  });
  const cells = [cell("ucb1", "a", [4, 5]), cell("ucb1", "b"), cell("random", "a"), cell("idle", "a", [])];
  const nameOf = policyNames(cells);

  it("is filled with the first seed and its first episode", () => {
    expect(resolveChoice(cells, nameOf, { policy: "ucb1" })).toEqual({
      cell: cells[0],
      choice: { policy: "ucb1", seed: "a", episode: 4 },
    });
    expect(resolveChoice(cells, nameOf, { policy: "ucb1", seed: "b" })?.choice.episode).toBe(0);
  });

  it.each([
    { policy: "nobody" },
    { policy: "ucb1", seed: "z" },
    { policy: "ucb1", seed: "a", episode: 0 },
    { policy: "idle" },
  ])("is nothing where there is no such episode: %o", (choice) => {
    expect(resolveChoice(cells, nameOf, choice)).toBeNull();
  });

  it("is among the policies in the experiment's order", () => {
    expect([...policiesOf(cells, nameOf).entries()].map(([name, own]) => [name, own.length])).toEqual([
      ["ucb1", 2],
      ["random", 1],
      ["idle", 1],
    ]);
  });
});
