import { describe, expect, it } from "vitest";
import type { Decisions } from "../../sim/decisions.js";
import { EventLog } from "../../sim/events.js";
import type { DayReport } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { Trace } from "../../sim/trace.js";
import { richInput } from "./rich-scenario.js";
import { smallInput } from "./small-scenario.js";

/**
 * No dead knob: changing any numeric field changes what the market does in some run. What is traced is the market's own
 * report and its events, not an observation, so that a field which only an agent reads would be found out.
 */
const runs: ((day: number, slot: number) => number)[] = [
  (day, slot) => uniformAt(21, Math.floor(day / 2), slot),
  (day, slot) => (uniformAt(22, day, slot) < 0.4 ? 0.99 : 0),
  (day, slot) => (uniformAt(23, Math.floor(day / 4), slot) < 0.5 ? uniformAt(24, day, slot) : 0),
];

/** every lever of the scenario, by the numbers 0 to 1 that `choose` draws for its slots */
function decisionsOf(scenario: Scenario, choose: (slot: number) => number): Decisions {
  const { products, segments, promotions, pricing, advertising, slates } = scenario;
  const pick = (slot: number, choices: number) => Math.floor(choose(slot) * choices);
  const lines = promotions.depths.length + promotions.menu.filter((one) => one.mechanic !== "spend-threshold").length;
  const cases = products.flatMap(({ suppliers, maxCases, caseSize }) =>
    (suppliers.length > 0 ? suppliers : [{ maxCases }]).map((place) => ({ most: place.maxCases, caseSize })),
  );
  return {
    offer: Int32Array.from(products, (_, p) => pick(p, lines + 1)),
    basketOffer: promotions.menu.length > 0 && choose(20) > 0.3 ? promotions.depths.length + promotions.menu.length : 0,
    price: Float64Array.from(products, (_, p) => pricing.multipliers[pick(30 + p, pricing.multipliers.length)]),
    order: Float64Array.from(cases, ({ most, caseSize }, place) => pick(50 + place, most + 1) * caseSize),
    ...(promotions.coupons && { coupon: Uint8Array.from(segments, (_, s) => pick(70 + s, 3)) }),
    adSpend: Float64Array.from(
      { length: advertising.channels.length * segments.length },
      (_, i) => choose(80 + i) * 60,
    ),
    ...(slates.slots > 0 && {
      slate: Int32Array.from({ length: segments.length * slates.slots }, (_, i) =>
        i % slates.slots < 2 ? (pick(90, 4) + i) % products.length : -1,
      ),
    }),
  };
}

function addReport(trace: Trace, report: DayReport): void {
  for (const amounts of Object.values(report.money)) trace.addArray(amounts);
  for (const figures of [
    report.store,
    report.units,
    report.promotedUnits,
    report.mechanicDiscount,
    report.visits,
    report.stock,
    report.onOrder,
    report.churned,
    report.acquired,
    report.couponsRedeemed,
  ])
    trace.addArray(figures);
  trace.add(report.refused);
}

/** a hash of all that has happened, day after day, so that two markets need be run only until they part */
function* traceOf(scenario: Scenario): Generator<string> {
  const trace = new Trace();
  const market = new Market(scenario, rootKey("knobs", "population", 0, 0));
  const log = new EventLog(scenario.events.rate);
  if (scenario.events.rate > 0) market.record(log);
  function* run(decisions: Decisions): Generator<string> {
    log.clear();
    addReport(trace, market.runDay(decisions));
    for (const column of [log.columns.kind, log.columns.shopper, log.columns.detail])
      trace.addArray(column.subarray(0, log.length));
    yield trace.digest();
  }
  const restock: Decisions = { order: decisionsOf(scenario, () => 0.5).order };
  const plenty: Decisions = { order: decisionsOf(scenario, () => 0.99).order };
  market.open(rootKey("knobs", "warm-up", 0, 0));
  while (market.day < 0) yield* run(market.day % 4 === 0 ? restock : {});
  market.endWarmUp();
  const dayZero = market.snapshot();
  for (const [number, choose] of runs.entries()) {
    market.restore(dayZero);
    market.open(rootKey("knobs", "train", number, 0));
    while (market.day < scenario.horizonDays) {
      const { day } = market;
      yield* run(decisionsOf(scenario, (slot) => choose(day, slot)));
    }
    trace.add(market.writeDown());
    for (let day = 0; day < scenario.tailDays; day++) yield* run(day % 3 === 0 ? plenty : {});
    trace.add(market.writeDown());
    yield trace.digest();
  }
}

