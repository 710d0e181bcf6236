import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { labelUnits, type PromotedLine } from "../../../experiments/uplift/label-units.js";

const COLA = 0;
const LEMONADE = 1;
const WATER = 2;

const line = (product: number, units: number): PromotedLine => ({
  product,
  mechanic: 0,
  units,
  subsidised: 0,
  switched: 0,
  timing: 0,
  expanded: 0,
});

/** units by product, as [product, units] */
type Bought = readonly (readonly [number, number])[];

function labels(lines: PromotedLine[], baseline: Bought, lacking: number, regular: Bought = []) {
  labelUnits(lines, new Map(regular), new Map(baseline), lacking);
  return lines.map(({ subsidised, switched, timing, expanded }) => [subsidised, switched, timing, expanded]);
}

describe("worked by hand", () => {
  it("units she buys of the same product anyway are subsidised", () => {
    expect(labels([line(COLA, 3)], [[COLA, 3]], 0)).toEqual([[3, 0, 0, 0]]);
  });

  it("units she buys of another product anyway are switched", () => {
    expect(labels([line(COLA, 2)], [[LEMONADE, 2]], 0)).toEqual([[0, 2, 0, 0]]);
  });

  it("what she later fails to buy is timing, and what then remains expanded", () => {
    expect(labels([line(COLA, 5)], [[COLA, 1]], 3)).toEqual([[1, 0, 3, 1]]);
  });

  it("all four at once: 6 units, 1 of the same, 2 of others, 2 borrowed, 1 more", () => {
    const baseline: Bought = [
      [LEMONADE, 1],
      [COLA, 1],
      [WATER, 1],
    ];
    expect(labels([line(COLA, 6)], baseline, 2)).toEqual([[1, 2, 2, 1]]);
  });

  it("who loses more than she gained expands by less than nothing", () => {
    expect(labels([line(COLA, 1)], [], 3)).toEqual([[0, 0, 3, -2]]);
  });

  it("who goes on to buy more has borrowed less than nothing", () => {
    expect(labels([line(COLA, 1)], [[COLA, 1]], -2)).toEqual([[1, 0, -2, 2]]);
  });

  it("fewer units of the category on the day itself are units she fails to buy, too", () => {
    expect(labels([line(COLA, 1)], [[LEMONADE, 3]], 0)).toEqual([[0, 1, 2, -2]]);
    expect(labels([line(COLA, 1)], [[COLA, 3]], 0)).toEqual([[1, 0, 2, -2]]);
  });

  it("units at the regular price are those she buys anyway, before promoted ones", () => {
    expect(labels([line(COLA, 2)], [[COLA, 2]], 0, [[COLA, 1]])).toEqual([[1, 0, 0, 1]]);
  });

  it("the line bought first is matched first, and the last bears what is left over", () => {
    expect(labels([line(COLA, 2), line(LEMONADE, 2)], [], 3)).toEqual([
      [0, 0, 2, 0],
      [0, 0, 1, 1],
    ]);
    expect(labels([line(COLA, 2), line(LEMONADE, 2)], [], 5)).toEqual([
      [0, 0, 2, 0],
      [0, 0, 3, -1],
    ]);
  });

  it("two promoted products subsidise each what she buys of them anyway, whichever is bought first", () => {
    const baseline: Bought = [
      [LEMONADE, 1],
      [COLA, 1],
    ];
    expect(labels([line(COLA, 2), line(LEMONADE, 1)], baseline, 0)).toEqual([
      [1, 0, 0, 1],
      [1, 0, 0, 0],
    ]);
  });
});

it("law: labels of every line add up to its units, and expanded to what the category gains, whatever was bought", () => {
  const rng = createRng("labels");
  for (let round = 0; round < 2000; round++) {
    const lines = Array.from({ length: 1 + rng.int(3) }, (_, product) => line(product, 1 + rng.int(6)));
    const baseline = Array.from({ length: 3 }, (_, product) => [product, rng.int(5)] as const);
    const lacking = rng.int(13) - 6;
    const usual = baseline.reduce((sum, [, units]) => sum + units, 0);
    const units = lines.reduce((sum, { units }) => sum + units, 0);
    const found = labels(lines, baseline, lacking);
    for (const [l, parts] of found.entries()) expect(parts.reduce((sum, part) => sum + part, 0)).toBe(lines[l].units);
    for (const [subsidised, switched] of found) expect(Math.min(subsidised, switched)).toBeGreaterThanOrEqual(0);
    expect(found.reduce((sum, [, , , expanded]) => sum + expanded, 0)).toBe(units - usual - lacking);
  }
});
