import { describe, expect, it } from "vitest";
import { kernel } from "../../../sim/kernel.js";
import { binomialAt } from "../../../sim/math/binomial.js";
import { cappedTotal, uncappedBelow } from "../../../sim/math/capped-total.js";
import { wordAt } from "../../../sim/math/key.js";
import { poissonOf } from "../../../sim/math/poisson.js";

const wordOf = (uniform: number) => Math.floor(uniform * 2 ** 32) | 0;

const LOG_FACTORIAL = [0];
for (let k = 1; k <= 4000; k++) LOG_FACTORIAL.push(LOG_FACTORIAL[k - 1] + Math.log(k));

function binomialLaw(n: number, p: number): number[] {
  const logChoose = (k: number) => LOG_FACTORIAL[n] - LOG_FACTORIAL[k] - LOG_FACTORIAL[n - k];
  return Array.from({ length: n + 1 }, (_, k) => Math.exp(logChoose(k) + k * Math.log(p) + (n - k) * Math.log(1 - p)));
}

function poissonLaw(mean: number): number[] {
  const length = Math.ceil(2 * mean + 40);
  return Array.from({ length }, (_, k) => Math.exp(k * Math.log(mean) - mean - LOG_FACTORIAL[k]));
}

/** law of the sum of `count` draws of min(Poisson(mean), most), by convolution */
function cappedLaw(count: number, mean: number, most: number): number[] {
  const one = poissonLaw(mean).slice(0, most);
  one.push(1 - one.reduce((a, b) => a + b, 0));
  let law = [1];
  for (let draw = 0; draw < count; draw++) {
    const next = new Array<number>(law.length + most).fill(0);
    for (let a = 0; a < law.length; a++) for (let b = 0; b <= most; b++) next[a + b] += law[a] * one[b];
    law = next;
  }
  return law;
}

/** chi-square of draws against a law, less its mean, in standard deviations; neighbours are pooled up to 20 expected */
function chiSquareZ(law: readonly number[], draws: number, draw: (i: number) => number): number {
  const counts = new Float64Array(law.length + 1);
  for (let i = 0; i < draws; i++) counts[Math.min(law.length, draw(i))] += 1;
  let sum = 0;
  let bins = 0;
  let expected = 0;
  let found = 0;
  for (let k = 0; k < law.length; k++) {
    expected += law[k] * draws;
    found += counts[k];
    if (expected < 20) continue;
    sum += (found - expected) ** 2 / expected;
    bins += 1;
    expected = 0;
    found = 0;
  }
  return (sum - (bins - 1)) / Math.sqrt(2 * (bins - 1));
}

/** mean and variance of draws against a law's, in standard errors */
function momentZ(mean: number, variance: number, excess: number, draws: number, draw: (i: number) => number) {
  let sum = 0;
  let square = 0;
  for (let i = 0; i < draws; i++) {
    const x = draw(i) - mean;
    sum += x;
    square += x * x;
  }
  return [sum / Math.sqrt(draws * variance), (square / draws / variance - 1) / Math.sqrt((2 + excess) / draws)];
}

