import { describe, expect, test } from "vitest";
import { loadSolver } from "../../../experiments/portable/lp.js";
import { type AnyFamily, defineFamily, verifyInstance } from "../../../experiments/verify/family.js";
import { readOptions } from "../../../experiments/verify/options.js";
import { families } from "../../../experiments/verify/registry.js";

const lp = await loadSolver();

/** A family whose answer is twice the stock, and off by .5 above 10. */
const doubling: AnyFamily = defineFamily({
  name: "doubling",
  summary: "twice the stock",
  defaults: { stock: 3, runs: 5 },
  effort: ["runs"],
  quick: [{}],
  references: [
    { instance: {}, quantity: "twice", value: 6, tolerance: 0.1, source: "arithmetic" },
    { instance: { stock: 20 }, quantity: "twice", value: 40, standardError: 0.1, source: "arithmetic" },
  ],
  solve: ({ stock, runs }) => [
    { quantity: "twice", ours: 2 * stock + (stock > 10 ? 0.5 : 0), standardError: stock > 10 ? 0.1 / runs : undefined },
  ],
});

describe("by hand", () => {
  test("a figure within its tolerance is ok, whatever the effort", async () => {
    const [row] = await verifyInstance(doubling, { runs: 9 }, { lp });
    expect(row).toEqual({
      family: "doubling",
      instance: "stock 3",
      quantity: "twice",
      ours: 6,
      standardError: null,
      reference: 6,
      tolerance: 0.1,
      source: "arithmetic",
      ok: true,
    });
  });

  test("without a tolerance four joint standard errors decide", async () => {
    const [close] = await verifyInstance(doubling, { stock: 20, runs: 1 }, { lp });
    expect(close.ok).toBe(true);
    expect(close.tolerance).toBeCloseTo(4 * Math.sqrt(0.02), 12);
    const [far] = await verifyInstance(doubling, { stock: 20, runs: 1e9 }, { lp });
    expect(far).toMatchObject({ ok: false, reference: 40 });
  });

  test("a bound holds on its side alone", async () => {
    const bounded = (bound: "at least" | "at most"): AnyFamily => ({
      ...doubling,
      references: [{ instance: {}, quantity: "twice", value: 5, bound, source: "arithmetic" }],
    });
    expect((await verifyInstance(bounded("at least"), {}, { lp }))[0]).toMatchObject({ ok: true, tolerance: 0 });
    expect((await verifyInstance(bounded("at most"), {}, { lp }))[0].ok).toBe(false);
  });

  test("an instance nobody knows has no reference and is ok where it is a number", async () => {
    expect((await verifyInstance(doubling, { stock: 4 }, { lp }))[0]).toMatchObject({
      reference: null,
      tolerance: null,
      ok: true,
    });
    expect((await verifyInstance(doubling, { stock: Number.NaN }, { lp }))[0].ok).toBe(false);
  });

  test("texts become options, and every one that does not is told", () => {
    expect(readOptions({ demand: "geometric:2.5", leadTime: "3", means: ".9,.8", map: "8x8" })).toEqual({
      demand: { law: "geometric", mean: 2.5 },
      leadTime: 3,
      means: [0.9, 0.8],
      map: "8x8",
    });
    const wrong = () => readOptions({ demand: "normal:5", leadTime: "two", means: ".9,2", penalty: "-1" });
    expect(wrong).toThrow(/--demand: found normal:5.*\n.*--lead-time: found two.*\n.*--means.*\n.*--penalty/);
  });
});

const quick = families.filter((family) => family.quick.length > 0);
describe.each(quick.map((family) => [family.name, family] as const))("the quick set of %s", (_name, family) => {
  test("lands on every reference, with its source", { timeout: 120_000 }, async () => {
    const rows = (await Promise.all(family.quick.map((instance) => verifyInstance(family, instance, { lp })))).flat();
    const held = rows.filter((row) => row.reference !== null);
    expect(held.length).toBeGreaterThan(0);
    expect(held.every((row) => row.source !== null && row.tolerance !== null)).toBe(true);
    expect(rows.filter((row) => !row.ok)).toEqual([]);
  });

  test("is told apart by its defaults: no reference belongs to two answers", () => {
    const keys = family.references.map(({ instance, quantity }) => JSON.stringify([instance, quantity]));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
