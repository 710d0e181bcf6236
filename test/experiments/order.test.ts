import { expect, test } from "vitest";
import { createOrder, kindOf, workOf } from "../../experiments/order.js";
import { small } from "./small-experiment.js";

/** Cells seed by seed, of policies that take so long each. */
function cells(takes: Record<string, number>, seeds: number) {
  return Array.from({ length: seeds }, (_, seed) => String(seed + 1)).flatMap((seed) =>
    Object.keys(takes).map((label) => ({ problem: "shop", policy: { label }, seed })),
  ) as unknown as Parameters<typeof createOrder>[0];
}

function orderOf(takes: Record<string, number>, seeds: number, lanes: number): string[] {
  const order = createOrder(cells(takes, seeds), { lanes, expected: (kind) => takes[kind.split("/")[1]] });
  const names: string[] = [];
  for (let cell = order.next(); cell !== undefined; cell = order.next()) names.push(`${cell.policy.label}${cell.seed}`);
  return names;
}

/** When the last lane is done, if each takes the next cell as it gets free. */
function makespan(names: readonly string[], takes: Record<string, number>, lanes: number): number {
  const busyUntil = new Array<number>(lanes).fill(0);
  for (const name of names) {
    const lane = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[lane] += takes[name.replace(/\d+$/, "")];
  }
  return Math.max(...busyUntil);
}

test("seeds go in order and the longest of each first; a cell that would be the last to end goes at once", () => {
  // 2 lanes, 3 seeds of 1 + 2: 9 in all, so 2 x 2 < 9: seed by seed. With b3, a3, b2, a2 left, 6: still; with b3, a3, a2 left: 2 x 2 < 4 no: b3
  expect(orderOf({ a: 1, b: 2 }, 3, 2)).toEqual(["b1", "a1", "b2", "b3", "a2", "a3"]);
  // one long kind that outlasts all else: all of it first
  expect(orderOf({ a: 1, long: 50 }, 2, 4)).toEqual(["long1", "long2", "a1", "a2"]);
  expect(orderOf({ a: 1, b: 1 }, 2, 1)).toEqual(["a1", "b1", "a2", "b2"]);
});

test("every cell is handed out once, and sweeps end no later than by the longest first alone, give or take a tenth", () => {
  const takes = { rule: 1, bandit: 7, plan: 3, network: 90, calendar: 2 };
  for (const lanes of [1, 2, 3, 8, 32])
    for (const seeds of [1, 2, 5, 20]) {
      const names = orderOf(takes, seeds, lanes);
      expect(new Set(names).size).toBe(5 * seeds);
      const longestFirst = [...names].sort((a, b) => cost(b) - cost(a));
      const floor = makespan(longestFirst, takes, lanes);
      expect(makespan(names, takes, lanes), `${lanes} lanes, ${seeds} seeds`).toBeLessThanOrEqual(1.1 * floor);
      function cost(name: string): number {
        return takes[name.replace(/\d+$/, "") as keyof typeof takes];
      }
    }
});

test("the guess before anything was seen is shopper-days, training counted for what learns alone", async () => {
  const experiment = small();
  const work = await workOf(experiment);
  const day = 40 * (5 + 14 + 6);
  expect(Object.fromEntries(work)).toEqual({
    "campaign-season/no-promotion": 2 * day,
    "campaign-season/always-promote": 2 * day,
    "campaign-season/epsilon-greedy": (2 + 3) * day,
  });
  expect(kindOf({ problem: "a", policy: experiment.policies[0] })).toBe("a/no-promotion");
});
