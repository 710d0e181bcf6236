import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { bumpLedger } from "../../../experiments/uplift/bump-ledger.js";
import { incrementalProfit } from "../../../experiments/uplift/incremental-profit.js";
import type { Script } from "../../../experiments/uplift/season.js";
import type { Decisions } from "../../../sim/decisions.js";
import { MECHANICS } from "../../../sim/scenario/promotions.js";
import { type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";
import { play, scriptOf } from "./corner-shop.js";

const P = 4;
/** per-cent off 1 and 2, then */
const AMOUNT = 3;
const TWO_FOR_ONE = 4;
const FLASH = 5;
const MEMBER = 6;
const GIFT = 7;
const THRESHOLD = 8;

const input: ScenarioInput = {
  name: "every-mechanic",
  population: 150,
  horizonDays: 20,
  warmUpDays: 15,
  tailDays: 20,
  products: ["a", "b", "c", "d"].map((name, p) => ({
    name,
    category: p < 2 ? "x" : "y",
    listPrice: 5 + p,
    unitCost: 3,
    initialStock: 1e5,
  })),
  segments: [
    { name: "all", share: 2, visit: { base: 0 }, members: 0.5 },
    { name: "few", share: 1, visit: { base: -1 }, quantity: { base: 0.5 } },
  ],
  promotions: {
    depths: [0.1, 0.3],
    menu: [
      { mechanic: "amount-off", amount: 1 },
      { mechanic: "buy-x-get-y", buy: 1, free: 1 },
      { mechanic: "flash-sale", depth: 0.4, fromHour: 8, toHour: 14, units: 9 },
      { mechanic: "member-price", depth: 0.2 },
      { mechanic: "gift", unitCost: 0.5, worth: 1 },
      { mechanic: "spend-threshold", tiers: [{ spend: 12, off: 2 }] },
    ],
    coupons: { depths: [0.2], categories: ["x"], validDays: 5 },
    everyday: { depthLimit: 0.9 },
  },
};
const scenario = scenarioSchema.parse(input);

function offers(...choices: number[]): Decisions {
  return { offer: Int32Array.from(choices), basketOffer: 0 };
}

/** promoted units by product and by mechanic, as the books have them */
function booked(script: Script) {
  const byProduct = new Float64Array(P);
  const byMechanic = new Float64Array(MECHANICS.length);
  play(script, ({ promotedUnits, mechanicUnits }) => {
    for (let p = 0; p < P; p++) byProduct[p] += promotedUnits[p];
    for (let at = 0; at < mechanicUnits.length; at++) byMechanic[Math.floor(at / P)] += mechanicUnits[at];
  });
  return { byProduct, byMechanic };
}

describe("every mechanic alone", () => {
  it.each([
    ["percent-off", offers(2, 0, 1, 0)],
    ["amount-off", offers(AMOUNT, 0, 0, AMOUNT)],
    ["buy-x-get-y", offers(TWO_FOR_ONE, 0, TWO_FOR_ONE, 0)],
    ["flash-sale", offers(0, FLASH, 0, 0)],
    ["member-price", offers(0, MEMBER, MEMBER, 0)],
    ["gift", offers(GIFT, GIFT, 0, 0)],
    ["coupon", { coupon: Int32Array.from([1, 0]) }],
    ["spend-threshold", { basketOffer: THRESHOLD }],
  ] as const)(
    "%s: its units by the books are those of its rows, and its profit is all there is",
    (mechanic, decisions) => {
      const script = scriptOf(scenario, (day) => (day % 3 < 2 ? decisions : undefined));
      const { byMechanic } = booked(script);
      const { rows } = bumpLedger(script);
      const units = rows.filter((row) => row.mechanic === mechanic).reduce((sum, row) => sum + row.units, 0);
      expect(units).toBeGreaterThan(20);
      expect(units).toBe(byMechanic[MECHANICS.indexOf(mechanic)]);
      expect(new Set(rows.map((row) => row.mechanic))).toEqual(new Set([mechanic]));
      const profit = incrementalProfit(script);
      expect(profit.byMechanic[MECHANICS.indexOf(mechanic)]).toBe(profit.total);
      expect(profit.total).not.toBe(0);
    },
  );
});

it("all at once, at random: labels add up to the promoted units of every product, and each mechanic to no more than it got", () => {
  const rng = createRng("every mechanic");
  const script = scriptOf(scenario, () => ({
    ...offers(...Array.from({ length: P }, () => rng.int(GIFT + 1))),
    basketOffer: rng.int(2) * THRESHOLD,
    coupon: Int32Array.from([rng.int(2), rng.int(2)]),
  }));
  const { byProduct, byMechanic } = booked(script);
  const { rows, promotedUnits } = bumpLedger(script);
  for (const row of rows) expect(row.subsidised + row.switched + row.timing + row.expanded).toBe(row.units);
  const sum = (key: "product" | "mechanic", name: string) =>
    rows.filter((row) => row[key] === name).reduce((total, row) => total + row.units, 0);
  expect(scenario.products.map(({ name }) => sum("product", name))).toEqual([...byProduct]);
  expect(promotedUnits).toBe(byProduct.reduce((total, units) => total + units, 0));
  for (const [m, mechanic] of MECHANICS.entries()) {
    expect(byMechanic[m]).toBeGreaterThan(0);
    expect(sum("mechanic", mechanic)).toBeLessThanOrEqual(byMechanic[m]);
  }
  for (const own of MECHANICS.slice(0, MECHANICS.indexOf("coupon")))
    expect(sum("mechanic", own)).toBe(byMechanic[MECHANICS.indexOf(own)]);
});

it("coupons at hand are taken away where promotions are off, on the day and after", () => {
  // nobody else's coupon, one shopper of strong habits: what the coupon makes her buy is compared with days without it
  const script = scriptOf(scenario, (day) => (day === 3 ? { coupon: Int32Array.from([1, 1]) } : undefined));
  const none = { ...script, days: script.days.map(() => ({})) };
  const unitsOf = (one: Script) => {
    let units = 0;
    play(one, (report) => {
      for (const some of report.units) units += some;
    });
    return units;
  };
  const ledger = bumpLedger(script, script.days.length);
  expect(ledger.promotedUnits).toBeGreaterThan(10);
  const expanded = ledger.rows.reduce((sum, row) => sum + row.expanded, 0);
  expect(expanded + ledger.beside).toBe(unitsOf(script) - unitsOf(none));
});
