import { describe, expect, it } from "vitest";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { createSlates } from "../../sim/slates.js";

const P = 6;

/** six alike products of one category, slates of three places; two segments of which the second thinks of all products */
function scenario(changes: Partial<ScenarioInput> = {}) {
  return scenarioSchema.parse({
    name: "slates",
    population: 4000,
    warmUpDays: 0,
    products: Array.from({ length: P }, (_, p) => ({
      name: `tea ${p}`,
      category: "tea",
      listPrice: 4,
      unitCost: 2,
      initialStock: 1e7,
    })),
    segments: [
      { name: "browsing", share: 1, slate: { pull: 0.8, unseen: 0.3 } },
      { name: "knowing", share: 1, slate: { pull: 0.6, unseen: 1 } },
    ],
    slates: { slots: 3, attention: 0.5 },
    ...changes,
  });
}

function alone() {
  const shown = new Float64Array(2 * P);
  const slates = createSlates(scenario(), shown);
  if (!slates) throw new RangeError("found no slates, expected some");
  return {
    shown,
    show(...slate: number[]): number[] {
      slates.show(slate.length > 0 ? Int32Array.from(slate) : undefined);
      return [...shown];
    },
  };
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (let n = 0; n < expected.length; n++) expect(found[n]).toBeCloseTo(expected[n], 12);
}

describe("by hand: attention .5 a place", () => {
  // notice 1, .5, .25; mu = notice + (1 - notice) .3: 1, .65, .475, and .3 of what is not shown
  const first = 0.8;
  const second = 0.4 + Math.log(0.65);
  const third = 0.2 + Math.log(0.475);
  const unseen = Math.log(0.3);

  it("places pull by their notice, with ln of the chance to be thought of; who knows all is pulled only", () => {
    expectNear(alone().show(4, 0, 2, 1, 3, 5), [
      ...[second, unseen, third, unseen, first, unseen],
      ...[0, 0.6, 0, 0.3, 0, 0.15],
    ]);
  });

  it("an empty place is seen by nobody, and a segment without slate sees the shop as it is", () => {
    expectNear(alone().show(-1, 5, -1, -1, -1, -1), [
      ...[unseen, unseen, unseen, unseen, unseen, second],
      ...[0, 0, 0, 0, 0, 0],
    ]);
  });

  it("a product in two places has the better one", () => {
    expectNear(alone().show(3, 3, 1, -1, -1, -1).slice(0, P), [unseen, third, unseen, first, unseen, unseen]);
  });

  it("what was shown yesterday is forgotten, and no slate at all is none for everybody", () => {
    const { show } = alone();
    show(0, 1, 2, 3, 4, 5);
    expectNear(show(5, 4, 3, 3, 4, 5).slice(0, P), [unseen, unseen, unseen, third, second, first]);
    expect(show()).toEqual(new Array(2 * P).fill(0));
  });

  it("the same slate again is not written again, a changed segment alone is", () => {
    const { show, shown } = alone();
    show(0, 1, 2, 3, 4, 5);
    shown.fill(9);
    expect(show(0, 1, 2, 3, 4, 5)).toEqual(new Array(2 * P).fill(9));
    expect(show(0, 1, 2, 3, 4, -1).slice(0, P)).toEqual(new Array(P).fill(9));
    expect(shown[P + 5]).not.toBe(9);
  });
});

describe("in a market", () => {
  const open = (made = scenario()) => {
    const market = new Market(made, rootKey("s", "population", 0, 0));
    market.open(rootKey("1", "evaluate", 0, 0));
    return market;
  };
  const sales = (market: Market, slate: number[], days = 25) => {
    const units = new Float64Array(2 * P);
    for (let day = 0; day < days; day++) {
      const { segmentUnits } = market.runDay({ slate: Int32Array.from(slate) });
      for (let n = 0; n < units.length; n++) units[n] += segmentUnits[n];
    }
    return units;
  };
  const shareOf = (units: Float64Array, s: number, p: number) =>
    units[s * P + p] / units.subarray(s * P, (s + 1) * P).reduce((a, b) => a + b);

  const fidelities = ["shopper", "cohort"] as const;
  it.each(fidelities)(
    "at %s fidelity a slate raises the share of what it shows, the more the better its place",
    (fidelity) => {
      const made = () =>
        open(
          scenario({
            fidelity,
            population: 12_000,
            segments: scenario().segments.map((one) => ({ ...one, choice: { tasteSpread: 0, loyalty: 0 } })),
          }),
        );
      const plain = sales(made(), [-1, -1, -1, -1, -1, -1]);
      const shown = sales(made(), [2, 4, 0, 2, 4, 0]);
      for (let s = 0; s < 2; s++) {
        const total = shown.subarray(s * P, (s + 1) * P).reduce((a, b) => a + b);
        const error = Math.sqrt(0.25 / total);
        const [one, two, three, none] = [2, 4, 0, 1].map((p) => shareOf(shown, s, p));
        expect(one - two).toBeGreaterThan(4 * error);
        expect(two - three).toBeGreaterThan(4 * error);
        expect(three - none).toBeGreaterThan(0);
        expect(one - shareOf(plain, s, 2)).toBeGreaterThan(4 * error);
        expect(shareOf(plain, s, 1) - none).toBeGreaterThan(4 * error);
      }
    },
  );

  it.each(fidelities)(
    "at %s fidelity, without taste or loyalty, shares are the logit's: exp(shown) over their sum",
    (fidelity) => {
      const segments = [
        {
          name: "browsing",
          share: 1,
          slate: { pull: 0.8, unseen: 0.3 },
          choice: { tasteSpread: 0, loyalty: 0 },
          price: { sensitivitySpread: 0 },
        },
      ];
      const market = open(scenario({ fidelity, segments }));
      const units = new Float64Array(P);
      let buyers = 0;
      for (let day = 0; day < 60; day++) {
        const report = market.runDay({ slate: Int32Array.of(5, 1, 0) });
        for (let p = 0; p < P; p++) units[p] += report.units[p];
        buyers += report.buyers[0];
      }
      const weights = [0.475 * Math.exp(0.2), 0.65 * Math.exp(0.4), 0.3, 0.3, 0.3, Math.exp(0.8)];
      const sum = weights.reduce((a, b) => a + b);
      const total = units.reduce((a, b) => a + b);
      for (let p = 0; p < P; p++) {
        const share = weights[p] / sum;
        // n buyers of one product each, 1 + Poisson(m) units, m = exp(-1.2): E[q^2] / E[q]^2 = 1 + m / (1 + m)^2 = 1.18
        expect(Math.abs(units[p] / total - share)).toBeLessThan(4 * Math.sqrt((1.18 * share * (1 - share)) / buyers));
      }
    },
  );

  it("slots that stay empty leave every sale as it is without slates", () => {
    const [empty, none] = [open(), open(scenario({ slates: { slots: 0 } }))];
    const slate = new Int32Array(6).fill(-1);
    for (let day = 0; day < 10; day++) expect([...empty.runDay({ slate }).units]).toEqual([...none.runDay({}).units]);
  });

  it("a restored market knows of no slate but today's", () => {
    const market = open();
    const at = market.snapshot();
    const shown = [...market.runDay({ slate: Int32Array.of(0, 1, 2, 3, 4, 5) }).units];
    market.restore(at);
    const plain = [...market.runDay({}).units];
    market.restore(at);
    expect([...market.runDay({ slate: Int32Array.of(0, 1, 2, 3, 4, 5) }).units]).toEqual(shown);
    expect([...open().runDay({}).units]).toEqual(plain);
    expect(plain).not.toEqual(shown);
  });
});
