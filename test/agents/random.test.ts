import { expect, test } from "vitest";
import type { EnvFacts } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { random } from "../../agents/random.js";
import { market, promotion } from "./two-shelves.js";

const player = (env: EnvFacts) => createAgent({ definition: random, env, rng: createRng("random") });
const observation = new Float32Array(5);

test("random takes each legal choice of each slot equally often, within 4 standard errors", () => {
  const agent = player(promotion);
  const counts = new Float64Array(8);
  const mask = Uint8Array.of(1, 0, 1, 1, 1, 1, 0, 0);
  for (let i = 0; i < 6000; i++) {
    const action = agent.act(observation, { mask }) as Int32Array;
    counts[action[0]] += 1;
    counts[4 + action[1]] += 1;
  }
  [1 / 3, 0, 1 / 3, 1 / 3, 1 / 2, 1 / 2, 0, 0].forEach((share, choice) => {
    expect(Math.abs(counts[choice] / 6000 - share)).toBeLessThanOrEqual(4 * Math.sqrt((share * (1 - share)) / 6000));
  });
});

test("random fills every entry of a dict, under the entry's own mask", () => {
  const mask = { promotion: Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0), restock: Uint8Array.of(0, 0, 1, 1, 0) };
  expect(player(market).act({ promotion: observation, restock: observation }, { mask })).toEqual({
    promotion: Int32Array.of(0, 1),
    restock: Int32Array.of(2, 0),
  });
});

test("random stays within a box: uniform between bounds, beyond one bound by an exponential of mean 1", () => {
  const low = Float64Array.of(2, 5, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
  const high = Float64Array.of(4, Number.POSITIVE_INFINITY, -5, Number.POSITIVE_INFINITY);
  const space = { kind: "box", shape: [4], low, high } as const;
  const agent = player({ id: "box", observationSpace: space, actionSpace: space, slots: [] });
  const sums = new Float64Array(4);
  const squares = new Float64Array(4);
  for (let i = 0; i < 10_000; i++) {
    const action = agent.act(observation, {}) as Float32Array;
    action.forEach((x, k) => {
      expect(x >= low[k] && x <= high[k]).toBe(true);
      sums[k] += x;
      squares[k] += x * x;
    });
  }
  const truth = [
    { mean: 3, variance: 1 / 3 },
    { mean: 6, variance: 1 },
    { mean: -6, variance: 1 },
    { mean: 0, variance: 1 },
  ];
  truth.forEach(({ mean, variance }, k) => {
    expect(Math.abs(sums[k] / 10_000 - mean)).toBeLessThan(4 * Math.sqrt(variance / 10_000));
  });
});
