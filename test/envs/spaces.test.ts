import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import { spaceFromJson, spaceToJson } from "../../envs/space-json.js";
import {
  box,
  contains,
  dict,
  discrete,
  equalSpaces,
  malformed,
  misfit,
  multiDiscrete,
  sample,
} from "../../envs/spaces.js";
import type { PlainSpace, Space, ValueOf } from "../../envs/types.js";

const plainSpace: fc.Arbitrary<PlainSpace> = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map(discrete),
  fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }).map(multiDiscrete),
  fc
    .array(
      fc
        .tuple(
          fc.oneof(fc.constant(-Infinity), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
          fc.oneof(fc.constant(Infinity), fc.double({ min: 0, max: 1e6, noNaN: true })),
        )
        .map(([low, width]) => [low, low === -Infinity ? width : low + width] as const),
      { minLength: 1, maxLength: 6 },
    )
    .map((bounds) =>
      box(
        bounds.map(([low]) => low),
        bounds.map(([, high]) => high),
        [bounds.length],
      ),
    ),
);
const anySpace: fc.Arbitrary<Space> = fc.oneof(
  plainSpace,
  fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), plainSpace, { minKeys: 1, maxKeys: 3 }).map(dict),
);

describe("by hand", () => {
  test("a discrete space of 3 holds 0, 1 and 2, and nothing else", () => {
    const space = discrete(3);
    expect([0, 1, 2].every((value) => contains(space, value))).toBe(true);
    for (const value of [-1, 3, 1.5, NaN, "1", undefined, null, [1], true]) expect(contains(space, value)).toBe(false);
  });

  test("a multi-discrete space wants an Int32Array of its slots, each below its count", () => {
    const space = multiDiscrete([2, 3]);
    expect(contains(space, Int32Array.of(1, 2))).toBe(true);
    expect(contains(space, Int32Array.of(2, 2))).toBe(false);
    expect(contains(space, Int32Array.of(1))).toBe(false);
    expect(contains(space, Float32Array.of(1, 2))).toBe(false);
    expect(contains(space, [1, 2])).toBe(false);
  });

  test("a box includes its bounds, which are rounded to Float32 as its values are", () => {
    const space = box([0.1, -Infinity], [0.7, 5], [2]);
    expect(contains(space, Float32Array.of(0.1, -1e30))).toBe(true);
    expect(contains(space, Float32Array.of(0.7, 5))).toBe(true);
    expect(contains(space, Float32Array.of(0.70001, 5))).toBe(false);
    expect(contains(space, Float32Array.of(0.5, NaN))).toBe(false);
    expect(contains(space, Float64Array.of(0.5, 0))).toBe(false);
  });

  test("a dict wants exactly its entries", () => {
    const space = dict({ a: discrete(2), b: multiDiscrete([2]) });
    expect(contains(space, { a: 1, b: Int32Array.of(1) })).toBe(true);
    expect(contains(space, { a: 1 })).toBe(false);
    expect(contains(space, { a: 1, b: Int32Array.of(1), c: 0 })).toBe(false);
    expect(contains(space, null)).toBe(false);
  });

  test("a misfit says what was found and what was expected", () => {
    expect(misfit(discrete(4), 7)?.message).toBe("found 7, expected a whole number from 0 to 3");
    expect(misfit(multiDiscrete([2, 3]), Int32Array.of(0, 5))?.message).toBe("found 5 in slot 1, expected 0 to 2");
    expect(misfit(box(0, 1, [2]), Float32Array.of(0, 2))?.message).toBe("found 2 in element 1, expected 0 to 1");
    expect(misfit(dict({ a: discrete(2) }), { a: "x" })).toEqual({
      wrongType: true,
      message: 'entry a: found "x", expected a whole number from 0 to 1',
    });
  });

  test("constructors refuse what is no space", () => {
    expect(() => discrete(0)).toThrow("n must be a whole number of at least 1, got 0");
    expect(() => discrete(2.5)).toThrow(RangeError);
    expect(() => multiDiscrete([])).toThrow("at least one slot");
    expect(() => multiDiscrete([2, 0])).toThrow("counts[1]");
    expect(() => box(1, 0, [2])).toThrow("element 0 needs low <= high, got 1 and 0");
    expect(() => box(NaN, 0, [2])).toThrow(RangeError);
    expect(() => box([0], 1, [2])).toThrow("low needs 2 bounds, got 1");
    expect(() => box(0, 1, [0])).toThrow("sizes");
    expect(() => dict({})).toThrow("at least one entry");
  });

  test("malformed finds in a space made by hand what the constructors refuse", () => {
    expect(malformed(dict({ a: discrete(2) }))).toBeUndefined();
    expect(malformed({ kind: "discrete", n: 0 })).toContain("got 0");
    expect(malformed(dict({ a: { kind: "multi-discrete", counts: [] } }))).toContain("entry a");
    expect(malformed({ kind: "ball" } as unknown as Space)).toContain('found kind "ball"');
  });

  test("infinities survive JSON as text", () => {
    const text = JSON.stringify(spaceToJson(box([-Infinity, 0], [1, Infinity], [2])));
    expect(text).toBe('{"kind":"box","shape":[2],"low":["-Infinity",0],"high":[1,"Infinity"]}');
    expect(equalSpaces(spaceFromJson(JSON.parse(text)), box([-Infinity, 0], [1, Infinity], [2]))).toBe(true);
  });

  test("JSON that describes no space is refused", () => {
    expect(() => spaceFromJson({ kind: "discrete", n: 2, m: 3 })).toThrow();
    expect(() => spaceFromJson({ kind: "discrete", n: -2 })).toThrow("got -2");
  });

  test("spaces that differ in one number are not equal", () => {
    expect(equalSpaces(discrete(2), discrete(3))).toBe(false);
    expect(equalSpaces(discrete(2), multiDiscrete([2]))).toBe(false);
    expect(equalSpaces(multiDiscrete([2, 3]), multiDiscrete([3, 2]))).toBe(false);
    expect(equalSpaces(box(0, 1, [2]), box(0, [1, 2], [2]))).toBe(false);
    expect(equalSpaces(box(0, 1, [2, 3]), box(0, 1, [3, 2]))).toBe(false);
    expect(equalSpaces(dict({ a: discrete(2) }), dict({ b: discrete(2) }))).toBe(false);
  });

  test("a mask of the wrong length, or one that allows nothing, is refused", () => {
    expect(() => sample(discrete(3), createRng("m"), Uint8Array.of(1, 1))).toThrow(
      "the mask has 2 choices, the space 3",
    );
    expect(() => sample(multiDiscrete([2, 2]), createRng("m"), Uint8Array.of(1, 1, 0, 0))).toThrow(
      "none of the choices 2 to 3",
    );
  });
});

