import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAgent } from "../../../agents/fit.js";
import { createRng } from "../../../agents/math/rng.js";
import { agents, resolveAgent } from "../../../agents/registry.js";
import { make } from "../../../envs/registry.js";
import type { Agent, Env, Rng, RngState } from "../../../envs/types.js";
import { evaluatePolicy } from "../../../experiments/ope/evaluate.js";
import { readDecisionLog } from "../../../experiments/ope/read-log.js";
import { resolveTarget } from "../../../experiments/ope/resolve-target.js";
import { openDecisionLog } from "../../../experiments/ope/write-log.js";
import { createDecisionRecorder, type Decision } from "../../../experiments/portable/decisions.js";
import { runEpisode } from "../../../experiments/portable/episode.js";
import { Trace } from "../../../sim/trace.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "decisions-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bandit = (horizon: number) => make("BernoulliBandit-v1", { horizon }) as unknown as Env;

function play(env: Env, agent: Agent, rng: Rng, recorded: boolean) {
  const decisions: Decision[] = [];
  const recorder = createDecisionRecorder({ agent, rng, env, slotsApart: false, write: (one) => decisions.push(one) });
  const order = { env, agent, seed: "1", role: "train", episode: 0, training: true, trace: new Trace() } as const;
  const result = runEpisode(recorded ? { ...order, recorder } : order);
  return { decisions, ...result };
}

/** Takes choice 1 with the chance that its state says, and cannot tell. */
function coin(chance: number, rng: Rng): Agent {
  return {
    act: () => (rng.uniform() < chance ? 1 : 0),
    save: () => ({ rng: rng.save() }),
    load: (state) => rng.load(state.rng as RngState),
  };
}

describe("propensities", () => {
  test("of an agent that takes no draw are 1", () => {
    const rng = createRng("sure");
    const { decisions } = play(bandit(3), { act: () => 2, save: () => ({}), load() {} }, rng, true);
    expect(decisions.map(({ action, propensity, step }) => [action, propensity, step])).toEqual([
      ["2", 1, 0],
      ["2", 1, 1],
      ["2", 1, 2],
    ]);
  });

  test("of one that cannot tell come within 4.5 standard errors of its chance, .3", () => {
    const rng = createRng("coin");
    const { decisions } = play(bandit(20), coin(0.3, rng), rng, true);
    for (const { action, propensity } of decisions)
      expect(Math.abs(propensity - (action === "1" ? 0.3 : 0.7))).toBeLessThan(4.5 * Math.sqrt(0.21 / 1000));
    expect(new Set(decisions.map(({ action }) => action)).size).toBe(2);
  });

  test("of an agent whose saved state forgets are refused", () => {
    const rng = createRng("forgets");
    let calls = 0;
    const forgetful: Agent = {
      act: () => (rng.uniform() < 2 && calls++ === 0 ? 0 : 1),
      save: () => ({}),
      load() {},
    };
    expect(() => play(bandit(3), forgetful, rng, true)).toThrow("saved state does not bring it back");
  });

  test("of drawn numbers are refused", () => {
    const rng = createRng("numbers");
    const env = {
      actionSpace: { kind: "box", shape: [1], low: Float64Array.of(0), high: Float64Array.of(1) },
    } as const;
    const agent: Agent = { ...coin(0.5, rng), act: () => Float32Array.of(rng.uniform()) };
    const recorder = createDecisionRecorder({ agent, rng, env, slotsApart: false, write() {} });
    recorder.begin(0);
    expect(() => recorder.act(0, {})).toThrow("have densities and no chances");
  });
});

test.each(["thompson-sampling", "softmax", "ucb1"] as const)(
  "a log leaves what %s does as it is, to the bit",
  (name) => {
    const hash = (recorded: boolean) => {
      const rng = createRng("same");
      const env = bandit(25);
      return play(env, createAgent({ definition: agents[name], name, env, rng }), rng, recorded).hash;
    };
    expect(hash(true)).toBe(hash(false));
  },
);

test("slots drawn apart have the product of their chances", () => {
  const counts = [2, 3];
  const env = { actionSpace: { kind: "multi-discrete", counts } } as const;
  const rng = createRng("slots");
  const agent: Agent = {
    act: () => Int32Array.of(rng.uniform() < 0.5 ? 0 : 1, rng.int(3)),
    save: () => ({ rng: rng.save() }),
    load: (state) => rng.load(state.rng as RngState),
  };
  const written: Decision[] = [];
  const recorder = createDecisionRecorder({ agent, rng, env, slotsApart: true, write: (one) => written.push(one) });
  recorder.begin(4);
  recorder.act(Float32Array.of(0.1, 2), { mask: Uint8Array.of(1, 1, 1, 1, 0) });
  recorder.earned(7);
  expect(written[0]).toMatchObject({ episode: 4, step: 0, observation: "[0.1,2]", legal: "11 110", reward: 7 });
  expect(written[0].propensity).toBeCloseTo(1 / 6, 1);
});

describe("the file", () => {
  test.each(["log.csv", "log.parquet"])("%s is whole or not there, and goes through ope", async (name) => {
    const file = join(folder, name);
    const rng = createRng("file");
    const env = bandit(300);
    const agent = createAgent({ definition: resolveAgent("softmax"), name: "softmax", env, rng });
    const writer = openDecisionLog(file);
    const recorder = createDecisionRecorder({ agent, rng, env, slotsApart: false, write: (one) => writer.write(one) });
    runEpisode({ env, agent, seed: "1", role: "train", episode: 0, training: true, recorder });
    expect(existsSync(file)).toBe(false);
    expect(await writer.finish()).toBe(300);
    if (name.endsWith("csv"))
      expect(readFileSync(file, "utf8").split("\n")[0]).toBe("episode,step,observation,legal,action,propensity,reward");
    const log = await readDecisionLog(file, "ours");
    expect([log.rows, log.first?.length, log.actions[0]]).toEqual([300, 2, "0"]);
    const { estimates } = evaluatePolicy(log, await resolveTarget("uniform", log, file), { resamples: 20 });
    expect(estimates.SNIPW.value).toBeGreaterThan(0);
  });

  test("is dropped without a trace", () => {
    const writer = openDecisionLog(join(folder, "gone.parquet"));
    writer.drop();
    expect(existsSync(join(folder, "gone.parquet.ndjson.draft"))).toBe(false);
  });
});
