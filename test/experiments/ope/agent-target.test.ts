import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAgent } from "../../../agents/fit.js";
import { createRng } from "../../../agents/math/rng.js";
import { agents } from "../../../agents/registry.js";
import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import { targetOfLearner } from "../../../experiments/ope/agent-target.js";
import { readDecisionLog } from "../../../experiments/ope/read-log.js";
import { resolveTarget } from "../../../experiments/ope/resolve-target.js";
import { saveAgent } from "../../../experiments/ope/saved-agent.js";

let folder = "";
let file = "";
const header = "episode,step,observation,legal,action,propensity,reward";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "agents-"));
  file = join(folder, "log.csv");
  writeFileSync(file, `${header}\n0,0,36,,0,.25,-1\n0,1,24,,1,.25,-1\n0,2,25,,3,.25,-1\n0,3,24,,2,.25,-1\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const walk = { env: "CliffWalking-v1" };
const read = () => readDecisionLog(file, "ours");

describe("an agent on an env's log", () => {
  test("that draws tells its chances: a quarter for each of four", async () => {
    const target = await resolveTarget("random", await read(), file, walk);
    expect([...target.chance]).toEqual([0.25, 0.25, 0.25, 0.25]);
    const all = new Float64Array(4);
    target.fill!(2, all);
    expect([...all]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  test("that learns is refused new, and taken saved, with what it learnt", async () => {
    const log = await read();
    await expect(resolveTarget("q-learning", log, file, walk)).rejects.toThrow(
      "learns as it plays, and new it knows nothing",
    );
    const env = make("CliffWalking-v1") as unknown as Env;
    const rng = createRng("q");
    const agent = createAgent({ definition: agents["q-learning"], name: "q-learning", env, rng });
    // in place 24 going right pays, twice over
    for (let time = 0; time < 2; time++)
      agent.learn!({
        observation: 24,
        action: 1,
        reward: 5,
        nextObservation: 25,
        terminated: true,
        truncated: false,
        info: {},
      });
    const saved = join(folder, "q.json");
    await saveAgent(saved, { spec: "q-learning", params: {}, env: "CliffWalking-v1", agent, rng });
    const { chance } = await resolveTarget(`saved:${saved}`, log, file);
    expect([...chance]).toEqual([1, 1, 0, 0]);
  });

  test("of another env is refused", async () => {
    await expect(resolveTarget("random", await read(), file, { env: "LinearBandit-v1" })).rejects.toThrow(
      "row 1: the observation is none of LinearBandit-v1",
    );
    await expect(resolveTarget(`saved:${file}`, await read(), file)).rejects.toThrow("is no saved agent");
  });
});

describe("an agent on a log of contexts", () => {
  /** Two contexts; what is done pays where it is the context's own. */
  const rng = createRng("contexts");
  const rows = 400;
  const codes = Int32Array.from({ length: rows }, () => rng.int(2));
  const action = Int32Array.from({ length: rows }, () => rng.int(2));
  const log = {
    rows,
    actions: ["a", "b"],
    action,
    reward: Float64Array.from(action, (a, i) => (a === codes[i] ? 1 : 0)),
    propensity: new Float64Array(rows).fill(0.5),
    context: [{ name: "x", kind: "text", codes, texts: ["p", "q"] }] as const,
  };

  test("is taught by the other folds, and finds what pays where", () => {
    const { chance } = targetOfLearner("lin-ucb", log, 2, "1");
    expect([...chance]).toEqual([...action].map((a, i) => (a === codes[i] ? 1 : 0)));
  });

  test("never decides on what it learnt from: one row alone leaves its own decision as it is", () => {
    const plain = targetOfLearner("epsilon-greedy", log, 5, "1").chance;
    const other = targetOfLearner("epsilon-greedy", { ...log, reward: log.reward.with(7, 1000) }, 5, "1").chance;
    expect(other[7]).toBe(plain[7]);
    expect(other).not.toEqual(plain);
  });

  test("that learns from its own play alone, or is none, is refused", () => {
    expect(() => targetOfLearner("ppo", log, 5, "1")).toThrow("ppo learns from what it decided itself");
    expect(() => targetOfLearner("unifrom", log, 5, "1")).toThrow('did you mean "uniform"');
  });
});
