import { describe, expect, it } from "vitest";
import { createCalendar } from "../../sim/calendar.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";

const plan: Scenario["calendar"] = scenarioSchema.parse({
  name: "calendar",
  products: [{ name: "tea", category: "tea", listPrice: 4, unitCost: 2, initialStock: 1 }],
  segments: [{ name: "all", share: 1 }],
  calendar: {
    startDate: "2026-12-20",
    weekday: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    yearly: { amplitude: 0.3, peakDay: 350 },
    holidays: [{ name: "turn of the year", date: "12-30", days: 4, visitLift: 1 }],
    campaigns: [
      { name: "advent", firstDay: 0, lastDay: 3 },
      { name: "january", firstDay: 12, lastDay: 20 },
    ],
  },
}).calendar;

describe("days that the calendar keeps", () => {
  it("answer as those it reckons anew, before, within and after, however often they are asked for", () => {
    const kept = createCalendar(plan, -10, 25);
    const reckoned = createCalendar(plan);
    for (let round = 0; round < 2; round++)
      for (let day = -15; day < 30; day++) {
        expect(kept.season(day)).toBe(reckoned.season(day));
        expect(kept.campaignAt(day)).toBe(reckoned.campaignAt(day));
        expect(kept.weekday(day)).toBe(reckoned.weekday(day));
      }
  });

  it("know campaigns by hand: days 0 to 3 and 12 to 20", () => {
    const kept = createCalendar(plan, -2, 18);
    expect([-1, 0, 3, 4, 11, 12, 15, 16, 20, 21].map(kept.campaignAt)).toEqual([-1, 0, 0, -1, -1, 1, 1, 1, 1, -1]);
  });
});
