import { expect, test } from "vitest";
import { UserError } from "../../../experiments/faults.js";
import { tuningPresets } from "../../../experiments/presets/tunings.js";
import { loadTuning, resolveTuning } from "../../../experiments/tune/resolve-tuning.js";
import type { TuningInput } from "../../../experiments/tune/tuning.js";
import { scratch } from "../small-experiment.js";

const BANDIT: TuningInput = {
  name: "bandit",
  env: "BernoulliBandit-v1",
  agent: "epsilon-greedy",
  method: "random",
  trials: 4,
  seeds: { tuning: 2, reporting: 3 },
  training: { episodes: 3 },
  evaluation: { episodes: 1 },
};
const resolved = (changes: object = {}) => resolveTuning({ ...BANDIT, ...changes }, { subject: "t.yaml" });

async function faultsOf(changes: object): Promise<string> {
  const error = await resolved(changes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error("nothing was refused");
  expect(error.exitCode).toBe(2);
  return error.message;
}

test("what is left out comes from the agent: every parameter it bounds, over its range", async () => {
  const { space, baseline, seeds, agent } = await resolved();
  expect(space).toEqual([{ name: "exploration", kind: "range", low: 0, high: 1, scale: "linear", whole: false }]);
  expect(seeds).toEqual({ tuning: ["tune-1", "tune-2"], reporting: ["1", "2", "3"] });
  expect(agent.params).toEqual({ exploration: 0.1 });
  // no-promotion plays no bandit
  expect(baseline).toBe(null);
});

test("an end that the agent does not take is missed a little, and whole numbers by one", async () => {
  const { space } = await resolved({ env: "CartPole-v1", agent: "ppo", space: { learningRate: {}, epochs: {} } });
  expect(space).toEqual([
    { name: "learningRate", kind: "range", low: 0.001, high: 1, scale: "linear", whole: false },
    { name: "epochs", kind: "range", low: 1, high: 100, scale: "linear", whole: true },
  ]);
});

test("a budget of episodes says how many trials there are: seeds x (training + evaluation) each", async () => {
  // 2 x (3 + 1) = 8 episodes a trial
  const trials = async (changes: object) => (await resolved({ trials: undefined, ...changes })).trials;
  expect(await trials({ budget: { episodes: 47 } })).toBe(5);
  expect(await trials({ budget: { episodes: 48 } })).toBe(6);
  expect(await trials({ budget: { episodes: 48 }, trials: 4 })).toBe(4);
  expect(await trials({ budget: { seconds: 1 } })).toBe(null);
  expect(await trials({ method: { use: "grid", points: 7 } })).toBe(7);
  // from 1 to 3 episodes, eta 3: n on 1 + 1 episodes, n / 3 on 2 + 1 more; 9 x 4 + 3 x 6 = 54, a tenth trial 4 more
  const halving = { method: { use: "halving" } };
  expect(await trials({ ...halving, budget: { episodes: 57 } })).toBe(9);
  expect(await trials({ ...halving, budget: { episodes: 58 } })).toBe(10);
});

test("every fault is in one message, where the file has it, with the name that was meant", async () => {
  const message = await faultsOf({
    env: "BernouliBandit-v1",
    method: "tpee",
    space: 3,
    budget: { episodes: 0 },
    seeds: { tuning: ["a", "b"], reporting: ["c", "b"] },
  });
  expect(message).toMatch(/^t\.yaml: 5 faults\n/);
  expect(message).toContain('env: unknown env "BernouliBandit-v1"; did you mean "BernoulliBandit-v1"?');
  expect(message).toMatch(/method: found "tpee", expected .*/);
  expect(message).toMatch(/space: found 3, expected a set of fields/);
  expect(message).toContain("budget.episodes: found 0, expected a whole number from 1 to 1000000000");
  expect(message).toContain("seeds.reporting: found 1 of the tuning seeds (b), expected none");
});

test("a space is checked against the agent's parameters", async () => {
  const message = await faultsOf({
    env: "CartPole-v1",
    agent: "ppo",
    params: { discount: 0.9 },
    space: {
      learningRat: { low: 0.1, high: 0.2 },
      hidden: { low: 64, high: 8 },
      entropy: { low: 0, high: 1, scale: "log" },
      epochs: [1, 2, 200, 2],
      longestGradient: { low: -1, high: 1 },
      discount: { low: 0.5, high: 0.9 },
    },
  });
  expect(message).toContain('space.learningRat: unknown key; did you mean "learningRate"?');
  expect(message).toContain("space.hidden.low: found 64 above high, 8");
  expect(message).toContain("space.entropy.low: found 0, expected a number above 0 on a logarithmic scale");
  expect(message).toContain("space.epochs[2]: found 200, expected a whole number from 1 to 100");
  expect(message).toContain("space.epochs[3]: found 2 a second time");
  expect(message).toContain("space.longestGradient.low: found -1, expected a number above 0");
  expect(message).toContain("space.discount: is given a value under `params` too");
});

test("what cannot be searched is refused with what could be", async () => {
  expect(await faultsOf({ budget: { episodes: 7 } })).toContain(
    "budget.episodes: found 7, expected at least 8: one trial on 2 tuning seeds takes so many",
  );
  expect(await faultsOf({ trials: undefined })).toContain("nothing ends the search; random needs `trials`");
  expect(await faultsOf({ trials: undefined, method: "lhs", budget: { seconds: 9 } })).toContain("lhs needs `trials`");
  expect(await faultsOf({ method: { use: "halving", from: 4 } })).toContain(
    "method.from: found 4, expected at most the 3 training episodes of the last rung",
  );
  // 1, 3: three trials leave one
  expect(await faultsOf({ method: "halving", trials: 2 })).toContain(
    "trials: 2 trials end before the last of 2 rungs (1, 3 training episodes); expected at least 3 trials, 18 episodes",
  );
  expect(await faultsOf({ env: "Promotion-v1", agent: "always-promote", method: "asha" })).toContain(
    "method: always-promote is a rule and does not train",
  );
  expect(await faultsOf({ env: "Promotion-v1", agent: "no-promotion" })).toContain(
    "space: missing, and no-promotion bounds no parameter on both sides",
  );
  expect(await faultsOf({ method: { use: "grid", points: 9 }, budget: { episodes: 9 } })).toContain("trials: found 4");
  expect(await faultsOf({ params: { exploration: [0.1, 0.2] }, space: {} })).toContain("stands under `space`");
  expect(await faultsOf({ agent: "epsilon-gredy" })).toContain('did you mean "epsilon-greedy"?');
});

test("a file tells the lines of its faults", async () => {
  using folder = scratch();
  const file = folder.write("mine.yaml", "env: BernoulliBandit-v1\nagent: epsilon-greedy\nspace:\n  explore: [1]\n");
  await expect(loadTuning(file)).rejects.toThrow(/line 4: space\.explore: unknown key; did you mean "exploration"\?/);
  await expect(loadTuning("tune-exampel")).rejects.toThrow(
    'no tuning preset and no file has this name; did you mean "tune-example"?',
  );
});

test("every preset resolves", async () => {
  for (const name of Object.keys(tuningPresets)) expect((await loadTuning(name)).name).toBe(name);
});
