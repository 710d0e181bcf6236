import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LINES } from "../sim/ledger.js";
import { Market } from "../sim/market.js";
import { rootKey, uniformAt } from "../sim/math/key.js";
import { presets } from "../sim/presets/registry.js";
import { type ScenarioInput, scenarioSchema } from "../sim/scenario.js";
import { Trace } from "../sim/trace.js";
import { ENGINE_VERSION } from "../sim/version.js";

/**
 * A trace a preset: 30 days of warm-up and 60 scored ones under varied offers and orders. A change here changes every
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
  market.open(rootKey("golden", "evaluate", 0, 0));
  const P = market.scenario.products.length;
  const depth = new Float64Array(P);
  const order = new Float64Array(P);
  const trace = new Trace();
  for (let day = -30; day < 60; day++) {
    if (day === 0) market.endWarmUp();
    for (let p = 0; p < P; p++) {
      depth[p] = day >= 0 && uniformAt(1, Math.floor(day / 4), p) < 0.4 ? 0.1 + 0.2 * uniformAt(2, day, p) : 0;
      order[p] = market.stock(p) < 80 ? 60 : 0;
    }
    const report = market.runDay({ depth, order });
    for (const line of LINES.slice(0, 7)) trace.addArray(report.money[line]);
    for (const figures of [report.units, report.demand, report.stock, report.visits, report.segmentUnits])
      trace.addArray(figures);
  }
  return trace.digest();
}
