import { describe, expect, it } from "vitest";
import { hashText, rootKey, uniformAt, wordAt } from "../../../sim/math/key.js";
import { battery, SHORT } from "../../rng/battery.js";
import { coordinates } from "../../rng/coordinates.js";

/** chance, over all coordinates and tests, that true randomness fails one of them */
const FAMILY_WISE = 1e-4;
const LEVEL = FAMILY_WISE / (8 * Object.keys(coordinates).length);

/** 65,536 draws a coordinate; `npm run test:rng` takes four million. */
describe("keyed draws pass chi-square, serial correlation and birthday spacings along", () => {
  it.each(Object.entries(coordinates))("%s", (_name, sequence) => {
    const findings = battery(sequence(), SHORT);
    expect(findings).toHaveLength(8);
    expect(findings.filter(({ p }) => p < LEVEL)).toEqual([]);
  });
});

describe("roots", () => {
  it("are unrelated for neighbouring seeds and slots: no two of 64 x 64 share a key", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 64; seed++)
      for (let slot = 0; slot < 64; slot++) {
        const { key0, key1 } = rootKey(String(seed), "train", 0, slot);
        seen.add(`${key0},${key1}`);
      }
    expect(seen.size).toBe(64 * 64);
  });

  it("differ by role, episode and slot, and (seed 0, slot 1) is not (seed 1, slot 0)", () => {
    const keys = [
      rootKey("1", "train", 0, 0),
      rootKey("1", "tune", 0, 0),
      rootKey("1", "evaluate", 0, 0),
      rootKey("1", "plan", 0, 0),
      rootKey("1", "train", 1, 0),
      rootKey("1", "train", 0, 1),
      rootKey("0", "train", 0, 1),
      rootKey("11", "train", 0, 0),
    ].map((key) => JSON.stringify(key));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("are the same for the same name, and stay what they were in version 1", () => {
    expect(rootKey("7", "evaluate", 3, 0)).toEqual(rootKey("7", "evaluate", 3, 0));
    expect(hashText("promolab")).toBe(hashText("promolab"));
    expect(hashText("ab")).not.toBe(hashText("ba"));
  });
});

describe("wordAt", () => {
  it("never gives two entities the same word under one key", () => {
    const words = new Set<number>();
    for (let entity = 0; entity < 100_000; entity++) words.add(wordAt(-5, 77, entity));
    expect(words.size).toBe(100_000);
  });

  it("flips about half of its bits when one bit of key or entity flips", () => {
    let flips = 0;
    let cases = 0;
    for (let bit = 0; bit < 32; bit++)
      for (let i = 0; i < 64; i++) {
        const word = wordAt(i * 7919, i * 104_729, i);
        for (const other of [
          wordAt((i * 7919) ^ (1 << bit), i * 104_729, i),
          wordAt(i * 7919, (i * 104_729) ^ (1 << bit), i),
          wordAt(i * 7919, i * 104_729, i ^ (1 << bit)),
        ]) {
          let differing = word ^ other;
          for (; differing !== 0; differing &= differing - 1) flips += 1;
          cases += 1;
        }
      }
    expect(Math.abs(flips / cases - 16)).toBeLessThan(0.5);
  });

  it("makes uniforms strictly between 0 and 1", () => {
    let least = 1;
    let most = 0;
    for (let entity = 0; entity < 100_000; entity++) {
      const u = uniformAt(1, 2, entity);
      least = Math.min(least, u);
      most = Math.max(most, u);
    }
    expect(least).toBeGreaterThan(0);
    expect(most).toBeLessThan(1);
  });
});
