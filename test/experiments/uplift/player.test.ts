import { describe, expect, it } from "vitest";
import { type CellMessage, type CellTask, runCell } from "../../../experiments/cell.js";
import { createCellCache } from "../../../experiments/cell-cache.js";
import type { Policy } from "../../../experiments/policies.js";
import { recordSeason } from "../../../experiments/uplift/player.js";
import type { Script } from "../../../experiments/uplift/season.js";
import { dayProfit } from "../../../sim/ledger.js";
import { small } from "../small-experiment.js";
import { play } from "./corner-shop.js";

const { policies, scenarios } = small({
  agents: [
    "always-promote",
    "epsilon-greedy",
    { agent: "joint:promotion=random,restock=base-stock,pricing=random", env: "Market-v1" },
    { agent: "random", env: "Restock-v1", label: "random orders" },
    {
      agent: "random",
      env: "Pricing-v1",
      label: "random prices over promotions and shelves of the background",
      envOptions: { background: { promotion: "calendar", restock: "none" } },
    },
  ],
  baseline: "always-promote",
});
const { scenario } = scenarios[0];

function replayed(script: Script): number {
  let profit = 0;
  play(script, (report) => {
    profit += dayProfit(report);
  });
  return profit;
}

/** score of the first evaluation episode of the policy's cell in a sweep */
async function scoreOfCell(policy: Policy): Promise<number> {
  const messages: CellMessage[] = [];
  const task: CellTask = {
    cell: policy.label,
    policy,
    scenario: scenarios[0],
    scenarioHash: "small",
    seed: "7",
    training: { episodes: 3, tailDays: 0 },
    evaluation: { episodes: 1 },
    checkpointMs: 1e6,
    progress: { trained: 0, state: null, trainingFinished: false, evaluated: [] },
  };
  await runCell(task, {
    emit: (message) => messages.push(message),
    stopped: () => false,
    watched: () => false,
    cache: createCellCache(),
  });
  const evaluated = messages.find((message) => message.type === "evaluated");
  return evaluated!.row.score;
}

describe.each(policies)("the season of $label", (policy) => {
  const recorded = recordSeason({ policy, scenario, seed: "7", trainingEpisodes: 3 });

  it("is the first one that a sweep's cell evaluates", async () => {
    const { profit, days } = await recorded;
    expect(days).toHaveLength(scenario.horizonDays + scenario.tailDays);
    expect(profit * scenario.moneyStep).toBeCloseTo(await scoreOfCell(policy), 6);
  });

  it("earns the same to the money step when it is played again from what was decided", async () => {
    const script = await recorded;
    expect(replayed(script)).toBe(script.profit);
  });
});

it("a season of an env that is no market cannot be recorded", async () => {
  const policy = { ...policies[0], env: "CliffWalking-v1" };
  await expect(recordSeason({ policy, scenario, seed: "7", trainingEpisodes: 0 })).rejects.toThrow("is no market");
});
