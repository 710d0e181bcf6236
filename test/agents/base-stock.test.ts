import { describe, expect, it } from "vitest";
import { baseStock } from "../../agents/base-stock.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import type { Agent, ObservationSlot } from "../../envs/types.js";
import { box, restock } from "./two-shelves.js";

const slot = (name: string): ObservationSlot => ({ name, meaning: name, unit: "units", scale: 4, low: 0, high: 64 });
const slots = ["mean-sales", "stock", "on-order"].flatMap((name) => [`${name}/cola`, `${name}/rye`]).map(slot);
const env = { ...restock, slots, observationSpace: box(slots.length) };

const made = (params: Record<string, unknown>) =>
  createAgent({ definition: baseStock, env, params, rng: createRng("none") }) as Agent<Float32Array, Int32Array>;
/** Cases of cola (5 units each, lead time 1, up to 2) and rye (up to 1) ordered at these amounts in units. */
const ordered = (params: Record<string, unknown>, amounts: number[]) =>
  Array.from(
    made(params).act(
      Float32Array.from(amounts, (units) => units / 4),
      {},
    ),
  );

describe("worked by hand", () => {
  it("orders whole cases up to mean sales times lead time and cover, with a margin for luck", () => {
    // level 4 x (1 + 3) + 1 x sqrt(16) = 20; cola has 8 + 4: short of 8, two cases; rye has 20: none
    expect(ordered({ coverDays: 3, safety: 1 }, [4, 4, 8, 20, 4, 0])).toEqual([2, 0]);
    // without the margin cola is short of 4: one case
    expect(ordered({ coverDays: 3, safety: 0 }, [4, 4, 8, 20, 4, 0])).toEqual([1, 0]);
  });

  it("orders no more than the largest order", () => {
    expect(ordered({}, [30, 30, 0, 0, 0, 0])).toEqual([2, 1]);
  });

  it("keeps a fixed level whatever sells", () => {
    expect(ordered({ level: 12 }, [30, 0, 4, 12, 4, 0])).toEqual([1, 0]);
  });

  it("without sales to go by keeps the opening stock", () => {
    expect(ordered({}, [0, 0, 96, 100, 0, 0])).toEqual([1, 0]);
  });
});

describe("laws", () => {
  it("refuses the promotion lever before a run", () => {
    expect(() =>
      createAgent({
        definition: baseStock,
        env: { ...env, id: "Promotion-v1", actionSpace: { kind: "multi-discrete", counts: [4, 4] } },
        rng: createRng("none"),
      }),
    ).toThrow("it orders stock");
  });
});
