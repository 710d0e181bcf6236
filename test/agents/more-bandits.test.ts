import { describe, expect, test } from "vitest";
import { budgetedMix } from "../../agents/math/budgeted-mix.js";
import { drawByWeight } from "../../agents/math/draw-by-weight.js";
import { createLinearPosterior } from "../../agents/math/linear-posterior.js";
import { createRidge } from "../../agents/math/ridge.js";
import { createRng } from "../../agents/math/rng.js";
import { bernoulliBandit } from "../../envs/bernoulli-bandit.js";
import { make } from "../../envs/registry.js";
import type { Env } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { makeAgent, meanAndError, play } from "./play.js";

const three = {
  id: "three",
  observationSpace: { kind: "discrete", n: 1 },
  actionSpace: { kind: "discrete", n: 3 },
  slots: [],
} as unknown as Env;
const lesson = { observation: 0, nextObservation: 0, terminated: false, truncated: false, info: {} };
function teach(agent: ReturnType<typeof makeAgent>, lessons: [action: number, reward: number][]) {
  for (const [action, reward] of lessons) agent.learn?.({ ...lesson, action, reward });
}

describe("by hand", () => {
  test("kl-ucb: of means .5 over 1 and 100 pulls the bound of the first is higher, and n KL(mean, bound) = ln t", () => {
    const agent = makeAgent("kl-ucb", three);
    teach(agent, [[0, 0.5], ...Array.from({ length: 100 }, (_, i): [number, number] => [1, i % 2]), [2, 0]]);
    expect(agent.act(0, {})).toBe(0);
    // with rewards beyond 0 to 1 the law is normal: .5 + sqrt(2 ln t) against 9 + ...
    teach(agent, [[2, 18]]);
    expect(agent.act(0, {})).toBe(2);
  });

  test("softmax at temperature 1 with means 0, ln 2, ln 5: 1/8, 2/8, 5/8, within 4 standard errors of 8,000 draws", () => {
    const agent = makeAgent("softmax", three, { params: { temperature: 1 } });
    teach(agent, [
      [0, 0],
      [1, Math.log(2)],
      [2, Math.log(5)],
    ]);
    const counts = [0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[agent.act(0, {}) as number] += 1;
    [1, 2, 5].forEach((weight, arm) => {
      const p = weight / 8;
      expect(Math.abs(counts[arm] - 8000 * p)).toBeLessThan(4 * Math.sqrt(8000 * p * (1 - p)));
    });
    expect(agent.act(0, { mask: Uint8Array.of(1, 0, 0) })).toBe(0);
  });

  test("exp3 multiplies the weight of the arm taken by exp(exploration r / (p K)): from equal weights by e^.5 at exploration .5", () => {
    const agent = makeAgent("exp3", three, { params: { exploration: 0.5 } });
    const action = agent.act(0, {}) as number;
    teach(agent, [[action, 1]]);
    const weights = [...(agent.save().logWeight as Float64Array)];
    expect(weights[action]).toBeCloseTo(0.5, 12);
    expect(weights.filter((_, a) => a !== action)).toEqual([0, 0]);
  });

  test("sliding-window-ucb forgets what is older than its window", () => {
    const agent = makeAgent("sliding-window-ucb", three, { params: { window: 3, width: 0 } });
    teach(agent, [
      [0, 9],
      [1, 1],
      [2, 2],
    ]);
    expect(agent.act(0, {})).toBe(0);
    teach(agent, [[1, 1]]);
    expect(agent.act(0, {})).toBe(0); // now without a pull in the window: tried again first
    teach(agent, [[0, 0]]);
    expect(agent.act(0, {})).toBe(2);
  });

  test("discounted-ucb at keep .5 weighs the last reward of an arm twice the one before", () => {
    const agent = makeAgent("discounted-ucb", three, { params: { keep: 0.5, width: 0 } });
    teach(agent, [
      [0, 0],
      [0, 3],
      [1, 1.9],
      [2, 0],
    ]);
    // (.5 x 0 + 3) / 1.5 = 2
    expect(agent.act(0, {})).toBe(0);
    expect(agent.act(0, { mask: Uint8Array.of(0, 1, 1) })).toBe(1);
  });

  test("logistic-thompson moves towards success and grows sure: one success at x = 1 from N(0, 1) has its mode at .401", () => {
    const env = {
      ...three,
      observationSpace: {
        kind: "box",
        shape: [3, 1],
        low: new Float64Array(3).fill(-9),
        high: new Float64Array(3).fill(9),
      },
      slots: ["a", "b", "c"].map((name) => ({ name, meaning: "", unit: "", low: -9, high: 9 })),
    } as unknown as Env;
    const agent = makeAgent("logistic-thompson", env, { params: { ridge: 1 } });
    const observation = Float32Array.of(1, 0, 0);
    agent.learn?.({ ...lesson, observation, nextObservation: observation, action: 0, reward: 1 });
    // w = 1 - sigmoid(w)
    const [mean] = agent.save().mean as Float64Array;
    expect(mean).toBeCloseTo(1 - 1 / (1 + Math.exp(-mean)), 9);
    expect(mean).toBeCloseTo(0.401058, 5);
    expect((agent.save().precision as Float64Array)[0]).toBeCloseTo(1 + mean * (1 - mean), 9);
  });

  test("a budgeted mix spends half a unit a period on prices 2 and 3 that sell with 1 and .25", () => {
    const out = new Float64Array(2);
    budgetedMix(Float64Array.of(2, 3), Float64Array.of(1, 0.25), 0.5, out);
    // 3 x .25 x 2/3 + 2 x 1/3 = 1.1667 beats half of 2 x 1
    expect([...out].map((x) => x.toFixed(9))).toEqual(["0.333333333", "0.666666667"]);
    budgetedMix(Float64Array.of(2, 3), Float64Array.of(1, 0.25), 5, out);
    expect([...out]).toEqual([1, 0]);
    budgetedMix(Float64Array.of(2, 3), Float64Array.of(0, 0), 5, out);
    expect([...out]).toEqual([0, 0]);
  });
});

describe("laws", () => {
  test("a budgeted mix earns what the linear solver finds, on 50 random problems", async () => {
    const lp = await loadSolver();
    const rng = createRng("mix");
    for (let problem = 0; problem < 50; problem++) {
      const n = 1 + rng.int(6);
      const price = Float64Array.from({ length: n }, () => 1 + 9 * rng.uniform());
      const demand = Float64Array.from({ length: n }, () => rng.uniform());
      const rate = rng.uniform();
      const out = new Float64Array(n);
      budgetedMix(price, demand, rate, out);
      const { objective } = lp.solve({
        sense: "maximise",
        variables: [...price].map((p, a) => ({ name: `x${a}`, objective: p * demand[a] })),
        constraints: [
          { name: "stock", terms: [...demand].map((d, a) => [a, d] as const), high: rate },
          { name: "time", terms: [...demand].map((_, a) => [a, 1] as const), high: 1 },
        ],
      });
      expect(out.reduce((sum, x, a) => sum + x * price[a] * demand[a], 0)).toBeCloseTo(objective, 7);
      expect(out.reduce((sum, x, a) => sum + x * demand[a], 0)).toBeLessThan(rate + 1e-12);
    }
  });

  test("the linear posterior's mean is ridge regression's, and its draws have covariance V^-1, within 4 standard errors", () => {
    const rng = createRng("posterior");
    const posterior = createLinearPosterior(3, 0.7);
    const ridge = createRidge(3, 0.7);
    for (let row = 0; row < 40; row++) {
      const x = Float64Array.from({ length: 3 }, () => rng.normal());
      const y = x[0] - 2 * x[1] + rng.normal();
      posterior.update(x, 0, y);
      ridge.update(x, 0, y);
    }
    for (let i = 0; i < 3; i++) expect(posterior.mean[i]).toBeCloseTo(ridge.theta[i], 9);
    const n = 5000;
    const sum = new Float64Array(9);
    const drawn = new Float64Array(3);
    for (let draw = 0; draw < n; draw++) {
      posterior.draw(2, rng, drawn);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) sum[3 * i + j] += (drawn[i] - posterior.mean[i]) * (drawn[j] - posterior.mean[j]);
    }
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const variance = 16 * (ridge.inverse[4 * i] * ridge.inverse[4 * j] + ridge.inverse[3 * i + j] ** 2);
        expect(Math.abs(sum[3 * i + j] / n - 4 * ridge.inverse[3 * i + j])).toBeLessThan(4 * Math.sqrt(variance / n));
      }
  });

  test("weights that are none are refused", () => {
    const rng = createRng("weights");
    expect(() => drawByWeight(Float64Array.of(0, 0), rng)).toThrow(RangeError);
    expect(() => drawByWeight(Float64Array.of(Number.NaN), rng)).toThrow(RangeError);
    for (let i = 0; i < 50; i++) expect(drawByWeight(Float64Array.of(0, 2, 0), rng)).toBe(1);
  });
});

