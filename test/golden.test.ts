import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Decisions } from "../sim/decisions.js";
import { LINES } from "../sim/ledger.js";
import { Market } from "../sim/market.js";
import { rootKey, uniformAt } from "../sim/math/key.js";
import { presets } from "../sim/presets/registry.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../sim/scenario.js";
import { orderPlaces } from "../sim/supply.js";
import { Trace } from "../sim/trace.js";
import { ENGINE_VERSION } from "../sim/version.js";

/**
 * A trace a preset: 30 days of warm-up and 60 scored ones under varied offers and orders, and
 * whatever else the scenario lets a shop decide. A change here changes every
 * published result, so it is made on purpose: raise ENGINE_VERSION, put the new hashes in golden.json, and say why.
 */
interface Golden {
  engineVersion: string;
  traces: Record<string, string>;
}
const file = join(import.meta.dirname, "golden.json");
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;

describe("the golden traces", () => {
  it(`are those of engine version ${ENGINE_VERSION}`, () => {
    expect(golden.engineVersion).toBe(ENGINE_VERSION);
    expect(Object.keys(golden.traces).sort()).toEqual(Object.keys(presets).sort());
  });

  it.each(Object.entries<ScenarioInput>(presets))("%s sells as it always did", (id, input) => {
    expect(traceOf(input)).toBe(golden.traces[id]);
  });
});

function traceOf(input: ScenarioInput): string {
  const market = new Market(
    scenarioSchema.parse({ ...input, population: 500, warmUpDays: 30 }),
    rootKey("golden", "population", 0, 0),
  );
  const { scenario } = market;
  market.open(rootKey("golden", "evaluate", 0, 0));
  const decisions = {
    depth: new Float64Array(scenario.products.length),
    order: new Float64Array(orderPlaces(scenario)),
  };
  const more = furtherLevers(scenario);
  const trace = new Trace();
  for (let day = -30; day < 60; day++) {
    if (day === 0) market.endWarmUp();
    let place = 0;
    scenario.products.forEach(({ suppliers }, p) => {
      decisions.depth[p] =
        day >= 0 && uniformAt(1, Math.floor(day / 4), p) < 0.4 ? 0.1 + 0.2 * uniformAt(2, day, p) : 0;
      for (let s = 0; s < Math.max(1, suppliers.length); s++) decisions.order[place++] = market.stock(p) < 80 ? 60 : 0;
    });
    const report = market.runDay(day >= 0 && more ? { ...decisions, ...more(day) } : decisions);
    for (const line of more ? LINES : LINES.slice(0, 7)) trace.addArray(report.money[line]);
    for (const figures of [report.units, report.demand, report.stock, report.visits, report.segmentUnits])
      trace.addArray(figures);
    if (more) for (const figures of [report.store, report.expired, report.couponsRedeemed]) trace.addArray(figures);
  }
  return trace.digest();
}

/** Varied decisions on the levers that a scenario has beside depths and orders; null where it has none. */
function furtherLevers({ promotions, products, segments, advertising, slates }: Scenario) {
  const { menu, depths, coupons } = promotions;
  if (menu.length === 0 && slates.slots === 0 && !products.some(({ suppliers }) => suppliers.length > 0)) return null;
  const thresholds = menu.flatMap(({ mechanic }, m) => (mechanic === "spend-threshold" ? [depths.length + 1 + m] : []));
  const pick = (purpose: number, day: number, entity: number, choices: number) =>
    Math.floor(choices * uniformAt(purpose, day, entity));
  return (day: number): Decisions => ({
    offer: Int32Array.from(products, (_, p) => {
      const choice = depths.length + 1 + pick(3, Math.floor(day / 4), p, menu.length);
      return menu.length === 0 || thresholds.includes(choice) || p % 2 === 0 ? 0 : choice;
    }),
    basketOffer: thresholds[pick(4, day, 0, 2 * thresholds.length)] ?? 0,
    price: Float64Array.from(products, (_, p) => 0.9 + 0.2 * uniformAt(5, Math.floor(day / 7), p)),
    coupon: coupons ? Int32Array.from(segments, (_, s) => pick(6, day, s, coupons.depths.length + 1)) : undefined,
    adSpend: Float64Array.from({ length: advertising.channels.length * segments.length }, (_, a) =>
      pick(7, day, a, 50),
    ),
    slate: Int32Array.from({ length: segments.length * slates.slots }, (_, at) => (day + at) % products.length),
  });
}
