import { join } from "node:path";
import { expect, test } from "vitest";
import { make } from "../../envs/registry.js";
import { resolveExperiment } from "../../experiments/config.js";
import { rankRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import { presets } from "../../sim/presets/registry.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { scratch } from "./small-experiment.js";

const scenario = scenarioSchema.parse({ ...presets["campaign-season"], population: 600 });
const { campaigns } = scenario.calendar;
const choices = scenario.promotions.depths.length + 1;

/** score of one evaluation episode with all products at choice[c] in campaign c, and nothing outside */
function score(seed: string, choice: readonly number[]): number {
  const env = make("Promotion-v1", { scenario });
  const action = new Int32Array(scenario.products.length);
  let { info } = env.reset({ seed, options: { role: "evaluate", episode: 0 } });
  let sum = 0;
  for (let day = 0, done = false; !done; day++) {
    const open = campaigns.findIndex((campaign) => day >= campaign.firstDay && day <= campaign.lastDay);
    const wish = open >= 0 ? choice[open] : 0;
    for (let slot = 0; slot < action.length; slot++) action[slot] = info.mask[slot * choices + wish] === 1 ? wish : 0;
    const step = env.step(action);
    info = step.info;
    sum += step.reward;
    done = step.terminated;
  }
  return sum;
}

test("where brute force finds a plan that beats none, a learner beats none and random, with 95% confidence", async () => {
  const seeds = ["a", "b", "c", "d"];
  const plans: number[][] = [];
  for (let first = 0; first < choices; first++)
    for (let second = 0; second < choices; second++) plans.push([first, second]);
  const means = plans.map((plan) => seeds.reduce((total, seed) => total + score(seed, plan), 0) / seeds.length);
  const [none] = means;
  expect(plans[0]).toEqual([0, 0]);
  expect(Math.max(...means)).toBeGreaterThan(1.03 * none);

  using folder = scratch();
  const directory = join(folder.path, "learning");
  const experiment = resolveExperiment(
    {
      name: "learning",
      scenarios: [{ use: "campaign-season", set: { population: 600 } }],
      agents: ["no-promotion", "random", "lin-ucb"],
      seeds: 8,
      training: { episodes: 12 },
      evaluation: { episodes: 2 },
    },
    { subject: "learning" },
  );
  await runSweep(experiment, { directory, threads: 2 });
  const overNone = await rankRun(directory);
  const overRandom = await rankRun(directory, { baseline: "random" });
  const low = (ranking: typeof overNone) => ranking.rows.find((row) => row.agent === "lin-ucb")?.differenceCi[0];
  expect(low(overNone)).toBeGreaterThan(0);
  expect(low(overRandom)).toBeGreaterThan(0);
});
