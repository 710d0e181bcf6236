import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latticeSize, leastGeneral, lossOf, type Node } from "../../../../experiments/data/privacy/lattice.js";

/** Searches, and counts what is asked. */
async function search(tops: Node, fits: (node: Node) => boolean) {
  const asked: string[] = [];
  const found = await leastGeneral(tops, async (node) => {
    asked.push(node.join());
    return fits(node);
  });
  return { found, asked };
}

function all(tops: Node): Node[] {
  return tops.reduce<number[][]>(
    (nodes, top) => nodes.flatMap((node) => Array.from({ length: top + 1 }, (_, level) => [...node, level])),
    [[]],
  );
}

describe("the least general node, worked by hand", () => {
  test("of two that are each as low as they can be, the one that loses less", async () => {
    const good = (node: Node) => (node[0] >= 1 && node[1] >= 1) || node[1] >= 2;
    const { found } = await search([1, 2], good);
    expect(found?.node).toEqual([0, 2]);
    expect(lossOf([0, 2], [1, 2])).toBe(0.5);
    expect(lossOf([1, 1], [1, 2])).toBe(0.75);
  });

  test("is the bottom where that fits, the top where nothing else does, and none where even the top does not", async () => {
    expect((await search([2, 3], () => true)).found?.node).toEqual([0, 0]);
    expect((await search([2, 3], (node) => node.join() === "2,3")).found?.node).toEqual([2, 3]);
    expect((await search([2, 3], () => false)).found).toBeUndefined();
    expect((await search([], () => true)).found?.node).toEqual([]);
    expect(latticeSize([2, 3])).toBe(12);
  });
});

describe("laws", () => {
  test("no node that fits loses less, and none is asked for twice (all nodes enumerated)", async () => {
    const tops = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        tops,
        fc.array(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), { minLength: 1 }),
        async (top, corners) => {
          // What fits is all that lies above one of the corners, and the top.
          const fits = (node: Node) =>
            node.every((level, c) => level === top[c]) ||
            corners.some((corner) => node.every((level, c) => level >= corner[c]));
          const { found, asked } = await search(top, fits);
          const least = Math.min(
            ...all(top)
              .filter(fits)
              .map((node) => lossOf(node, top)),
          );
          expect(found && fits(found.node)).toBe(true);
          expect(lossOf(found?.node ?? [], top)).toBeCloseTo(least, 12);
          expect(new Set(asked).size).toBe(asked.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
