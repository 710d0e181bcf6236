import { beforeAll, describe, expect, test } from "vitest";
import { createAgent } from "../../../agents/fit.js";
import { createRng } from "../../../agents/math/rng.js";
import { agents } from "../../../agents/registry.js";
import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import type { Player } from "../../../experiments/ope/agent-target.js";
import { type StudyReport, studyEstimators } from "../../../experiments/ope/study.js";
import { drawStudyLog } from "../../../experiments/ope/study-log.js";

const env = make("BernoulliBandit-v1", { means: [0.7, 0.3], horizon: 300 }) as unknown as Env;

function player(name: "random" | "epsilon-greedy"): Player {
  const rng = createRng(`study ${name}`);
  return { agent: createAgent({ definition: agents[name], name, env, rng }) as Player["agent"], rng };
}

const order = {
  env,
  logging: player("random").agent,
  exploration: 0,
  episodes: 1,
  seed: "1",
  drift: 0,
  confounding: 0,
  deviation: 1,
  apart: true,
};

describe("a log of the study", () => {
  test("at random is half of each, with propensities of .5 and rewards of the arms", () => {
    const log = drawStudyLog(order);
    expect([log.rows, log.actions, [...new Set(log.propensity)]]).toEqual([300, ["0", "1"], [0.5]]);
    expect(new Set(log.reward)).toEqual(new Set([0, 1]));
    expect(drawStudyLog(order).action).toEqual(log.action);
  });

  test("with drift gives even actions more at first, odd ones less, and the last row what is true", () => {
    const plain = drawStudyLog(order);
    const { reward, action } = drawStudyLog({ ...order, drift: 0.5 });
    const added = (i: number) => reward[i] - plain.reward[i];
    expect(added(0)).toBeCloseTo(action[0] === 0 ? 0.5 : -0.5, 12);
    expect(Math.abs(added(299))).toBeCloseTo(0.5 / 300, 12);
  });

  test("with something hidden keeps every action's frequency, and gives the later action the larger reward", () => {
    const log = drawStudyLog({ ...order, episodes: 20, confounding: 0.6 });
    const plain = drawStudyLog({ ...order, episodes: 20 });
    const share = (one: typeof log) => one.action.reduce((sum, a) => sum + a, 0) / one.rows;
    // 6000 draws: four errors of .0065
    expect(Math.abs(share(log) - 0.5)).toBeLessThan(0.026);
    const mean = (one: typeof log, a: number) => {
      const own = one.reward.filter((_, i) => one.action[i] === a);
      return own.reduce((sum, r) => sum + r, 0) / own.length;
    };
    // E[rho u | U > 1/2] = rho x rho x sqrt(2 / pi) = .36 x .798
    expect(mean(log, 1) - mean(plain, 1)).toBeGreaterThan(0.2);
    expect(mean(log, 0) - mean(plain, 0)).toBeLessThan(-0.2);
  });
});

describe("a study of 120 logs of 300 random pulls, of the arm that pays .7", () => {
  const target = player("epsilon-greedy");
  let report: StudyReport;
  const study = (more: object = {}) =>
    studyEstimators({
      ...order,
      logging: player("random"),
      target,
      logs: 120,
      truthEpisodes: 30,
      options: { resamples: 60, folds: 2 },
      ...more,
    });
  beforeAll(() => {
    for (let pull = 0; pull < 40; pull++) {
      const step = { observation: 0, action: pull % 2, reward: pull % 2 === 0 ? 1 : 0, nextObservation: 0 };
      target.agent.learn!({ ...step, terminated: false, truncated: false, info: {} });
    }
    report = study();
  });

  test("knows the truth", () => {
    expect(Math.abs(report.decision.truth.value - 0.7)).toBeLessThan(4 * report.decision.truth.se);
  });

  test("finds IPW and DR right within four errors, and intervals that cover in 88 to 100 of 100", () => {
    for (const name of ["IPW", "SNIPW", "DR", "SNDR"]) {
      const row = report.decision.estimators.find(({ estimator }) => estimator === name)!;
      expect(Math.abs(row.bias), name).toBeLessThan(4 * row.biasError);
      expect(row.coverage!, name).toBeGreaterThan(0.88);
      expect(row.rmse, name).toBeLessThan(0.08);
    }
  });

  test("finds them wrong where something is hidden, which no check of propensities shows", () => {
    const hidden = study({ confounding: 0.6, logs: 40 });
    const row = hidden.decision.estimators.find(({ estimator }) => estimator === "SNIPW")!;
    // the first arm was pulled when the hidden part was low
    expect(row.bias).toBeLessThan(-4 * row.biasError);
    expect(row.coverage!).toBeLessThan(0.5);
    expect(hidden.calibrationFails).toBeLessThan(0.25);
  });
});
