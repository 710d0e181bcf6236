import { describe, expect, test } from "vitest";
import type { EnvFacts } from "../../agents/define.js";
import type { Agent, ObservationSlot } from "../../envs/types.js";
import { makeAgent } from "./play.js";
import { box, brief, promotion } from "./two-shelves.js";

const slot = (name: string): ObservationSlot => ({ name, meaning: name, unit: "units", low: 0, high: 64 });
const slots = ["days-left", "stock/cola", "stock/rye", "on-order/cola", "on-order/rye", "mean-sales/cola"]
  .concat("mean-sales/rye")
  .map(slot);
const promotions: EnvFacts = { ...promotion, slots, observationSpace: box(slots.length) };
const multipliers = [0.6, 0.8, 0.9, 1, 1.1];
const prices: EnvFacts = {
  ...promotion,
  id: "Pricing-v1",
  slots,
  observationSpace: box(slots.length),
  actionSpace: { kind: "multi-discrete", counts: [5, 5] },
  brief: {
    ...brief,
    pricingSlots: [
      { name: "cola", products: [0], multipliers },
      { name: "rye", products: [1], multipliers },
    ],
  },
};

/** A morning of the season of 6 days; cola and rye sell one unit a day. */
const on = (agent: Agent, daysLeft: number, cola: number, rye: number, mask?: Uint8Array) => [
  ...(agent.act(Float32Array.of(daysLeft, cola, rye, 0, 0, 1, 1), { mask }) as Int32Array),
];

describe("worked by hand", () => {
  // half of the season is gone at 3 days left; of the other half a third is a day: 10%, 20% and 30% off on its three days
  test("climbs a rung a day in the second half, where stock would outlast the season", () => {
    const agent = makeAgent("markdown-ladder", promotions);
    const season = [6, 5, 4, 3, 2, 1].map((daysLeft) => on(agent, daysLeft, 20, daysLeft));
    expect(season).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  test("stays on its rung when the stock has come down, and starts over with the next season", () => {
    const agent = makeAgent("markdown-ladder", promotions);
    expect(on(agent, 2, 3, 0)).toEqual([2, 0]);
    expect(on(agent, 1, 0, 0)).toEqual([2, 0]);
    agent.begin?.({ training: true });
    expect(on(agent, 6, 9, 9)).toEqual([0, 0]);
  });

  test("counts what is on order, and as much as the slack says", () => {
    const agent = makeAgent("markdown-ladder", promotions, { params: { slack: 2 } });
    const seen = Float32Array.of(1, 1, 1, 1, 2, 1, 1);
    expect([...(agent.act(seen, {}) as Int32Array)]).toEqual([0, 3]);
  });

  test("takes no choice that is deeper than the rung or not legal", () => {
    const agent = makeAgent("markdown-ladder", promotions, { params: { deepest: 0.25, rungs: 1 } });
    expect(on(agent, 1, 9, 9, Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 1))).toEqual([2, 1]);
  });

  test("sets prices too: list price, then the lowest factor that takes no more off", () => {
    const agent = makeAgent("markdown-ladder", prices);
    expect([4, 3, 2, 1].map((daysLeft) => on(agent, daysLeft, 20, 0))).toEqual([
      [3, 3],
      [2, 3],
      [1, 3],
      [1, 3],
    ]);
  });
});

test("goes on from a saved rung", () => {
  const agent = makeAgent("markdown-ladder", promotions);
  on(agent, 2, 9, 0);
  const other = makeAgent("markdown-ladder", promotions);
  other.load(agent.save());
  expect(on(other, 1, 0, 0)).toEqual([2, 0]);
});
