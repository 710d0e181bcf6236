import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { median } from "../../../experiments/stats/descriptive.js";
import type { Dimension, Range } from "../../../experiments/tune/space.js";
import { valueAt } from "../../../experiments/tune/space.js";
import { parzenDensity, type Scored, suggestByTpe } from "../../../experiments/tune/tpe.js";

test("the prior alone is a normal of mean 1/2 and deviation 1, cut to [0, 1]", () => {
  const { at } = parzenDensity([]);
  // normal density at 0 and at 1/2, over the mass within half a deviation: 0.398942 and 0.352065 over 0.382925
  expect(at(0.5)).toBeCloseTo(0.398942 / 0.382925, 5);
  expect(at(0)).toBeCloseTo(0.352065 / 0.382925, 5);
});

test("a density integrates to one, and is drawn from as it says", () => {
  const density = parzenDensity([0.1, 0.15, 0.8]);
  let area = 0;
  let below = 0;
  const steps = 2000;
  for (let i = 0; i < steps; i++) {
    const place = (i + 0.5) / steps;
    area += density.at(place) / steps;
    if (place < 0.3) below += density.at(place) / steps;
  }
  expect(area).toBeCloseTo(1, 6);
  const rng = createRng("density");
  const draws = 4000;
  let found = 0;
  for (let i = 0; i < draws; i++) if (density.draw(rng) < 0.3) found += 1;
  expect(Math.abs(found / draws - below)).toBeLessThan(4 * Math.sqrt((below * (1 - below)) / draws));
});

test("the next trial lies where good trials are and poor ones are not", () => {
  const space: Dimension[] = [
    { name: "x", kind: "range", low: 0, high: 1, scale: "linear", whole: false },
    { name: "kind", kind: "choice", values: ["a", "b"] },
  ];
  const trials: Scored[] = Array.from({ length: 40 }, (_, i) => {
    const x = (i + 0.5) / 40;
    return { drawn: { x, kind: i % 2 === 0 ? "a" : "b" }, score: -Math.abs(x - 0.7) - (i % 2) };
  });
  const drawn = suggestByTpe(space, trials, { good: 0.15, candidates: 8 }, createRng("next"));
  expect(drawn.kind).toBe("a");
  expect(Math.abs((drawn.x as number) - 0.7)).toBeLessThan(0.15);
});

test("one trial is too few", () => {
  const options = { good: 0.15, candidates: 8 };
  expect(() => suggestByTpe([], [{ drawn: {}, score: 1 }], options, createRng("1"))).toThrow(
    "suggestByTpe: needs at least 2 trials, got 1",
  );
});

/** 1 - squared distances on each scale; the largest value, 1, at rate .01, width 40, kind "b". */
const space: readonly Dimension[] = [
  { name: "rate", kind: "range", low: 1e-4, high: 1, scale: "log", whole: false } satisfies Range,
  { name: "width", kind: "range", low: 1, high: 128, scale: "linear", whole: true } satisfies Range,
  { name: "kind", kind: "choice", values: ["a", "b", "c"] },
];
function worth(drawn: Readonly<Record<string, unknown>>): number {
  const rate = Math.log10((drawn.rate as number) / 0.01);
  const width = ((drawn.width as number) - 40) / 128;
  return 1 - rate * rate - 4 * width * width - (drawn.kind === "b" ? 0 : 0.5);
}

test("on a known function forty trials of TPE come closer than forty at random in two seeds of three, and four times as close", () => {
  const left = { tpe: [] as number[], random: [] as number[] };
  for (let seed = 0; seed < 40; seed++) {
    const rng = createRng(`known function ${seed}`);
    const random = (): Scored => {
      const drawn = Object.fromEntries(space.map((dimension) => [dimension.name, valueAt(dimension, rng.uniform())]));
      return { drawn, score: worth(drawn) };
    };
    const trials = Array.from({ length: 10 }, random);
    const others = [...trials, ...Array.from({ length: 30 }, random)];
    while (trials.length < 40) {
      const drawn = suggestByTpe(space, trials, { good: 0.15, candidates: 8 }, rng);
      trials.push({ drawn, score: worth(drawn) });
    }
    const missing = (of: Scored[]) => 1 - Math.max(...of.map((trial) => trial.score));
    left.tpe.push(missing(trials));
    left.random.push(missing(others));
  }
  expect(median(left.tpe)).toBeLessThan(median(left.random) / 4);
  expect(left.tpe.filter((missing, seed) => missing < left.random[seed]).length).toBeGreaterThanOrEqual(27);
});
