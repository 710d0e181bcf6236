import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { type BumpLedger, bumpLedger } from "../../../experiments/uplift/bump-ledger.js";
import { openStage, playDays, type Script } from "../../../experiments/uplift/season.js";
import { EventLog } from "../../../sim/events.js";
import { scenarioSchema } from "../../../sim/scenario.js";
import { cornerShop, depths, play, scriptOf } from "./corner-shop.js";

const LABELS = ["subsidised", "switched", "timing", "expanded"] as const;

function total(ledger: BumpLedger, label: (typeof LABELS)[number] | "units" | "negative"): number {
  return ledger.rows.reduce((sum, row) => sum + row[label], 0);
}

/** units sold in the season, by day */
function unitsByDay(script: Script): number[] {
  const sold: number[] = [];
  play(script, (report) => sold.push(report.units.reduce((sum, units) => sum + units, 0)));
  return sold;
}

/** shoppers whom nothing but the day's offer moves: what they bought, saw and paid before is forgotten or ignored */
const forgetful = {
  visit: { base: 0, storeValue: 0 },
  price: { referenceMemory: 1 },
  promotion: { wear: 0 },
  choice: { loyalty: 0 },
  category: { pantry: 0 },
};

describe("two shoppers in one category, each label forced", () => {
  it("subsidised: the most loyal shoppers buy as much of the same whatever it costs", () => {
    const scenario = cornerShop({
      visit: { base: 1, storeValue: 0 },
      choice: { loyalty: 10, tasteSpread: 0 },
      price: { sensitivity: 1 },
      category: { value: 0 },
      quantity: { price: 0 },
    });
    const ledger = bumpLedger(scriptOf(scenario, (day) => (day % 4 === 0 ? depths(0.3, 0.3) : undefined)));
    expect(ledger.promotedUnits).toBeGreaterThan(5);
    expect(total(ledger, "subsidised")).toBe(ledger.promotedUnits);
    expect([total(ledger, "timing"), total(ledger, "expanded"), ledger.beside]).toEqual([0, 0, 0]);
  });

  it("switched: who buys every time, and just one unit, takes whichever product is cheap", () => {
    const scenario = cornerShop({
      ...forgetful,
      price: { sensitivity: 50, referenceMemory: 1 },
      choice: { loyalty: 0, tasteSpread: 0, appeal: { coffee: 8 } },
      category: { incidence: 20, pantry: 0, value: 0 },
      quantity: { base: -20, price: 0 },
    });
    // 50 ln(1 / .7) = 17.8 in favour of tea against coffee's 8
    const ledger = bumpLedger(scriptOf(scenario, (day) => (day === 3 || day === 9 ? depths(0.3, 0) : undefined)));
    expect(ledger.promotedUnits).toBeGreaterThan(0);
    expect(total(ledger, "switched")).toBe(ledger.promotedUnits);
  });

  it("timing: who keeps the same amount at home buys now what she does not buy later", () => {
    const scenario = cornerShop(
      {
        ...forgetful,
        visit: { base: 8, storeValue: 0 },
        price: { sensitivity: 50, referenceMemory: 1 },
        category: { incidence: 0, value: 1, pantry: 50, pantryKeep: 0.999 },
        quantity: { base: -20, price: 0 },
      },
      { population: 2, horizonDays: 21 },
    );
    const ledger = bumpLedger(scriptOf(scenario, (day) => (day % 10 === 2 ? depths(0.5, 0.5) : undefined)));
    expect(total(ledger, "timing")).toBeGreaterThan(0);
    expect(total(ledger, "timing")).toBe(ledger.promotedUnits - total(ledger, "subsidised"));
    expect(total(ledger, "expanded")).toBe(0);
  });

  it("expanded: who forgets what she has at home buys more, and no less later", () => {
    const scenario = cornerShop({
      ...forgetful,
      price: { sensitivity: 20, referenceMemory: 1 },
      category: { incidence: -10, value: 1, pantry: 0 },
      quantity: { base: -20, price: 0 },
    });
    const ledger = bumpLedger(scriptOf(scenario, (day) => (day < 10 ? depths(0.5, 0.5) : undefined)));
    expect(ledger.promotedUnits).toBeGreaterThan(5);
    expect(total(ledger, "expanded")).toBe(ledger.promotedUnits);
  });
});

describe("shoppers whom an offer does not move", () => {
  it("it subsidises everything where it has neither price effect nor badge", () => {
    const scenario = cornerShop(
      {
        price: { sensitivity: 0, gain: 0, loss: 0 },
        promotion: { display: { "percent-off": 0 } },
        quantity: { price: 0 },
      },
      { population: 200 },
    );
    const ledger = bumpLedger(scriptOf(scenario, (day) => (day % 3 === 0 ? depths(0.2, 0.4) : undefined)));
    expect(ledger.promotedUnits).toBeGreaterThan(200);
    expect(total(ledger, "subsidised")).toBe(ledger.promotedUnits);
    expect(ledger.beside).toBe(0);
  });

  it("nothing is switched in a category of one product, nor borrowed where the pantry counts for nothing", () => {
    const scenario = cornerShop(forgetful, {
      population: 200,
      products: [{ name: "salt", category: "salt", listPrice: 1, unitCost: 0.5, initialStock: 1e6 }],
    });
    const ledger = bumpLedger(scriptOf(scenario, (day) => (day % 5 === 0 ? depths(0.3) : undefined)));
    expect(total(ledger, "switched")).toBe(0);
    expect(total(ledger, "timing")).toBe(0);
    expect(total(ledger, "expanded")).toBeGreaterThan(50);
    expect(total(ledger, "subsidised")).toBe(ledger.promotedUnits - total(ledger, "expanded"));
  });
});