describe("where the best arm turns bad after 8,000 of 10,000 pulls", () => {
  const drifting = (spec: string, params: object, seed: string) => {
    const before = bernoulliBandit.create({ means: [0.9, 0.1], horizon: 8000 });
    const after = bernoulliBandit.create({ means: [0.1, 0.8], horizon: 2000 });
    const agent = makeAgent(spec, before, { seed, params: { width: 0.5, ...params } });
    return [before, after].reduce((total, env) => total + play(env, agent, { seed }), 0);
  };

  test.each([
    ["sliding-window-ucb", { window: 300 }],
    ["discounted-ucb", { keep: 0.995 }],
  ])("%s earns more than ucb1, by 4 standard errors of 10 runs", (spec, params) => {
    const gains = Array.from(
      { length: 10 },
      (_, run) => drifting(spec, params, String(run)) - drifting("ucb1", {}, String(run)),
    );
    const { mean, error } = meanAndError(gains);
    expect(mean).toBeGreaterThan(4 * error);
  });
});

test("neural-linear beats lin-ucb where rewards are not linear: by more than 4 standard errors of 4 runs", () => {
  /** Pays 1 where the arm is the quadrant's parity, which no linear model of x tells. */
  const parity = (): Env => {
    const buffers = [new Float32Array(2), new Float32Array(2)];
    let observation = buffers[0];
    const rng = createRng("parity");
    const info = {};
    const deal = () => {
      observation = observation === buffers[0] ? buffers[1] : buffers[0];
      for (let i = 0; i < 2; i++) observation[i] = 2 * rng.uniform() - 1;
      return observation;
    };
    const inner = make("BernoulliBandit-v1", { means: [0.5, 0.5] }) as unknown as Env;
    return {
      ...inner,
      observationSpace: {
        kind: "box",
        shape: [2],
        low: new Float64Array(2).fill(-1),
        high: new Float64Array(2).fill(1),
      },
      slots: ["x", "y"].map((name) => ({ name, meaning: "", unit: "1", low: -1, high: 1 })),
      reset: () => ({ observation: deal(), info }),
      step(action) {
        const right = observation[0] * observation[1] > 0 ? 1 : 0;
        const reward = action === right ? 1 : 0;
        return { observation: deal(), reward, terminated: false, truncated: false, info };
      },
    };
  };
  const gains = Array.from({ length: 4 }, (_, run) => {
    const score = (spec: string) => {
      const env = parity();
      return play(
        env,
        makeAgent(spec, env, {
          seed: String(run),
          params: spec === "neural-linear" ? { steps: 200, learningRate: 0.01 } : {},
        }),
        { steps: 1000 },
      );
    };
    return score("neural-linear") - score("lin-ucb");
  });
  const { mean, error } = meanAndError(gains);
  expect(mean).toBeGreaterThan(Math.max(80, 4 * error));
});
