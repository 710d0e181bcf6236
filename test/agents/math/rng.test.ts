import { describe, expect, test } from "vitest";
import { branch, createRng } from "../../../agents/math/rng.js";

const draws = (rng: { uniform(): number }, count = 5) => Array.from({ length: count }, () => rng.uniform());

describe("createRng", () => {
  test("is seedrandom 3.0.5's alea: its README draws .4783254903741181 from 'hello.', then .8297006866124559 in 53 bits", () => {
    const rng = createRng("hello.");
    expect(rng.uniform()).toBe(0.4783254903741181);
    expect(rng.uniform()).toBe(Math.floor(0.8297006866124559 * 2 ** 32) / 2 ** 32);
  });

  test("equal seeds give equal streams, other seeds other streams", () => {
    expect(draws(createRng("a"))).toEqual(draws(createRng("a")));
    expect(draws(createRng("a"))).not.toEqual(draws(createRng("b")));
  });

  test.each([0, 1, 2, 3])("a saved stream goes on to the bit after %i normals, through JSON as well", (normals) => {
    const rng = createRng("saved");
    for (let i = 0; i < normals; i++) rng.normal();
    const saved = JSON.parse(JSON.stringify(rng.save()));
    const ahead = [rng.normal(), rng.uniform(), rng.normal(), rng.int(1000)];
    const other = createRng("another");
    other.normal();
    other.load(saved);
    expect([other.normal(), other.uniform(), other.normal(), other.int(1000)]).toEqual(ahead);
  });

  test("whole numbers fall evenly on 0 .. n - 1: chi-square of 6 cells below the 99.9% point 20.5", () => {
    const rng = createRng("dice");
    const counts = new Float64Array(6);
    for (let i = 0; i < 60_000; i++) counts[rng.int(6)] += 1;
    expect(counts.reduce((sum, n) => sum + ((n - 10_000) * (n - 10_000)) / 10_000, 0)).toBeLessThan(20.5);
  });

  test("normals have mean 0, variance 1, kurtosis 3 and no lag-one correlation, each within 4 standard errors", () => {
    const rng = createRng("normals");
    const count = 200_000;
    const sums = { first: 0, second: 0, fourth: 0, lag: 0 };
    let last = 0;
    for (let i = 0; i < count; i++) {
      const x = rng.normal();
      sums.first += x;
      sums.second += x * x;
      sums.fourth += x ** 4;
      sums.lag += x * last;
      last = x;
    }
    expect(Math.abs(sums.first / count)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(sums.second / count - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(sums.fourth / count - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    expect(Math.abs(sums.lag / count)).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe("branch", () => {
  test("a named part keeps its stream when other parts come or go", () => {
    const few = branch(createRng("parent"));
    const many = branch(createRng("parent"));
    many("new");
    expect(draws(many("cola"))).toEqual(draws(few("cola")));
    expect(draws(few("cola"))).not.toEqual(draws(few("lemon")));
  });

  test("takes two draws of the parent", () => {
    const parent = createRng("parent");
    branch(parent);
    expect(parent.uniform()).toBe(draws(createRng("parent"), 3)[2]);
  });
});