/** paths of all numbers in a parsed scenario */
function numbersIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === "number") return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => numbersIn(item, [...path, index]));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, [...path, key]));
}

/** the scenario with other legal values of one number, nearest first */
function* others(scenario: Scenario, path: (string | number)[]): Generator<Scenario> {
  const copy = structuredClone(scenario);
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (at, key) => at[key] as Record<string | number, unknown>,
      copy as unknown as Record<string | number, unknown>,
    );
  const last = path[path.length - 1];
  const before = parent[last] as number;
  for (const after of [before * 1.5 + 0.01, before * 0.5, before + 1, before - 1, before * 10, before * 1.05]) {
    parent[last] = after;
    if (after !== before && scenarioSchema.safeParse(copy).success) yield structuredClone(copy);
  }
}

const oats = smallInput.products[2];

function everyday(fidelity: "shopper" | "cohort"): Scenario {
  // a hundred times the shop: it costs cohorts nothing, and a small change of a chance shows in large counts
  const size = fidelity === "cohort" ? 100 : 1;
  return scenarioSchema.parse({
    ...structuredClone(smallInput),
    fidelity,
    carryOver: 0.6,
    quantityCap: 5,
    population: 250 * size,
    products: [...smallInput.products, { ...oats, name: "rice", appeal: 0.2, leadTimeDays: 1 }].map((product) => ({
      ...product,
      initialStock: 60 * size,
      caseSize: 2 * (product.caseSize ?? 1) * size,
      maxCases: 6,
    })),
    segments: smallInput.segments.map((segment) => ({
      ...segment,
      promotion: { wear: 0.6, display: { "percent-off": 1 } },
    })),
    calendar: {
      ...smallInput.calendar,
      campaigns: [{ ...smallInput.calendar?.campaigns?.[0], depthLimit: 0.4, budget: 160 * size, marginFloor: 0.1 }],
    },
    promotions: {
      depths: [0.1, 0.25, 0.4],
      everyday: { depthLimit: 0.25, budget: 240 * size, coolDownDays: 2, marginFloor: 0.15 },
    },
  });
}

function whole(): Scenario {
  return scenarioSchema.parse({ ...structuredClone(richInput), carryOver: 0.8, quantityCap: 5, population: 250 });
}

/** of effects that a scenario does not have */
const OPTIONAL =
  /pricing.multipliers.2|members|advertising|slate|notice|unfairDrop|giftJoy|rival|display\.(?!percent-off)|giftTaste|bundle|filler|redemption|events/;

/** 1 must be among the multipliers, and coffee comes from suppliers of its own */
const FIXED = /pricing.multipliers.2|products.1.(leadTimeDays|orderingCost|maxCases)$/;

describe.each([
  ["with today's everyday effects, shopper by shopper", () => everyday("shopper"), OPTIONAL],
  ["with today's everyday effects, by cohorts", () => everyday("cohort"), OPTIONAL],
  ["with every effect there is", whole, FIXED],
] as const)("a scenario's numbers %s", (_title, create, without) => {
  const scenario = create();
  const standard = [...traceOf(scenario)];
  const paths = numbersIn(scenario)
    .map((path) => [path.join("."), path] as const)
    .filter(([name]) => !without.test(name));

  it("give the same market twice", () => {
    expect([...traceOf(scenario)]).toEqual(standard);
  });

  it.each(paths)("%s is alive", (_name, path) => {
    expect([...others(scenario, path)].some((other) => parts(other, standard))).toBe(true);
  });
});

/** whether another scenario's market ever does anything else */
function parts(other: Scenario, standard: readonly string[]): boolean {
  let day = 0;
  for (const digest of traceOf(other)) if (digest !== standard[day++]) return true;
  return day !== standard.length;
}
