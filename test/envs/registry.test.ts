import { describe, expect, expectTypeOf, test } from "vitest";
import type { BernoulliBanditInfo } from "../../envs/bernoulli-bandit.js";
import type { MarketInfo } from "../../envs/market-env.js";
import { envs, make } from "../../envs/registry.js";
import type { Env, EnvDef } from "../../envs/types.js";
import { presets } from "../../sim/presets/registry.js";
import { scenarioSchema } from "../../sim/scenario.js";

const scenario = scenarioSchema.parse({ ...presets["campaign-season"], population: 50, warmUpDays: 2 });

describe("make is typed end to end", () => {
  test("an id knows its observation, action and info", () => {
    const promotion = make("Promotion-v1", { scenario });
    expectTypeOf(promotion).toEqualTypeOf<Env<Float32Array, Int32Array, MarketInfo>>();
    expectTypeOf(promotion.step).parameter(0).toEqualTypeOf<Int32Array>();
    const market = make("Market-v1", { scenario });
    expectTypeOf(market.reset().observation.restock).toEqualTypeOf<Float32Array>();
    expectTypeOf(market.step)
      .parameter(0)
      .toExtend<{ readonly promotion?: Int32Array; readonly advertising?: Float32Array }>();
    expectTypeOf(market.reset().info.mask.promotion).toEqualTypeOf<Uint8Array>();
    expectTypeOf(make("CliffWalking-v1").step).parameter(0).toEqualTypeOf<number>();
    expectTypeOf(make("BernoulliBandit-v1").reset().info).toEqualTypeOf<BernoulliBanditInfo>();
    expect([promotion.id, market.id]).toEqual(["Promotion-v1", "Market-v1"]);
  });

  test("options are required where something in them is, and are checked", () => {
    // @ts-expect-error a market needs a scenario
    expect(() => make("Promotion-v1")).toThrow();
    // @ts-expect-error means are numbers
    expect(() => make("BernoulliBandit-v1", { means: ["high"] })).toThrow(RangeError);
    // @ts-expect-error the cliff has no options
    expect(make("CliffWalking-v1", { width: 3 }).id).toBe("CliffWalking-v1");
    // @ts-expect-error an action of the cliff is a number
    expect(make("CliffWalking-v1").step(Int32Array.of(0)).reward).toBeUndefined();
  });

  test("a definition of one's own is made and typed as one of ours", () => {
    const coin: EnvDef<number, number, { sides: number }> = {
      ...envs["BernoulliBandit-v1"],
      id: "Coin-v1",
      create: ({ sides }) => ({ ...make("BernoulliBandit-v1", { means: new Array(sides).fill(0.5) }), id: "Coin-v1" }),
    };
    const env = make(coin, { sides: 2 });
    expectTypeOf(env).toEqualTypeOf<Env<number, number>>();
    // @ts-expect-error sides is required
    const untold = () => make(coin);
    expect(untold).toBeTypeOf("function");
    expect([env.id, env.actionSpace]).toEqual(["Coin-v1", { kind: "discrete", n: 2 }]);
  });
});

test("an id that is not there is refused, with those that are", () => {
  expect(() => make("Promotion-v0" as "CliffWalking-v1")).toThrow(
    "make: no env Promotion-v0; there are Promotion-v1, Pricing-v1, Coupon-v1, Restock-v1, Advertising-v1, Slate-v1, " +
      "Market-v1, BernoulliBandit-v1, CliffWalking-v1",
  );
  expect(() => make("toString" as "CliffWalking-v1")).toThrow(RangeError);
});

test("every env stands under its own id", () => {
  for (const [id, definition] of Object.entries(envs)) expect(definition.id).toBe(id);
});
