import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { fitDemandRegression } from "../../../agents/models/demand-regression.js";
import type { Term } from "../../../agents/models/design.js";
import { openTrialShop } from "../../../experiments/realism/trial-shop.js";
import { Market } from "../../../sim/market.js";
import { rootKey } from "../../../sim/math/key.js";
import { presets } from "../../../sim/presets/registry.js";
import { type Scenario, scenarioSchema } from "../../../sim/scenario.js";
import { salesRows } from "./sales-rows.js";

/** Days of prices drawn anew each day, of 0 to 20% off. */
const DAYS = 240;
/** Days that tell the true arc, the same ones at both prices. */
const TRUTH_DAYS = 150;
const CUT = 0.1;

/**
 * The yogurt shop with full shelves, no season and no badge, where no day leaves anything to the next: what a price does
 * is then the same on every day.
 */
function stillMarket(): Market {
  const yogurt = { ...scenarioSchema.parse(presets.yogurt), carryOver: 0 };
  const { scenario } = openTrialShop(yogurt, 1, "still");
  const segments = scenario.segments.map((segment) => ({
    ...segment,
    promotion: { ...segment.promotion, display: { ...segment.promotion.display, "percent-off": 0 } },
  }));
  const still: Scenario = { ...scenario, segments, population: 1500 };
  const market = new Market(still, rootKey("elasticity", "population", 0, 0));
  market.open(rootKey("elasticity", "warm-up", 0, 0));
  while (market.day < 0) market.runDay({});
  market.endWarmUp();
  market.open(rootKey("elasticity", "evaluate", 0, 0));
  return market;
}

describe("daily rows of a simulated market, seed fixed", () => {
  const names = presets.yogurt.products.map(({ name }) => name);
  const columns: Record<string, number[]> = {};
  const arc = new Map<string, number>();

  beforeAll(() => {
    const market = stillMarket();
    const opening = market.snapshot();
    const unitsAt = (product: number, cut: number) => {
      market.restore(opening);
      const depth = Float64Array.from(names, (_, p) => (p === product ? cut : 0));
      let units = 0;
      for (let day = 0; day < TRUTH_DAYS; day++) units += market.runDay({ depth }).units[product];
      return units;
    };
    names.forEach((name, p) => {
      arc.set(name, Math.log(unitsAt(p, CUT) / unitsAt(p, 0)) / Math.log(1 - CUT));
    });
    market.restore(opening);
    const rng = createRng("depths");
    for (const name of names) {
      columns[`price of ${name}`] = [];
      columns[`units of ${name}`] = [];
    }
    for (let day = 0; day < DAYS; day++) {
      const { price, units } = market.runDay({ depth: Float64Array.from(names, () => 0.05 * rng.int(5)) });
      names.forEach((name, p) => {
        columns[`price of ${name}`].push(price[p]);
        columns[`units of ${name}`].push(units[p]);
      });
    }
  });

  test.each(names)(
    "%s: the interval of its own-price elasticity holds the scenario's arc at -10%%, and no 0",
    (name) => {
      const rows = salesRows({ ...columns, units: columns[`units of ${name}`] });
      const terms = names.map((other): Term => ({ kind: "log", column: `price of ${other}` }));
      const model = fitDemandRegression(rows, { terms, outcome: "count", errors: "robust" });
      const own = model.explain().findings.find((finding) => finding.name === `ln price of ${name}`);
      const truth = arc.get(name) as number;
      expect(own?.low).toBeLessThan(truth);
      expect(own?.high).toBeGreaterThan(truth);
      expect(own?.high).toBeLessThan(0);
      expect(truth).toBeLessThan(-1);
      // rivals' lower prices take units away: their elasticities together are above 0
      const cross = names.map((other, p) => (other === name ? 0 : model.coefficients[p + 1]));
      expect(cross.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
    },
  );
});
