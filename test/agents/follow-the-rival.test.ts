import { describe, expect, test } from "vitest";
import type { EnvFacts } from "../../agents/define.js";
import type { Agent, ObservationSlot } from "../../envs/types.js";
import { makeAgent } from "./play.js";
import { box, brief, promotion } from "./two-shelves.js";

const slot = (name: string): ObservationSlot => ({ name, meaning: name, unit: "share", low: -1, high: 1 });
const slots = ["days-left", "rival/mall/drinks", "rival/mall/bread", "rival/shed/drinks", "rival/shed/bread"].map(slot);
const promotions: EnvFacts = { ...promotion, slots, observationSpace: box(slots.length) };
const prices: EnvFacts = {
  ...promotion,
  id: "Pricing-v1",
  slots,
  observationSpace: box(slots.length),
  actionSpace: { kind: "multi-discrete", counts: [4, 3] },
  brief: {
    ...brief,
    pricingSlots: [
      { name: "cola", products: [0], multipliers: [0.7, 0.8, 1.05, 1.2] },
      { name: "rye", products: [1], multipliers: [0.9, 1, 1.1] },
    ],
  },
};

/** Discounts of mall on drinks and bread, then of shed. */
const against = (agent: Agent, rivals: readonly number[], mask?: Uint8Array) => [
  ...(agent.act(Float32Array.of(0, ...rivals), { mask }) as Int32Array),
];

describe("worked by hand", () => {
  test("takes the deepest rival's discount in the slot's category, by the deepest choice no deeper", () => {
    const agent = makeAgent("follow-the-rival", promotions);
    expect(against(agent, [0.2, 0, 0.1, 0.15])).toEqual([2, 1]);
    expect(against(agent, [0, 0.3, 0.05, 0])).toEqual([0, 3]);
    expect(against(agent, [-0.2, 0, -0.1, 0.1])).toEqual([0, 1]);
  });

  test("goes no deeper than its depth", () => {
    const agent = makeAgent("follow-the-rival", promotions, { params: { depth: 0.1 } });
    expect(against(agent, [0.5, 0.1, 0, 0])).toEqual([1, 1]);
  });

  test("keeps its margin: 6 is a quarter below 8, so 20% off 10 is the most", () => {
    const agent = makeAgent("follow-the-rival", promotions, { params: { margin: 0.25 } });
    expect(against(agent, [0.3, 0.2, 0, 0])).toEqual([2, 2]);
    const strict = makeAgent("follow-the-rival", promotions, { params: { margin: 0.5 } });
    expect(against(strict, [0.3, 0.3, 0, 0])).toEqual([0, 0]);
  });

  test("keeps to the mask", () => {
    const agent = makeAgent("follow-the-rival", promotions);
    expect(against(agent, [0.3, 0.3, 0, 0], Uint8Array.of(1, 1, 0, 0, 1, 0, 0, 0))).toEqual([1, 0]);
  });

  test("sets prices too, the factor nearest to 1 where there is nothing to match", () => {
    const agent = makeAgent("follow-the-rival", prices);
    expect(against(agent, [0, 0, 0, 0])).toEqual([2, 1]);
    expect(against(agent, [0.25, 0.5, 0, 0])).toEqual([1, 0]);
    expect(against(agent, [0.1, 0, 0, 0])).toEqual([2, 1]);
  });
});

test("is refused where it sees no rival", () => {
  expect(() => makeAgent("follow-the-rival", promotion)).toThrow("it sees no rival to follow here");
});
