import { describe, expect, it } from "vitest";
import type { Policy } from "../../../experiments/policies.js";
import { incrementalProfit } from "../../../experiments/uplift/incremental-profit.js";
import { recordSeason } from "../../../experiments/uplift/player.js";
import { small } from "../small-experiment.js";
import { cornerShop, depths, scriptOf } from "./corner-shop.js";

const sum = (parts: ArrayLike<number>) => Array.from(parts).reduce((total, part) => total + part, 0);

describe("worked by hand", () => {
  /** an offer moves nobody, so that all it does is to give 2 of 10 away on every unit sold */
  const unmoved = cornerShop(
    {
      price: { sensitivity: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": 0 } },
      quantity: { price: 0 },
    },
    { population: 100, products: [product("tea"), product("salt")] },
  );
  function product(name: string) {
    return { name, category: name, listPrice: 10, unitCost: 6, initialStock: 1e6 };
  }
  const script = scriptOf(unmoved, (day) => (day < 10 ? depths(0.2, 0) : undefined));

  it("an offer that moves nobody loses what it gives away, all of it with its product, mechanic and segment", () => {
    const { total, byMechanic, byProduct, bySegment } = incrementalProfit(script);
    expect(total).toBeLessThan(-100);
    expect(Math.abs(total % 2)).toBe(0);
    expect(byMechanic[0]).toBe(total);
    expect(sum(byMechanic)).toBe(total);
    expect([...byProduct]).toEqual([total, 0]);
    expect([...bySegment]).toEqual([total]);
  });

  it("two such offers add up, as neither touches the other", () => {
    const both = incrementalProfit(scriptOf(unmoved, (day) => (day < 10 ? depths(0.2, 0.1) : undefined)));
    expect(both.byProduct[0]).toBe(incrementalProfit(script).total);
    expect(sum(both.byProduct)).toBeCloseTo(both.total, 6);
    expect([...both.products]).toEqual([1, 1]);
  });

  it("a season without promotions earns nothing more than one without", () => {
    const { total, byMechanic, byProduct, bySegment, mechanics } = incrementalProfit(
      scriptOf(unmoved, () => undefined),
    );
    expect([total, sum(byMechanic), sum(byProduct), sum(bySegment), sum(mechanics)]).toEqual([0, 0, 0, 0, 0]);
  });
});

it("two offers in a category interact: each alone is worth more than what it adds to the other", () => {
  const scenario = cornerShop({ price: { sensitivity: 4 } }, { population: 300 });
  const { total, byProduct } = incrementalProfit(scriptOf(scenario, () => depths(0.3, 0.3)));
  expect(Math.abs(total - sum(byProduct))).toBeGreaterThan(50);
});

it("the total is the difference of two evaluation episodes: of the agent, and of one that promotes nothing", async () => {
  const { policies, scenarios } = small();
  const scenario = scenarios[0].scenario;
  const play = (policy: Policy) => recordSeason({ policy, scenario, seed: "3", trainingEpisodes: 0 });
  const script = await play(policies.find(({ label }) => label === "always-promote")!);
  const none = await play(policies.find(({ label }) => label === "no-promotion")!);
  expect(incrementalProfit(script).total).toBeCloseTo((script.profit - none.profit) * scenario.moneyStep, 6);
});
