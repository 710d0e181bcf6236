import { describe, expect, test } from "vitest";
import { argmax, argmaxOfRow, legalOf, maxOfRow, randomChoice } from "../../../agents/math/choose.js";
import { createRng } from "../../../agents/math/rng.js";

const mask = (...legal: number[]) => Uint8Array.from(legal);

describe("argmax", () => {
  test("takes the largest, the first of equals", () => {
    expect(argmax([1, 3, 2])).toBe(1);
    expect(argmax([1, 3, 3])).toBe(1);
  });

  test("skips what is illegal, however large", () => {
    expect(argmax([9, 3, 5, 5], mask(0, 1, 1, 1))).toBe(2);
  });

  test("draws uniformly among legal equals: counts within 4 standard errors of a third each", () => {
    const rng = createRng("ties");
    const counts = new Float64Array(5);
    for (let i = 0; i < 9000; i++) counts[argmax([7, 7, 7, 1, 7], mask(1, 0, 1, 1, 1), rng)] += 1;
    expect(counts[1] + counts[3]).toBe(0);
    for (const index of [0, 2, 4]) expect(Math.abs(counts[index] - 3000)).toBeLessThan(4 * Math.sqrt(2000));
  });

  test("draws nothing where there is no tie", () => {
    const rng = createRng("none");
    argmax([1, 2, 3], undefined, rng);
    expect(rng.uniform()).toBe(createRng("none").uniform());
  });

  test("takes minus infinity when nothing else is legal, and refuses where nothing is", () => {
    expect(argmax([Number.NEGATIVE_INFINITY, 4], mask(1, 0))).toBe(0);
    expect(() => argmax([1, 2], mask(0, 0))).toThrow("none of 2 choices is legal");
    expect(() => argmax([Number.NaN, Number.NaN])).toThrow(RangeError);
  });

  test("reads a row of a table, and counts from its start", () => {
    const table = [9, 9, 1, 5, 3, 9];
    expect(argmaxOfRow(table, { start: 2, count: 3 })).toBe(1);
    expect(maxOfRow(table, { start: 2, count: 3 })).toBe(5);
    expect(maxOfRow(table, { start: 2, count: 3, legal: mask(1, 0, 1) })).toBe(3);
    expect(() => maxOfRow(table, { start: 2, count: 3, legal: mask(0, 0, 0) })).toThrow("none of 3 choices");
  });
});

describe("randomChoice", () => {
  test("falls evenly on the legal choices of its part of a flat mask, in one draw each", () => {
    const rng = createRng("choice");
    const counts = new Float64Array(4);
    for (let i = 0; i < 9000; i++) counts[randomChoice(4, rng, mask(1, 1, 1, 0, 1, 1), 2)] += 1;
    expect(counts[1]).toBe(0);
    for (const index of [0, 2, 3]) expect(Math.abs(counts[index] - 3000)).toBeLessThan(4 * Math.sqrt(2000));
    const same = createRng("choice");
    for (let i = 0; i < 9000; i++) same.uniform();
    expect(rng.uniform()).toBe(same.uniform());
  });

  test("refuses where nothing is legal", () => {
    expect(() => randomChoice(2, createRng("x"), mask(0, 0))).toThrow("none of 2 choices is legal");
  });
});

test("legalOf refuses a mask of entries, which only a dict action has", () => {
  expect(legalOf({})).toBeUndefined();
  expect(() => legalOf({ mask: { promotion: mask(1) } })).toThrow(TypeError);
});