describe("types", () => {
  test("a sample has the type of its space's values, and contains narrows to it", () => {
    const rng = createRng("types");
    const a: number = sample(discrete(2), rng);
    const b: Int32Array = sample(multiDiscrete([2]), rng);
    const c: Float32Array = sample(box(0, 1, [1]), rng);
    const space = dict({ lever: multiDiscrete([2]), price: box(0, 1, [1]) });
    const d: { lever: Int32Array; price: Float32Array } = sample(space, rng);
    // @ts-expect-error a dict's sample has no entry that its space has not
    const missing = d.other;
    // @ts-expect-error a multi-discrete value is not a number
    const wrong: ValueOf<ReturnType<typeof multiDiscrete>> = 1;
    const unknownValue: unknown = d;
    expect(contains(space, unknownValue) && unknownValue.lever.length).toBe(1);
    expect([a, b.length, c.length, missing, wrong]).toEqual([a, 1, 1, undefined, 1]);
  });
});

describe("laws", () => {
  test("every sample is contained", () => {
    fc.assert(
      fc.property(anySpace, fc.string(), (space, seed) => {
        const rng = createRng(seed);
        for (let k = 0; k < 20; k++) expect(misfit(space, sample(space, rng))).toBeUndefined();
      }),
    );
  });

  test("a space survives JSON", () => {
    fc.assert(
      fc.property(anySpace, (space) => {
        expect(equalSpaces(spaceFromJson(JSON.parse(JSON.stringify(spaceToJson(space)))), space)).toBe(true);
      }),
    );
  });

  test("a masked sample is legal in every slot, whatever the mask", () => {
    const slots = fc.array(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }).filter((m) => m.includes(true)),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(slots, fc.string(), (legal, seed) => {
        const mask = Uint8Array.from(legal.flat(), Number);
        const value = sample(multiDiscrete(legal.map((m) => m.length)), createRng(seed), mask);
        expect(legal.map((slot, s) => slot[value[s]])).not.toContain(false);
      }),
    );
  });
});

describe("statistics", () => {
  test("masked choices are equally likely: 3 of 5, 30,000 draws, each within 4 standard errors of a third", () => {
    const rng = createRng("uniform");
    const counts = new Float64Array(5);
    for (let k = 0; k < 30_000; k++) counts[sample(discrete(5), rng, Uint8Array.of(1, 0, 1, 0, 1))] += 1;
    const standardError = Math.sqrt(30_000 * (1 / 3) * (2 / 3));
    expect([counts[1], counts[3]]).toEqual([0, 0]);
    for (const choice of [0, 2, 4]) expect(Math.abs(counts[choice] - 10_000)).toBeLessThan(4 * standardError);
  });

  test("a box draws uniform between two bounds, exponential from one, normal from none: means within 4 standard errors", () => {
    const rng = createRng("box");
    const space = box([2, 3, -Infinity, -Infinity], [4, Infinity, 3, Infinity], [4]);
    const expected = [3, 4, 2, 0];
    const deviation = [2 / Math.sqrt(12), 1, 1, 1];
    const sums = [0, 0, 0, 0];
    const draws = 20_000;
    for (let k = 0; k < draws; k++) {
      const value = sample(space, rng);
      for (let i = 0; i < 4; i++) sums[i] += value[i];
    }
    for (let i = 0; i < 4; i++)
      expect(Math.abs(sums[i] / draws - expected[i])).toBeLessThan((4 * deviation[i]) / Math.sqrt(draws));
  });
});
