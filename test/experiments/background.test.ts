import { describe, expect, test } from "vitest";
import { createCellCache } from "../../experiments/cell-cache.js";
import { type ExperimentInput, resolveExperiment } from "../../experiments/config.js";
import { UserError } from "../../experiments/faults.js";

const resolved = (input: ExperimentInput) => resolveExperiment(input, { subject: "background", name: "background" });
const optionsOf = (input: ExperimentInput) => resolved(input).policies.map(({ envOptions }) => envOptions);

describe("an experiment's background", () => {
  test("goes into the options of every policy on a market, an agent's own before it", () => {
    const own = { background: { restock: "none" } };
    expect(
      optionsOf({
        background: { slate: "best-sellers", restock: "order-up-to" },
        agents: [
          "no-promotion",
          { agent: "base-stock", env: "Restock-v1", envOptions: own },
          { agent: "q-learning", env: "CliffWalking-v1" },
        ],
      }),
    ).toEqual([
      { background: { slate: "best-sellers", restock: "order-up-to" } },
      { background: { slate: "best-sellers", restock: "none" } },
      {},
    ]);
  });

  test("left out leaves the options as they are", () => {
    expect(
      optionsOf({ agents: ["no-promotion", { agent: "random", env: "Market-v1", envOptions: { levers: ["slate"] } }] }),
    ).toEqual([{}, { levers: ["slate"] }]);
  });

  test("is what the cell's env plays", () => {
    const { policies, scenarios } = resolved({
      background: { restock: "none" },
      scenarios: [{ use: "campaign-season", set: { population: 60, warmUpDays: 2, horizonDays: 3, tailDays: 0 } }],
      agents: ["no-promotion"],
    });
    const task = { policy: policies[0], scenario: scenarios[0], scenarioHash: "x", seed: "1" };
    const { env } = createCellCache().env(task as never, undefined);
    env.reset({ seed: "1" });
    const { report } = env.step(new Int32Array(8)).info as unknown as { report: { ordered: Float64Array } };
    expect(Math.max(...report.ordered)).toBe(0);
  });

  test("every fault is told with its path", () => {
    const input = {
      background: { slate: "bestsellers", prices: "list", restock: "order-up-to" },
      agents: ["no-promotion", { agent: "random", envOptions: { background: { coupon: "all" } } }],
    };
    let told: unknown;
    try {
      resolved(input as unknown as ExperimentInput);
    } catch (error) {
      told = error;
    }
    expect(told).toBeInstanceOf(UserError);
    const { message } = told as UserError;
    expect(message).toMatch(/background\.slate.*best-sellers/);
    expect(message).toMatch(/background.*prices/);
    expect(message).toMatch(/agents\[?\.?1\]?\.envOptions\.background\.coupon.*none, blanket, lapsed/);
    expect(message).not.toMatch(/restock/);
  });
});

test("a joint agent on Market-v1 takes the levers it names; options of its own go before", () => {
  expect(
    optionsOf({
      env: "Market-v1",
      agents: [
        "joint:promotion=campaign-calendar,slate=random",
        { agent: "joint:promotion=random,pricing=random", envOptions: { levers: ["pricing", "promotion"] } },
        "random",
      ],
    }),
  ).toEqual([{ levers: ["promotion", "slate"] }, { levers: ["pricing", "promotion"] }, {}]);
});