describe("binomialAt", () => {
  it("inverts by hand, 2 trials of .4: 0 up to .36, 1 up to .84, 2 above", () => {
    const at = (u: number) => binomialAt(wordOf(u), 2, 0.4);
    expect([0.01, 0.359, 0.361, 0.839, 0.841, 0.99].map(at)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("inverts by hand above one half, 2 trials of .6: 0 up to .16, 1 up to .64, 2 above", () => {
    const at = (u: number) => binomialAt(wordOf(u), 2, 0.6);
    expect([0.01, 0.159, 0.161, 0.639, 0.641, 0.99].map(at)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("is sure of what is certain", () => {
    for (const word of [0, -1, 123_456_789]) {
      expect(binomialAt(word, 0, 0.5)).toBe(0);
      expect(binomialAt(word, 1e8, 0)).toBe(0);
      expect(binomialAt(word, 1e8, -1e-17)).toBe(0);
      expect(binomialAt(word, 1e8, 1)).toBe(1e8);
      expect(binomialAt(word, 7, 1 + 1e-12)).toBe(7);
    }
  });

  it("grows with the probability, and stays within its trials, while it is inverted", () => {
    for (let i = 0; i < 2000; i++) {
      const word = wordAt(8, 9, i);
      let before = 0;
      for (const p of [0.01, 0.1, 0.3, 0.5, 0.501, 0.7, 0.95]) {
        const now = binomialAt(word, 15, p);
        expect(now).toBeGreaterThanOrEqual(before);
        expect(now).toBeLessThanOrEqual(15);
        before = now;
      }
    }
  });

  // every coordinate of the key in turn; inverted, rejected, on both sides of one half and of the change between them
  it.each([
    [5, 0.3],
    [40, 0.2],
    [100, 0.1099],
    [100, 0.1101],
    [250, 0.044],
    [60, 0.5],
    [60, 0.72],
    [33, 0.93],
    [300, 0.3],
    [340, 0.16],
    [400, 0.97],
    [3000, 0.25],
  ])("follows its law, %d trials of %d, along entities and both words of the key", (n, p) => {
    const law = binomialLaw(n, p);
    for (const word of [
      (i: number) => wordAt(11, 12, i),
      (i: number) => wordAt(i, 12, 13),
      (i: number) => wordAt(11, Math.imul(i, 0x9e3779b1), 13),
    ])
      expect(Math.abs(chiSquareZ(law, 200_000, (i) => binomialAt(word(i), n, p)))).toBeLessThan(4.5);
  });

  it.each([
    [1e6, 0.3],
    [1e8, 0.2],
    [1e8, 0.9],
    [1e9, 2e-8],
  ])("has the mean and variance of its law at %d trials of %d", (n, p) => {
    const variance = n * p * (1 - p);
    const excess = (1 - 6 * p * (1 - p)) / variance;
    for (const z of momentZ(n * p, variance, excess, 200_000, (i) => binomialAt(wordAt(21, 22, i), n, p)))
      expect(Math.abs(z)).toBeLessThan(4.5);
  });
});

describe("poissonOf", () => {
  it("inverts by hand, mean 1: 0 up to .3679, 1 up to .7358, 2 up to .9197", () => {
    const at = (u: number) => poissonOf(wordOf(u), 1);
    expect([0.1, 0.3678, 0.368, 0.7357, 0.736, 0.9196, 0.92].map(at)).toEqual([0, 0, 1, 1, 2, 2, 3]);
    expect(poissonOf(-1, 0)).toBe(0);
  });

  it.each([[0.2], [4], [10.9], [11.1], [60], [900]])("follows its law of mean %d", (mean) => {
    const law = poissonLaw(mean);
    expect(Math.abs(chiSquareZ(law, 300_000, (i) => poissonOf(wordAt(31, 32, i), mean)))).toBeLessThan(4.5);
  });

  it("has the mean and variance of its law at 100 million", () => {
    for (const z of momentZ(1e8, 1e8, 1e-8, 200_000, (i) => poissonOf(wordAt(33, 34, i), 1e8)))
      expect(Math.abs(z)).toBeLessThan(4.5);
  });
});

describe("cappedTotal", () => {
  it.each([
    [1, 0.8, 3],
    [7, 1.5, 2],
    [20, 0.3, 11],
    [30, 6, 4],
  ])("follows its law: %d draws of mean %d, capped at %d", (count, mean, most) => {
    const law = cappedLaw(count, mean, most);
    const uncapped = uncappedBelow(most, 1000);
    const draw = (i: number) => cappedTotal(wordAt(41, 42, i), count, mean, most, uncapped);
    expect(Math.abs(chiSquareZ(law, 200_000, draw))).toBeLessThan(4.5);
  });

  it("is nothing where the cap is 0 and all caps where the mean is beyond reason", () => {
    expect(cappedTotal(5, 9, 2, 0, uncappedBelow(0, 1000))).toBe(0);
    expect(cappedTotal(5, 9, Infinity, 3, uncappedBelow(3, 1000))).toBe(27);
    expect(cappedTotal(5, 9, 1e5, 3, uncappedBelow(3, 1000))).toBe(27);
  });

  it("forgets the cap at no more than a thousandth of a standard deviation", () => {
    for (const most of [1, 4, 11])
      for (const count of [100, 1e8]) {
        const mean = uncappedBelow(most, count);
        let lost = 0;
        for (const [k, chance] of poissonLaw(mean).entries()) if (k > most) lost += (k - most) * chance;
        expect(count * lost).toBeLessThanOrEqual(0.00101 * Math.sqrt(count * mean));
        expect(mean).toBeGreaterThan(0);
      }
  });
});

describe("stirlingRest", () => {
  it("is what Stirling's formula leaves of ln k!, k from 0 to 150 (within 1e-10)", () => {
    for (let k = 0; k <= 150; k++) {
      const formula = (k + 0.5) * Math.log(k + 1) - (k + 1) + 0.5 * Math.log(2 * Math.PI);
      expect(Math.abs(LOG_FACTORIAL[k] - formula - kernel.stirlingRest(k))).toBeLessThan(1e-10);
    }
  });
});
