import { describe, expect, it } from "vitest";
import { hashText, rootKey, subKey, uniformAt, wordAt } from "../../../sim/math/key.js";

/** chi-square statistic less its mean, in standard deviations, of counts that should be equal */
function chiSquareZ(counts: Float64Array, draws: number): number {
  const expected = draws / counts.length;
  let sum = 0;
  for (const count of counts) sum += (count - expected) ** 2 / expected;
  const freedom = counts.length - 1;
  return (sum - freedom) / Math.sqrt(2 * freedom);
}

const draws: Record<string, (i: number) => number> = {
  entity: (i) => wordAt(123, 456, i),
  day: (i) => {
    const key = subKey(rootKey("7", "evaluate", 0, 0), i);
    return wordAt(key.key0, key.key1, 99);
  },
  episode: (i) => wordAt(rootKey("7", "train", i, 0).key0, rootKey("7", "train", i, 0).key1, 5),
  seed: (i) => wordAt(rootKey(String(i), "train", 0, 0).key0, rootKey(String(i), "train", 0, 0).key1, 5),
  slot: (i) => wordAt(rootKey("7", "train", 0, i).key0, rootKey("7", "train", 0, i).key1, 5),
};

describe.each(Object.entries(draws))("keyed draws along %s", (_name, draw) => {
  const N = 65_536;
  const words = Float64Array.from({ length: N }, (_, i) => draw(i));

  it("fill 256 bins of their highest and of their lowest bits evenly (chi-square within 4.5 s.d.)", () => {
    const high = new Float64Array(256);
    const low = new Float64Array(256);
    for (const word of words) {
      high[word >>> 24] += 1;
      low[word & 255] += 1;
    }
    expect(Math.abs(chiSquareZ(high, N))).toBeLessThan(4.5);
    expect(Math.abs(chiSquareZ(low, N))).toBeLessThan(4.5);
  });

  it("show no correlation with the next one, nor with the one 64 on (within 4.5 s.e.)", () => {
    for (const lag of [1, 64]) {
      let sum = 0;
      for (let i = lag; i < N; i++) sum += (words[i] / 2 ** 32 - 0.5) * (words[i - lag] / 2 ** 32 - 0.5);
      const standardError = 1 / 12 / Math.sqrt(N - lag);
      expect(Math.abs(sum / (N - lag))).toBeLessThan(4.5 * standardError);
    }
  });

  it("space birthdays as chance does: repeated gaps among 1,024 birthdays in 2^24 days are Poisson(16)", () => {
    let repeats = 0;
    const rounds = 32;
    for (let round = 0; round < rounds; round++) {
      const days = Float64Array.from(words.subarray(round * 1024, (round + 1) * 1024), (word) =>
        Math.floor(word / 256),
      );
      const gaps = days
        .sort()
        .map((day, i) => (i === 0 ? day : day - days[i - 1]))
        .sort();
      for (let i = 1; i < gaps.length; i++) if (gaps[i] === gaps[i - 1]) repeats += 1;
    }
    const mean = (rounds * 1024 ** 3) / (4 * 2 ** 24);
    expect(Math.abs(repeats - mean)).toBeLessThan(4.5 * Math.sqrt(mean));
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
