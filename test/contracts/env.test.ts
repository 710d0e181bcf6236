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
  return [name, { ...scenario, population: Math.min(scenario.population, 40), warmUpDays: 7, tailDays: 7 }] as const;
});
const FIRST_DAYS = 18;
const playedBy = (id: string, scenario: Scenario) =>
  id === "Market-v1" ? scenario : { ...scenario, horizonDays: Math.min(FIRST_DAYS, scenario.horizonDays) };

/** A market with something for every lever, in both fidelities. */
const stores = (["shopper", "cohort"] as const).map((fidelity) => {
  const scenario = departmentStore({ fidelity, population: 40 });
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
  /** one for all these tests, which reset it; made by the first of them */
  let made: Env | undefined;
  const env = (): Env => {
    made ??= definition.create(options as never) as Env;
    return made;
  };
  /** an episode and into the next */
  const steps = definition.market ? (options as { scenario: Scenario }).scenario.horizonDays + 8 : 220;

  test("keeps the contract, by the checker, over an episode's end and on", () => {
    expect(checkEnv(env(), createRng("contract"), steps)).toEqual([]);
  });

  test("can be snapshot, restored and forked", () => {
    expect([env().snapshot, env().restore, env().fork].every((method) => typeof method === "function")).toBe(true);
  });

  test("played without a look at the mask it never truncates, and shows nothing outside its space", () => {
    const watched = checked(env());
    const rng = createRng("containment");
    watched.reset({ seed: "check" });
    for (let step = 0; step < steps; step++) {
      const { terminated, truncated } = watched.step(sample(watched.actionSpace, rng));
      expect(truncated).toBe(false);
      if (terminated) watched.reset();
    }
  });

  test("spaces survive JSON", () => {
    const { observationSpace, actionSpace } = env();
    for (const space of [observationSpace, actionSpace])
      expect(equalSpaces(spaceFromJson(JSON.parse(JSON.stringify(spaceToJson(space)))), space)).toBe(true);
  });

  test("every slot says what it means, in which unit and within finite bounds", () => {
    const { slots } = env();
    const tables = Array.isArray(slots) ? [slots] : Object.values(slots);
    for (const slot of tables.flat() as ObservationSlot[]) {
      expect(slot.meaning.length).toBeGreaterThan(10);
      expect(slot.unit).not.toBe("");
      expect([slot.low, slot.high].every(Number.isFinite)).toBe(true);
    }
  });

  test("metrics are documented numbers", () => {
    const { info } = env().reset({ seed: "check" });
    const known = definition.market
      ? marketMetricNames((options as { scenario: Scenario }).scenario)
      : Object.keys(info.metrics ?? {});
    expect(Object.keys(info.metrics ?? {})).toEqual(known);
    expect(Object.values(info.metrics ?? {}).every(Number.isFinite)).toBe(true);
  });

  test("the definition says what it is", () => {
    expect(definition.summary.length).toBeGreaterThan(20);
    expect(env().id).toBe(definition.id);
  });
});
