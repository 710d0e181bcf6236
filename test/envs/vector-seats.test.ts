import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import type { BackgroundPolicy } from "../../envs/levers/lever.js";
import { orderUpTo } from "../../envs/levers/order-up-to.js";
import type { RivalView } from "../../envs/levers/rival.js";
import { createEngines } from "../../envs/market-engine.js";
import type { MarketOptions } from "../../envs/market-env.js";
import { copyPlain, equalPlain } from "../../envs/plain-data.js";
import { envs, make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { sample } from "../../envs/spaces.js";
import type { Env, EnvDef, EnvSnapshot, Info, Rng } from "../../envs/types.js";
import { type Autoreset, type Stacked, stack, type VectorEnv, vectorEnv, vectorOf } from "../../envs/vector.js";
import type { DayReport } from "../../sim/ledger.js";
import { presets } from "../../sim/presets/registry.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { cornerShop } from "./corner-shop.js";
import { departmentStore } from "./department-store.js";

const SIZE = 4;

const short = (name: keyof typeof presets, changes: Partial<ScenarioInput>) =>
  scenarioSchema.parse({ ...presets[name], population: 400, warmUpDays: 8, tailDays: 4, ...changes });
const cohort = { fidelity: "cohort" as const };
const dialled = short("campaign-season", { ...cohort, carryOver: 0.5, horizonDays: 30 });
const festival = short("double-eleven", cohort);
const store = departmentStore(cohort);

const cases: [string, EnvDef, object][] = [
  ["Promotion-v1 on campaign-season, the dial at a half", envs["Promotion-v1"], { scenario: dialled }],
  ["Market-v1 on double-eleven", envs["Market-v1"], { scenario: festival }],
  [
    "Market-v1 on double-eleven, shopper by shopper",
    envs["Market-v1"],
    { scenario: short("double-eleven", { population: 120 }) },
  ],
  ["Restock-v1 on perishables", envs["Restock-v1"], { scenario: short("perishables", cohort) }],
  ["Market-v1 with a rival at play", envs["Market-v1"], { scenario: store, levers: ["pricing", "coupon", "rival"] }],
  [
    "Slate-v1 over every background",
    envs["Slate-v1"],
    {
      scenario: store,
      background: { promotion: "everyday", coupon: "lapsed", advertising: "even" },
      duopoly: { policy: ({ shopDiscount }: RivalView, out: Float64Array) => out.set(shopDiscount) },
    },
  ],
  ["Coupon-v1 shopper by shopper", envs["Coupon-v1"], { scenario: departmentStore(), perShopper: true }],
];

/** Legal choices by env, stacked. */
function legalActions(vector: VectorEnv, infos: readonly Info[], rng: Rng): Stacked {
  const stacked = stack(vector.actionSpace, vector.size);
  infos.forEach(({ mask }, i) => {
    const action = sample(vector.actionSpace, rng, mask);
    const lay = (to: Int32Array | Float32Array, part: ArrayLike<number>) => to.set(part, i * part.length);
    if (ArrayBuffer.isView(stacked)) lay(stacked as Int32Array, action as Int32Array);
    else for (const name in stacked) lay(stacked[name], (action as { [entry: string]: Int32Array })[name]);
  });
  return stacked;
}

/**
 * What a vector answers to random play, copied: in mid-run some envs are reset, one to another seed, so that episodes end at
 * different times; what ends without an automatic reset is reset by hand.
 */
function answers(vector: VectorEnv, steps: number): unknown[] {
  const rng = createRng("vector");
  const { observations, infos } = vector.reset({ seed: "7" });
  const told: unknown[] = [copyPlain({ observations, infos })];
  for (let t = 0; t < steps; t++) {
    if (t === 3) told.push(copyPlain(vector.reset({ only: Uint8Array.of(0, 1, 0, 1) })));
    if (t === 5) told.push(copyPlain(vector.reset({ seed: "8", only: Uint8Array.of(0, 0, 1, 0) })));
    const result = vector.step(legalActions(vector, infos, rng));
    told.push(copyPlain(result));
    if (vector.autoreset !== "disabled") continue;
    const only = result.terminated.slice();
    if (only.includes(1)) told.push(copyPlain(vector.reset({ only })));
  }
  return told;
}

const firstDifference = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length ? a.findIndex((answer, i) => !equalPlain(answer, b[i])) : Math.min(a.length, b.length);

const horizon = (options: object) => (options as MarketOptions).scenario.horizonDays;

describe.each(cases)("a vector of %s", (_name, definition, options) => {
  const modes: Autoreset[] = ["nextStep", "sameStep", "disabled"];

  test.each(modes)("answers to the bit as so many envs apart do, autoreset %s", (autoreset) => {
    const steps = horizon(options) + 6;
    const apart = answers(
      vectorEnv(() => definition.create(options as never), SIZE, autoreset),
      steps,
    );
    const together = answers(vectorOf(definition, options as never, SIZE, autoreset), steps);
    expect(apart.length).toBeGreaterThan(steps);
    expect(firstDifference(together, apart)).toBe(-1);
  });
});

/** Anything an env can do, chosen by draws alone; answers what it told, copied. */
function life(crowd: Env[], rng: Rng, acts: number): unknown[] {
  const snapshots: EnvSnapshot[] = [];
  const told: unknown[] = [];
  const latest = crowd.map((env) => env.reset({ seed: "7" }).info);
  const tell = (what: unknown) => told.push(copyPlain(what));
  const step = (env: Env, info: Info) => env.step(sample(env.actionSpace, rng, info.mask));
  for (let n = 0; n < acts; n++) {
    const e = rng.int(crowd.length);
    const env = crowd[e];
    const act = rng.int(12);
    if (act === 0) tell(env.reset({ seed: "7", options: { slot: e, episode: n } }));
    else if (act === 1) tell(env.reset({ seed: String(rng.int(3)) }));
    else if (act === 2) snapshots.push(copyPlain(env.snapshot!()));
    else if (act === 3 && snapshots.length > 0) env.restore!(snapshots[rng.int(snapshots.length)]);
    else if (act === 4) {
      const fork = env.fork!();
      tell(step(fork, latest[e]));
      tell(fork.snapshot!());
    } else {
      const result = step(env, latest[e]);
      tell(result);
      if (result.terminated) tell(env.reset());
    }
    tell(latest[rng.int(crowd.length)]);
  }
  for (const env of crowd) tell(env.snapshot!());
  return told;
}

describe.each(cases)("envs of %s that take turns", (_name, definition, options) => {
  const crowd = (shared: object) =>
    Array.from({ length: 3 }, () => definition.create({ ...options, ...shared } as never));

  test("snapshot, restore and fork in mid-run, on three seeds, as envs apart do", () => {
    const apart = life(crowd({ replicates: createReplicates(3) }), createRng("life"), 120);
    const together = life(crowd({ replicates: createReplicates(3), engines: createEngines() }), createRng("life"), 120);
    expect(apart.length).toBeGreaterThan(200);
    expect(firstDifference(together, apart)).toBe(-1);
  });
});

describe("a market that is lent", () => {
  const scenario = cornerShop(cohort);
  const none = Int32Array.of(0, 0, 0);
  const pair = (options: readonly [object, object]) => {
    const engines = createEngines();
    const [a, b] = options.map((own) => make("Promotion-v1", { scenario, engines, ...own }));
    return [a, b] as const;
  };

  test("is one: the same report object, whose numbers are those of the env whose info it is read from", () => {
    const [a, b] = pair([{}, {}]);
    const infoA = a.reset({ seed: "7", options: { slot: 0 } }).info;
    const infoB = b.reset({ seed: "7", options: { slot: 1 } }).info;
    a.step(none);
    const sold = [...infoA.report.units];
    a.step(none);
    b.step(none);
    expect(infoB.report.day).toBe(0);
    expect([...infoB.report.units]).not.toEqual(sold);
    expect(infoA.report.day).toBe(1);
    expect(infoA.report).toBe(infoB.report);
  });

  test("is nobody's before a reset", () => {
    const [a, b] = pair([{}, {}]);
    const { info } = a.reset();
    expect(() => b.step(none)).toThrow("step before the first reset");
    expect(() => b.snapshot!()).toThrow("snapshot before the first reset");
    expect(info.report.day).toBe(-1);
  });

  test("is not lent to an env of other options", () => {
    const [a, b] = pair([{}, { background: { restock: "none" } }]);
    const [infoA, infoB] = [a.reset().info, b.reset().info];
    expect(infoA.report).not.toBe(infoB.report);
    b.step(none);
    expect([...infoB.report.ordered]).toEqual([0, 0, 0]);
  });

  test("is not lent in shopper fidelity, whose state is most of it", () => {
    const shoppers = { scenario: cornerShop() };
    const [a, b] = pair([shoppers, shoppers]);
    expect(a.reset().info.report).not.toBe(b.reset().info.report);
  });

  test("is still there for an env whose fellow went on to another seed and came back", () => {
    const [a, b] = pair([{}, {}]);
    const { info } = a.reset({ seed: "7" });
    a.step(none);
    const report: DayReport = copyPlain(info.report);
    b.reset({ seed: "7" });
    b.reset({ seed: "8" });
    b.step(none);
    b.reset({ seed: "7" });
    b.step(none);
    expect(info.report).toEqual(report);
  });
});

test.each(["cohort", "shopper"] as const)("a vector runs its warm-up once, in %s fidelity", (fidelity) => {
  let mornings = 0;
  const restock: BackgroundPolicy = (shop, sheet) => {
    if (shop.market.day < 0) mornings += 1;
    orderUpTo(shop, sheet);
  };
  const scenario = cornerShop({ fidelity });
  const vector = vectorOf(envs["Promotion-v1"], { scenario, background: { restock } }, 4);
  vector.reset({ seed: "7" });
  for (let t = 0; t < 2 * scenario.horizonDays; t++) vector.step(new Int32Array(4 * 3));
  expect(mornings).toBe(scenario.warmUpDays);
});