describe("laws", () => {
  /** a market with all memories on, scarce now and then, and offers as they come */
  function randomScript(seed: string): Script {
    const rng = createRng(seed);
    const names = ["a", "b", "c", "d", "e"].slice(0, 2 + rng.int(4));
    const scenario = scenarioSchema.parse({
      name: seed,
      population: 60,
      horizonDays: 15,
      warmUpDays: 15,
      tailDays: 20,
      carryOver: rng.uniform() < 0.5 ? 1 : 0.5,
      products: names.map((name) => ({
        name,
        category: rng.int(2) === 0 ? "x" : "y",
        listPrice: 2 + rng.int(8),
        unitCost: 1,
        initialStock: rng.int(3) === 0 ? 30 : 1e5,
        leadTimeDays: 3,
        caseSize: 6,
      })),
      segments: [
        { name: "keen", share: 1, visit: { base: 0 }, price: { sensitivity: 5 * rng.uniform() } },
        { name: "calm", share: 1 + rng.int(3), choice: { loyalty: 2 * rng.uniform() } },
      ],
    });
    return scriptOf(scenario, () => depths(...names.map(() => (rng.int(3) === 0 ? 0.1 + 0.4 * rng.uniform() : 0))));
  }
  const scripts = Array.from({ length: 6 }, (_, n) => randomScript(`random-${n}`));

  it.each(scripts)("labels add up to the promoted units to the unit, by row and in all ($scenario.name)", (script) => {
    const ledger = bumpLedger(script);
    let promoted = 0;
    play(script, (report) => {
      for (const units of report.promotedUnits) promoted += units;
    });
    expect(promoted).toBeGreaterThan(20);
    expect(ledger.promotedUnits).toBe(promoted);
    expect(total(ledger, "units")).toBe(promoted);
    for (const row of ledger.rows) {
      expect(LABELS.reduce((sum, label) => sum + row[label], 0)).toBe(row.units);
      expect(row.negative).toBeLessThanOrEqual(0);
      expect(row.expanded - row.negative).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(scripts.slice(0, 3))(
    "followed to the end, expanded and beside are the season's units less those of none ($scenario.name)",
    (script) => {
      const ledger = bumpLedger(script, script.days.length);
      const none = { ...script, days: script.days.map(() => ({})) };
      const gained =
        unitsByDay(script).reduce((sum, units) => sum + units, 0) -
        unitsByDay(none).reduce((sum, units) => sum + units, 0);
      expect(total(ledger, "expanded") + ledger.beside).toBe(gained);
    },
  );

  it("two forks a day, one with that day's offers and one without, say the same of what expanded", () => {
    const script = scripts[1];
    const { days } = script;
    const categories = new Set(script.scenario.products.map(({ category }) => category)).size;
    const { market, dayZero, luck, restock } = openStage(script);
    const off = { restock, decide: () => ({}) };
    let expanded = 0;
    market.restore(dayZero);
    market.open(luck);
    for (let day = 0; day < days.length; day++) {
      const until = Math.min(day + 57, days.length);
      const [kept, dropped] = [market.fork(), market.fork()].map((fork) => {
        const log = new EventLog(1, ["purchase"]);
        fork.record(log);
        return { fork, log };
      });
      playDays(kept.fork, { restock, until: day + 1, decide: () => days[day] });
      playDays(kept.fork, { ...off, until });
      playDays(dropped.fork, { ...off, until });
      const gain = new Map<number, number>();
      for (const [{ log }, sign] of [[kept, 1] as const, [dropped, -1] as const])
        for (let e = 0; e < log.length; e++) {
          const key = log.columns.shopper[e] * categories + log.columns.category[e];
          gain.set(key, (gain.get(key) ?? 0) + sign * log.columns.units[e]);
        }
      const { columns, length } = kept.log;
      for (let e = 0; e < length; e++)
        if (columns.day[e] === day && columns.discount[e] > 0)
          expanded += gain.get(columns.shopper[e] * categories + columns.category[e])!;
      playDays(market, { restock, until: day + 1, decide: () => days[day] });
    }
    expect(expanded).not.toBe(0);
    expect(total(bumpLedger(script), "expanded")).toBe(expanded);
  });

  it("a single day's gain is what its season sells more in that day and those followed", () => {
    const scenario = cornerShop({}, { population: 100 });
    const script = scriptOf(scenario, (day) => (day === 4 ? depths(0.3, 0) : undefined));
    const none = { ...script, days: script.days.map(() => ({})) };
    const ledger = bumpLedger(script, 10);
    const window = (units: number[]) => units.slice(4, 15).reduce((sum, some) => sum + some, 0);
    expect(ledger.promotedDays).toBe(1);
    expect(total(ledger, "expanded") + ledger.beside).toBe(window(unitsByDay(script)) - window(unitsByDay(none)));
  });

  it("the same script gives the same ledger, and days without a promotion are none of it", () => {
    const script = scripts[0];
    expect(bumpLedger(script)).toEqual(bumpLedger(script));
    expect(bumpLedger(scriptOf(script.scenario, () => undefined))).toEqual({
      rows: [],
      promotedUnits: 0,
      beside: 0,
      promotedDays: 0,
    });
  });

  it("cohort fidelity has no shoppers to follow, and says so", () => {
    const scenario = cornerShop({}, { fidelity: "cohort" });
    expect(() => bumpLedger(scriptOf(scenario, () => undefined))).toThrow("needs shoppers");
  });
});
