import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { backgrounds } from "../../envs/levers/background.js";
import { MARKET_METRIC_FAMILIES, MARKET_METRICS } from "../../envs/market-metrics.js";
import { observationTable } from "../../envs/observation-table.js";
import { envs, make } from "../../envs/registry.js";
import { CARD_COLUMNS } from "../../envs/shopper-cards.js";
import type { Env, ObservationSlot } from "../../envs/types.js";
import { presets } from "../../sim/presets/registry.js";
import { scenarioSchema } from "../../sim/scenario.js";

const docs = readFileSync(new URL("../../docs/envs.md", import.meta.url), "utf8");
const season = presets["campaign-season"];
const scenario = scenarioSchema.parse(season);
/** with what the docs say is switched on */
const richer = scenarioSchema.parse({
  ...season,
  promotions: { ...season.promotions, coupons: {} },
  advertising: { channels: [{ name: "tv", saturation: 100 }] },
  slates: { slots: 2 },
  rivals: [{ name: "mall", process: { kind: "decided" } }],
});

test("a table has a row for every kind of slot, with the spans of its scales and bounds", () => {
  const slot = { meaning: "units there", unit: "units", low: 0 };
  const table = observationTable([
    { ...slot, name: "stock/cola", scale: 8, high: 4 },
    { ...slot, name: "stock/lime", scale: 2, high: 4 },
    { name: "open", meaning: "1 when open", unit: "indicator", low: 0, high: 1 },
  ]);
  expect(table.split("\n").slice(2)).toEqual([
    "| `stock/*` | 2 | units there | units | 2-8 | 0 to 4 |",
    "| `open` | 1 | 1 when open | indicator | 1 | 0 to 1 |",
  ]);
});

describe("docs/envs.md says what the code does", () => {
  test.each(["Promotion-v1", "Restock-v1"] as const)("the observation table of %s", (id) => {
    expect(docs).toContain(observationTable(make(id, { scenario }).slots as readonly ObservationSlot[]));
  });

  test.each(["Pricing-v1", "Coupon-v1", "Advertising-v1", "Slate-v1"] as const)("the observation table of %s", (id) => {
    const { slots } = make(id, { scenario: richer }) as Env;
    expect(docs).toContain(observationTable(slots as readonly ObservationSlot[]));
  });

  test("the observation table of a rival, cards and background policies", () => {
    const { slots } = make("Market-v1", { scenario: richer, levers: ["rival"] });
    expect(docs).toContain(observationTable((slots as { rival: readonly ObservationSlot[] }).rival));
    for (const [name, { unit, meaning }] of Object.entries(CARD_COLUMNS))
      expect(docs).toContain(`| \`${name}\` | ${unit} | ${meaning} |`);
    for (const [lever, named] of Object.entries(backgrounds))
      for (const [name, { summary }] of Object.entries(named))
        expect(docs).toContain(`| \`${lever}\` | \`${name}\` | ${summary}`);
  });

  test("every env and every metric", () => {
    for (const id of Object.keys(envs)) expect(docs).toContain(id);
    for (const [name, { unit, meaning }] of Object.entries({ ...MARKET_METRICS, ...MARKET_METRIC_FAMILIES }))
      expect(docs).toContain(`| \`${name}\` | ${unit} | ${meaning} |`);
  });
});
