import { describe, expect, it } from "vitest";
import { measureUplift, type Parts, type UpliftReport } from "../../../experiments/uplift/uplift.js";
import { small } from "../small-experiment.js";

const { policies, scenarios } = small({
  agents: [
    "no-promotion",
    "always-promote",
    "epsilon-greedy",
    { agent: "joint:promotion=no-promotion,pricing=random", env: "Market-v1", label: "prices alone" },
    { agent: "joint:promotion=always-promote,pricing=random", env: "Market-v1", label: "prices and promotions" },
  ],
});
const scenario = scenarios[0].scenario;
const measure = (agent: string, seeds: string[]) =>
  measureUplift({ policy: policies.find(({ label }) => label === agent)!, scenario, seeds, trainingEpisodes: 2 });

describe.each(["always-promote", "epsilon-greedy"])("%s", (agent) => {
  const measured = measure(agent, ["1", "2", "3"]);

  it("labels add up to the promoted units, by mechanic and by product", async () => {
    const { ledger } = await measured;
    for (const row of [ledger.total, ...ledger.byMechanic, ...ledger.byProduct])
      expect(row.subsidised + row.switched + row.timing + row.expanded).toBe(row.units);
    const sum = (rows: readonly { units: number }[]) => rows.reduce((total, { units }) => total + units, 0);
    expect(ledger.promotedUnits).toBeGreaterThan(50);
    expect([ledger.total.units, sum(ledger.byMechanic), sum(ledger.byProduct)]).toEqual(
      Array(3).fill(ledger.promotedUnits),
    );
  });

  it("parts and remainder add up to the total, and every interval holds its value", async () => {
    const { incrementalProfit: profit } = await measured;
    const check = ({ parts, otherLevers, remainder }: Parts) => {
      expect(otherLevers).toBeNull();
      const sum = parts.reduce((total, { value }) => total + value, remainder.value);
      expect(sum).toBeCloseTo(profit.total.value, 6);
      for (const { value, ci } of [...parts, remainder, profit.total]) {
        expect(ci[0]).toBeLessThanOrEqual(value);
        expect(ci[1]).toBeGreaterThanOrEqual(value);
      }
    };
    check(profit.byMechanic);
    check(profit.byProduct);
    check(profit.bySegment);
    expect(profit.bySegment.parts.map(({ name }) => name)).toEqual(scenario.segments.map(({ name }) => name));
    expect(profit.total.ci[1] - profit.total.ci[0]).toBeGreaterThan(0);
  });
});

it("the same seeds give the same JSON, and other seeds another", async () => {
  const text = async (seeds: string[]) => JSON.stringify(await measure("epsilon-greedy", seeds));
  const first = await text(["1", "2"]);
  expect(await text(["1", "2"])).toBe(first);
  expect(await text(["1", "3"])).not.toBe(first);
});

it("who promotes nothing has an empty ledger and earns nothing, to the cent", async () => {
  const report: UpliftReport = await measure("no-promotion", ["1", "2"]);
  expect(report.ledger).toMatchObject({ promotedUnits: 0, byMechanic: [], byProduct: [], beside: 0 });
  expect(report.incrementalProfit.total).toEqual({ value: 0, ci: [0, 0] });
  expect(report.incrementalProfit.byMechanic.parts).toEqual([]);
});

it("what other levers earn is told apart from promotions: with prices alone it is all there is", async () => {
  const alone = (await measure("prices alone", ["1", "2"])).incrementalProfit;
  expect(alone.total.value).not.toBe(0);
  expect(alone.byMechanic).toMatchObject({ parts: [], otherLevers: alone.total, remainder: { value: 0 } });
  const both = (await measure("prices and promotions", ["1", "2"])).incrementalProfit;
  const { parts, otherLevers, remainder } = both.byMechanic;
  expect(parts.map(({ name }) => name)).toEqual(["percent-off"]);
  expect(parts[0].value + otherLevers!.value + remainder.value).toBeCloseTo(both.total.value, 6);
  // one mechanic: what is lost without it is what remains of the total without the other levers
  expect(remainder.value).toBeCloseTo(0, 6);
  expect(both.bySegment.otherLevers).toBeNull();
});

it("one seed is too few for an interval, and the message says so", async () => {
  await expect(measure("always-promote", ["1"])).rejects.toThrow("needs at least 2 seeds to tell an interval, got 1");
});
