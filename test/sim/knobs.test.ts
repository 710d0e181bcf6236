import { describe, expect, it } from "vitest";
import { make } from "../../envs/registry.js";
import type { MarketBrief } from "../../envs/types.js";
import { LINES } from "../../sim/ledger.js";
import { uniformAt } from "../../sim/math/key.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { Trace } from "../../sim/trace.js";
import { smallInput } from "./small-scenario.js";

/**
 * No dead knob: changing any numeric field changes what the market does in some run. What is traced is the market's own
 * report, not the observation, so that a field which only an agent reads would be found out.
 */
const runs: ((day: number, slot: number) => number)[] = [
  (day, slot) => uniformAt(21, Math.floor(day / 2), slot),
  (day, slot) => (uniformAt(22, day, slot) < 0.4 ? 0.99 : 0),
  (day, slot) => (uniformAt(23, Math.floor(day / 4), slot) < 0.5 ? uniformAt(24, day, slot) : 0),
];

function traceOf(scenario: Scenario): string {
  const trace = new Trace();
  const env = make("Market-v1", {
    scenario,
    onDay(report) {
      for (const line of LINES) trace.addArray(report.money[line]);
      for (const figures of [report.units, report.promotedUnits, report.visits, report.stock, report.onOrder])
        trace.addArray(figures);
      trace.add(report.refused);
    },
  });
  const { promotionSlots, restockSlots } = env.brief as MarketBrief;
  const promotion = new Int32Array(promotionSlots.length);
  const restock = new Int32Array(restockSlots.length);
  for (const [run, choose] of runs.entries()) {
    env.reset({ seed: "knobs", options: { role: "train", episode: run } });
    for (let day = 0, done = false; !done; day++) {
      for (let slot = 0; slot < promotion.length; slot++)
        promotion[slot] = Math.floor(choose(day, slot) * promotionSlots[slot].choices.length);
      for (let slot = 0; slot < restock.length; slot++)
        restock[slot] = Math.floor(choose(day, slot + 50) * restockSlots[slot].units.length);
      done = env.step({ promotion, restock }).terminated;
    }
  }
  return trace.digest();
}

/** paths of all numbers in a parsed scenario */
function numbersIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === "number") return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => numbersIn(item, [...path, index]));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, [...path, key]));
}

/** the scenario with other legal values of one number, nearest first */
function* others(scenario: Scenario, path: (string | number)[]): Generator<Scenario> {
  const copy = structuredClone(scenario);
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (at, key) => at[key] as Record<string | number, unknown>,
      copy as unknown as Record<string | number, unknown>,
    );
  const last = path[path.length - 1];
  const before = parent[last] as number;
  for (const after of [before * 1.5 + 0.01, before * 0.5, before + 1, before - 1, before * 10]) {
    parent[last] = after;
    if (after !== before && scenarioSchema.safeParse(copy).success) yield copy;
  }
}

describe.each(["shopper", "cohort"] as const)("a scenario's numbers at %s fidelity", (fidelity) => {
  const oats = smallInput.products[2];
  // a hundred times the shop: it costs cohorts nothing, and a small change of a chance shows in large counts
  const size = fidelity === "cohort" ? 100 : 1;
  const scenario = scenarioSchema.parse({
    ...structuredClone(smallInput),
    fidelity,
    carryOver: 0.6,
    quantityCap: 5,
    population: 250 * size,
    products: [...smallInput.products, { ...oats, name: "rice", appeal: 0.2, leadTimeDays: 1 }].map((product) => ({
      ...product,
      initialStock: 40 * size,
      caseSize: (product.caseSize ?? 1) * size,
      maxCases: 6,
    })),
    segments: smallInput.segments.map((segment) => ({ ...segment, promotion: { wear: 0.6 } })),
    calendar: {
      ...smallInput.calendar,
      campaigns: [{ ...smallInput.calendar?.campaigns?.[0], depthLimit: 0.4, budget: 160 * size, marginFloor: 0.1 }],
    },
    promotions: {
      depths: [0.1, 0.25, 0.4],
      everyday: { depthLimit: 0.25, budget: 240 * size, coolDownDays: 2, marginFloor: 0.15 },
    },
  });
  const standard = traceOf(scenario);

  it("give the same market twice", () => {
    expect(traceOf(scenario)).toBe(standard);
  });

  it.each(numbersIn(scenario).map((path) => [path.join("."), path] as const))("%s is alive", (_name, path) => {
    const traces: string[] = [];
    for (const other of others(scenario, path)) {
      traces.push(traceOf(other));
      if (traces.at(-1) !== standard) break;
    }
    expect(traces.at(-1)).toMatch(/^[0-9a-f]{16}$/);
    expect(traces.at(-1)).not.toBe(standard);
  });
});
