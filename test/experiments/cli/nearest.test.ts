import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edits, nearest, unknown } from "../../../experiments/cli/nearest.js";

describe("edits, worked by hand", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["swep", "sweep", 1],
    ["sewep", "sweep", 1],
    ["ca", "abc", 3],
  ])("from %s to %s takes %i", (from, to, expected) => {
    expect(edits(from, to)).toBe(expected);
  });
});

describe("edits, laws", () => {
  const word = fc.string({ maxLength: 8 });

  it("cost the same there and back", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(edits(a, b)).toBe(edits(b, a));
      }),
    );
  });

  it("are at least the difference in length and at most the longer word", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(edits(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(edits(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("nearest", () => {
  const agents = ["random", "ucb1", "thompson-sampling", "q-learning"];

  it.each([
    ["thomson-sampling", "thompson-sampling"],
    ["Random", "random"],
    ["usb1", "ucb1"],
    ["q-lerning", "q-learning"],
  ])("takes %s for %s", (typed, meant) => {
    expect(nearest(typed, agents)).toBe(meant);
  });

  it("takes a part of a single name for that name", () => {
    expect(nearest("thompson", agents)).toBe("thompson-sampling");
  });

  it("guesses nothing where two names hold the part, and where nothing is near", () => {
    expect(nearest("ing", agents)).toBeUndefined();
    expect(nearest("deep", agents)).toBeUndefined();
  });
});

describe("unknown", () => {
  it("names the likely meaning, or else all there is", () => {
    expect(unknown("agent", "usb1", ["random", "ucb1"])).toBe('unknown agent "usb1"; did you mean "ucb1"?');
    expect(unknown("agent", "deep", ["random", "ucb1"])).toBe('unknown agent "deep"; one of: random, ucb1');
    expect(unknown("agent", "deep", [])).toBe('unknown agent "deep"');
  });
});
