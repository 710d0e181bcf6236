import { describe, expect, test } from "vitest";
import type { Agent } from "../../envs/types.js";
import { makeAgent } from "./play.js";
import { promotion, restock } from "./two-shelves.js";

const env = promotion as Parameters<typeof makeAgent>[1];
const all = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1);
const days = (agent: Agent, masks: Uint8Array[]) => {
  agent.begin?.({ training: false });
  return masks.map((mask) => [...(agent.act(new Float32Array(5), { mask }) as Int32Array)]);
};

test("no-promotion chooses none for every slot", () => {
  expect(days(makeAgent("no-promotion", env), [all, all])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

describe("always-promote", () => {
  test("takes the deepest choice not deeper than asked", () => {
    expect(days(makeAgent("always-promote", env, { params: { depth: 0.25 } }), [all])).toEqual([[2, 2]]);
    expect(days(makeAgent("always-promote", env, { params: { depth: 0.2 } }), [all])).toEqual([[2, 2]]);
    expect(days(makeAgent("always-promote", env, { params: { depth: 1 } }), [all])).toEqual([[3, 3]]);
  });

  test("falls back to what the mask allows, and to none where it allows nothing", () => {
    const agent = makeAgent("always-promote", env, { params: { depth: 0.3 } });
    expect(days(agent, [Uint8Array.of(1, 1, 1, 0, 1, 0, 0, 0)])).toEqual([[2, 0]]);
  });

  test("refuses a depth at which it would never promote", () => {
    expect(() => makeAgent("always-promote", env, { params: { depth: 0.05 } })).toThrow(
      "always-promote: cola can be promoted at 0.1 or deeper; asked for 0.05 at most",
    );
  });
});

describe("campaign-calendar", () => {
  const calendar = [
    [0, 0],
    [2, 0], // fizz covers cola on days 1 and 2
    [2, 0],
    [0, 0],
    [2, 2], // all covers both from day 4 on
    [2, 2],
  ];

  test("promotes what an open campaign covers, day by day, and starts over with the next episode", () => {
    const agent = makeAgent("campaign-calendar", env);
    expect(days(agent, Array(6).fill(all))).toEqual(calendar);
    expect(days(agent, Array(6).fill(all))).toEqual(calendar);
  });

  test("goes on from a saved day", () => {
    const agent = makeAgent("campaign-calendar", env);
    days(agent, [all]);
    const other = makeAgent("campaign-calendar", env);
    other.load(agent.save());
    expect([...(other.act(new Float32Array(5), { mask: all }) as Int32Array)]).toEqual([2, 0]);
  });
});

test.each(["no-promotion", "always-promote", "campaign-calendar"])(
  "%s does not fit an env that orders stock",
  (spec) => {
    expect(() => makeAgent(spec, restock as typeof env)).toThrow(
      `${spec} does not fit Restock-v1: it sets promotions, and this env asks for something else`,
    );
  },
);
