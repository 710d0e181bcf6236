import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import { checkEnv } from "../../envs/check.js";
import type { RivalView } from "../../envs/levers/rival.js";
import { marketMetricNames } from "../../envs/market-metrics.js";
import { envs } from "../../envs/registry.js";
import { spaceFromJson, spaceToJson } from "../../envs/space-json.js";
import { equalSpaces, sample } from "../../envs/spaces.js";
import type { Env, EnvDef, ObservationSlot } from "../../envs/types.js";
import { checked } from "../../envs/wrappers/checked.js";
import { presets } from "../../sim/presets/registry.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { departmentStore } from "../envs/department-store.js";

/** Small enough to play every env on every preset many times over; the first weeks, and for all levers at once the whole horizon. */
const scenarios = Object.entries(presets).map(([name, preset]) => {
  const scenario = scenarioSchema.parse(preset);
  return [name, { ...scenario, population: Math.min(scenario.population, 60), warmUpDays: 10, tailDays: 14 }] as const;
});
const FIRST_DAYS = 35;
const playedBy = (id: string, scenario: Scenario) =>
  id === "Market-v1" ? scenario : { ...scenario, horizonDays: Math.min(FIRST_DAYS, scenario.horizonDays) };

/** A market with something for every lever, in both fidelities. */
const stores = (["shopper", "cohort"] as const).map((fidelity) => {
  const scenario = departmentStore({ fidelity, population: 60 });
  return [`${scenario.name} in ${fidelity} fidelity`, scenario] as const;
});

const has = (id: string, { promotions, advertising, slates }: Scenario) =>
  (id !== "Coupon-v1" || promotions.coupons !== null) &&
  (id !== "Advertising-v1" || advertising.channels.length > 0) &&
  (id !== "Slate-v1" || slates.slots > 0);

const cases = Object.values<EnvDef>(envs).flatMap((definition): [string, EnvDef, object][] =>
  definition.market
    ? [...scenarios, ...stores]
        .filter(([, scenario]) => has(definition.id, scenario))
        .map(([name, scenario]) => [
          `${definition.id} on ${name}`,
          definition,
          { scenario: playedBy(definition.id, scenario) },
        ])
    : [[definition.id, definition, {}]],
);

/** Forms of the same envs. */
const [, store] = stores[0];
const forms: [string, EnvDef, object][] = [
  ["Pricing-v1 as a box", envs["Pricing-v1"], { scenario: store, action: "box" }],
  ["Coupon-v1 shopper by shopper", envs["Coupon-v1"], { scenario: store, perShopper: true }],
  ["Market-v1 with two levers", envs["Market-v1"], { scenario: store, levers: ["slate", "promotion"] }],
  ["Market-v1 with a rival at play", envs["Market-v1"], { scenario: store, levers: ["pricing", "rival"] }],
  [
    "Slate-v1 over every background",
    envs["Slate-v1"],
    {
      scenario: store,
      background: { promotion: "everyday", coupon: "lapsed", advertising: "even" },
      duopoly: { policy: ({ shopDiscount }: RivalView, out: Float64Array) => out.set(shopDiscount) },
    },
  ],
];
cases.push(...forms);

describe.each(cases)("%s", (_name, definition, options) => {
  const create = (): Env => definition.create(options as never);
  /** an episode and into the next */
  const steps = definition.market ? (options as { scenario: Scenario }).scenario.horizonDays + 20 : 220;

  test("keeps the contract, by the checker, over an episode's end and on", () => {
    expect(checkEnv(create(), createRng("contract"), steps)).toEqual([]);
  });

  test("can be snapshot, restored and forked", () => {
    const env = create();
    expect([env.snapshot, env.restore, env.fork].every((method) => typeof method === "function")).toBe(true);
  });

  test("never truncates by itself", () => {
    const env = create();
    const rng = createRng("endings");
    let { info } = env.reset({ seed: "endings" });
    for (let step = 0; step < 2 * steps; step++) {
      const { terminated, truncated, info: next } = env.step(sample(env.actionSpace, rng, info.mask));
      expect(truncated).toBe(false);
      info = terminated ? env.reset().info : next;
    }
  });

  test("every observation of random play is contained, mask or no mask", () => {
    const env = checked(create());
    const rng = createRng("containment");
    const play = () => {
      env.reset({ seed: "containment" });
      for (let step = 0; step < steps; step++) if (env.step(sample(env.actionSpace, rng)).terminated) env.reset();
    };
    expect(play).not.toThrow();
  });

  test("spaces survive JSON", () => {
    const { observationSpace, actionSpace } = create();
    for (const space of [observationSpace, actionSpace])
      expect(equalSpaces(spaceFromJson(JSON.parse(JSON.stringify(spaceToJson(space)))), space)).toBe(true);
  });

  test("every slot says what it means, in which unit and within finite bounds", () => {
    const { slots } = create();
    const tables = Array.isArray(slots) ? [slots] : Object.values(slots);
    for (const slot of tables.flat() as ObservationSlot[]) {
      expect(slot.meaning.length).toBeGreaterThan(10);
      expect(slot.unit).not.toBe("");
      expect([slot.low, slot.high].every(Number.isFinite)).toBe(true);
    }
  });

  test("metrics are documented numbers", () => {
    const { info } = create().reset({ seed: 1 });
    const known = definition.market
      ? marketMetricNames((options as { scenario: Scenario }).scenario)
      : Object.keys(info.metrics ?? {});
    expect(Object.keys(info.metrics ?? {})).toEqual(known);
    expect(Object.values(info.metrics ?? {}).every(Number.isFinite)).toBe(true);
  });

  test("the definition says what it is", () => {
    expect(definition.summary.length).toBeGreaterThan(20);
    expect(create().id).toBe(definition.id);
  });
});
