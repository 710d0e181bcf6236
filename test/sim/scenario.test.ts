import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createCalendar, dayNumber } from "../../sim/calendar.js";
import { apportion } from "../../sim/population.js";
import { presets } from "../../sim/presets/registry.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { smallInput, smallScenario } from "./small-scenario.js";

const faultsOf = (input: unknown) =>
  (scenarioSchema.safeParse(input).error?.issues ?? []).map((issue) => issue.path.join("."));

describe("the scenario schema", () => {
  it("takes every preset as it is", () => {
    for (const [id, input] of Object.entries<ScenarioInput>(presets)) {
      expect(faultsOf(input), id).toEqual([]);
      expect(input.name).toBe(id);
    }
  });

  it("refuses a misspelt key, a number out of range and a wrong type, all at once with their paths", () => {
    const wrong = {
      ...structuredClone(smallInput),
      popullation: 3,
      horizonDays: 0,
      products: [{ ...smallInput.products[0], listPrice: "3.50" }],
    };
    expect(faultsOf(wrong).sort()).toEqual(["", "horizonDays", "products.0.listPrice"]);
  });

  it.each<[string, (draft: ScenarioInput) => void, string]>([
    ["two products of one name", (draft) => draft.products.push(draft.products[0]), "products.3.name"],
    [
      "a campaign that ends before it starts",
      (draft) => changeCampaign(draft, { lastDay: 2 }),
      "calendar.campaigns.0.lastDay",
    ],
    [
      "a campaign on a category that is not there",
      (draft) => changeCampaign(draft, { categories: ["toys"] }),
      "calendar.campaigns.0.categories.toys",
    ],
    [
      "an appeal for a product that is not there",
      (draft) => Object.assign(draft.segments[0].choice ?? {}, { appeal: { beer: 1 } }),
      "segments.0.choice.appeal.beer",
    ],
    [
      "depths that do not rise",
      (draft) => Object.assign(draft, { promotions: { depths: [0.2, 0.1] } }),
      "promotions.depths.1",
    ],
    [
      "no shoppers at all",
      (draft) => Object.assign(draft, { segments: draft.segments.map((segment) => ({ ...segment, share: 0 })) }),
      "segments",
    ],
    [
      "overlapping campaigns",
      (draft) => draft.calendar?.campaigns?.push({ name: "again", firstDay: 11, lastDay: 12 }),
      "calendar.campaigns.1.firstDay",
    ],
  ])("refuses %s", (_name, spoil, path) => {
    const draft = structuredClone(smallInput);
    spoil(draft);
    expect(faultsOf(draft)).toEqual([path]);
  });

  it("documents every number: a line of doc, a unit and a range", () => {
    const undocumented: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (node === null || typeof node !== "object") return;
      const schema = node as { [key: string]: unknown };
      if (schema.type === "number" || schema.type === "integer") {
        const ranged = schema.minimum !== undefined && schema.maximum !== undefined;
        if (!schema.description || !schema.unit || !ranged) undocumented.push(path);
      }
      for (const [key, child] of Object.entries(schema)) if (key !== "anyOf") walk(child, `${path}/${key}`);
    };
    walk(z.toJSONSchema(scenarioSchema, { io: "input" }), "");
    expect(undocumented).toEqual([]);
  });
});

function changeCampaign(draft: ScenarioInput, change: object): void {
  Object.assign(draft.calendar?.campaigns?.[0] ?? {}, change);
}

describe("the calendar", () => {
  it("knows weekdays: 2026-03-02 and 2024-02-29 by hand, 1970-01-01 a Thursday", () => {
    expect(createCalendar(smallScenario().calendar).weekday(0)).toBe(0);
    expect(dayNumber(1970, 1, 1)).toBe(0);
    expect(dayNumber(2024, 2, 29)).toBe(19_782);
    const thursday = createCalendar({ ...smallScenario().calendar, startDate: "1970-01-01" });
    expect([thursday.weekday(0), thursday.weekday(4), thursday.weekday(-1)]).toEqual([3, 0, 2]);
  });

  it("adds weekday, wave and holidays: by hand on 2026-03-08, a Sunday, day 67 of the year", () => {
    const { season } = createCalendar(smallScenario().calendar);
    const wave = (dayOfYear: number) => 0.1 * Math.cos((2 * Math.PI * (dayOfYear - 100)) / 365.25);
    expect(season(6)).toBeCloseTo(-0.1 + wave(67) + 0.4, 12);
    expect(season(7)).toBeCloseTo(0 + wave(68) + 0.4, 12);
    expect(season(8)).toBeCloseTo(0.05 + wave(69), 12);
  });

  it("carries a holiday over the turn of the year", () => {
    const calendar = createCalendar({
      ...smallScenario().calendar,
      startDate: "2026-12-30",
      weekday: [0, 0, 0, 0, 0, 0, 0],
      yearly: { amplitude: 0, peakDay: 1 },
      holidays: [{ name: "turn", date: "12-31", days: 3, visitLift: 1 }],
    });
    expect([0, 1, 2, 3, 4].map(calendar.season)).toEqual([0, 1, 1, 1, 0]);
  });
});

describe("apportion", () => {
  it("gives largest remainders: 10 seats by 5, 3, 1 are 6, 3, 1", () => {
    expect(apportion([5, 3, 1], 10)).toEqual([6, 3, 1]);
    expect(apportion([1, 1, 1], 2)).toEqual([1, 1, 0]);
    expect(apportion([0, 2], 7)).toEqual([0, 7]);
  });
});
