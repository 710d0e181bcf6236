import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { improveCalendar, type Move } from "../../../agents/models/calendar-search.js";

/** Four days of one slot; what a choice earns on a day, shape [days, choices], beside the season's own luck. */
const EARNS = [
  [0, 2, -1],
  [0, 1, 3],
  [0, -1, -2],
  [0, -2, 1],
];
const earned = (plan: Int32Array, season: number) =>
  plan.reduce((sum, choice, day) => sum + EARNS[day][choice], 100 * season);
const halves: Move[] = [0, 1].flatMap((half) =>
  [0, 1, 2].map((choice) => ({ cells: [2 * half, 2 * half + 1], choice, hope: 0 })),
);
const days: Move[] = [0, 1, 2, 3].flatMap((day) =>
  [0, 1, 2].map((choice) => ({ cells: [day], choice, hope: day === 3 ? choice : 0 })),
);
const start = new Int32Array(4);

describe("worked by hand", () => {
  it("by halves alone finds choice 1 in the first half and leaves the second: 3 of the 6 there are", () => {
    const { plan, worth } = improveCalendar({ start, stages: [halves], play: earned, luck: 1, seasons: 100 });
    expect([...plan]).toEqual([1, 1, 0, 0]);
    expect(worth).toBe(3);
  });

  it("by halves and then days finds the best plan, tried under two seasons' luck", () => {
    const { plan, worth } = improveCalendar({ start, stages: [halves, days], play: earned, luck: 2, seasons: 100 });
    expect([...plan]).toEqual([1, 2, 0, 2]);
    expect(worth).toBe(6 + 50);
    expect([...start]).toEqual([0, 0, 0, 0]);
  });

  it("tries the most hopeful first: on the last day choice 2, which pays, then choice 1, which does not", () => {
    const seen: string[] = [];
    const play = (plan: Int32Array) => {
      seen.push([...plan].join(""));
      return earned(plan, 0);
    };
    const { plan } = improveCalendar({ start: Int32Array.of(1, 2, 0, 0), stages: [days], play, luck: 1, seasons: 4 });
    expect(seen).toEqual(["1200", "1202", "1201", "0202"]);
    expect([...plan]).toEqual([1, 2, 0, 2]);
  });
});

describe("laws", () => {
  it("plays no more seasons than it may", () => {
    for (const seasons of [1, 5, 9, 14]) {
      let played = 0;
      const play = (plan: Int32Array, season: number) => {
        played += 1;
        return earned(plan, season);
      };
      const result = improveCalendar({ start, stages: [halves, days], play, luck: 1, seasons });
      expect(played).toBe(result.played);
      expect(played).toBeLessThanOrEqual(seasons);
    }
  });

  it("takes a change worth nothing under luck of its own in fewer than one of four tries of four seasons each", () => {
    const rng = createRng("nothing");
    let taken = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const play = () => rng.normal();
      const stages = [[{ cells: [0], choice: 1, hope: 0 }]];
      if (improveCalendar({ start, stages, play, luck: 4, seasons: 8 }).plan[0] === 1) taken += 1;
    }
    expect(taken / 1000).toBeLessThan(0.25);
    expect(taken / 1000).toBeGreaterThan(0.05);
  });
});
