import { describe, expect, it } from "vitest";
import { kMeans, nearestCentre, type Points } from "../../../agents/math/k-means.js";
import { createRng } from "../../../agents/math/rng.js";
import { meanSilhouette } from "../../../agents/math/silhouette.js";

const twoHeaps: Points = [
  [0, 0],
  [1, 0],
  [0, 1],
  [5, 5],
  [6, 5],
  [5, 6],
  [2, 2],
];

/** Least inertia over all ways to put points in two clusters. */
function leastOfAll(points: Points): number {
  let least = Number.POSITIVE_INFINITY;
  for (let parts = 1; parts < 1 << (points.length - 1); parts++) {
    let inertia = 0;
    for (const part of [0, 1]) {
      const members = points.filter((_, i) => ((parts >> i) & 1) === part);
      const centre = points[0].map((_, d) => members.reduce((sum, point) => sum + point[d], 0) / members.length);
      for (const point of members) inertia += point.reduce((sum, x, d) => sum + (x - centre[d]) ** 2, 0);
    }
    least = Math.min(least, inertia);
  }
  return least;
}

describe("worked by hand", () => {
  it("two heaps have their means as centres: (3/4, 3/4) of four points and (16/3, 16/3) of three", () => {
    const { centres, own, inertia } = kMeans(twoHeaps, 2, { rng: createRng("heaps"), starts: 5 });
    const left = own[0];
    expect([...own]).toEqual([left, left, left, 1 - left, 1 - left, 1 - left, left]);
    expect(centres[left][0]).toBeCloseTo(0.75, 12);
    expect(centres[1 - left][1]).toBeCloseTo(16 / 3, 12);
    // squares less means: 2 (5 - 4 9/16) + 2 (86 - 3 256/9)
    expect(inertia).toBeCloseTo(5.5 + 4 / 3, 12);
  });

  it("one cluster is the mean, as many clusters as points leave no distance", () => {
    const { centres } = kMeans(twoHeaps, 1, { rng: createRng("one"), starts: 1 });
    expect(centres[0][0]).toBeCloseTo(19 / 7, 12);
    expect(kMeans(twoHeaps, 7, { rng: createRng("all"), starts: 1 }).inertia).toBe(0);
  });
});

describe("against the definition in NumPy 2.4.6", () => {
  it("the two heaps have a mean silhouette of .757533", () => {
    expect(meanSilhouette(twoHeaps, Int32Array.of(0, 0, 0, 1, 1, 1, 0))).toBeCloseTo(0.7575327197374913, 12);
  });
});

describe("laws", () => {
  it("finds the best of all partitions of twelve points in two, whatever they are", () => {
    for (let round = 0; round < 20; round++) {
      const rng = createRng(`round ${round}`);
      const points = Array.from({ length: 12 }, () => [rng.normal(), rng.normal()]);
      const { inertia } = kMeans(points, 2, { rng, starts: 10 });
      expect(inertia).toBeCloseTo(leastOfAll(points), 9);
    }
  });

  it("puts every point by its nearest centre, and the same seed finds the same", () => {
    const rng = createRng("cloud");
    const points = Array.from({ length: 300 }, () => [rng.normal(), rng.normal(), rng.uniform()]);
    const first = kMeans(points, 6, { rng: createRng("a"), starts: 3 });
    points.forEach((point, i) => {
      expect(nearestCentre(point, first.centres).index).toBe(first.own[i]);
    });
    expect(kMeans(points, 6, { rng: createRng("a"), starts: 3 })).toEqual(first);
  });

  it("equal points are one: fewer different ones than clusters are refused", () => {
    const points = [[1], [1], [2], [2]];
    expect(kMeans(points, 2, { rng: createRng("twins"), starts: 3 }).inertia).toBe(0);
    expect(() => kMeans(points, 3, { rng: createRng("twins"), starts: 3 })).toThrow(
      "kMeans: 3 clusters of 2 different points",
    );
    expect(() => kMeans(points, 0, { rng: createRng("twins"), starts: 3 })).toThrow(RangeError);
    expect(() => meanSilhouette(points, Int32Array.of(0, 0, 0, 0))).toThrow("needs at least 2 clusters");
  });

  it("a silhouette is 1 for clusters of equal points, 0 for points alone, and below 0 where points are in the wrong one", () => {
    expect(meanSilhouette([[0], [0], [4], [4]], Int32Array.of(0, 0, 1, 1))).toBe(1);
    expect(meanSilhouette([[0], [4]], Int32Array.of(0, 1))).toBe(0);
    expect(meanSilhouette([[0], [4], [0], [4]], Int32Array.of(0, 0, 1, 1))).toBeLessThan(0);
  });
});
