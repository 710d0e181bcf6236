import { describe, expect, test } from "vitest";
import type { EnvFacts } from "../../agents/define.js";
import type { Agent, MarketBrief, PlanningLog } from "../../envs/types.js";
import { makeAgent } from "./play.js";
import { brief, promotion, restock } from "./two-shelves.js";

/** A season of nine days: a week of seven and one of two. */
const season: MarketBrief = { ...brief, horizonDays: 9 };
const env: EnvFacts = { ...promotion, brief: season };
const all = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1);

/**
 * Two seasons. In the first cola is at choice 1 and rye at 2, in the second cola at 3 and rye at none. Cola earned 5 a day in
 * the first week of the first season and 1 in its second week, 2 a day in the second season; rye 1 a day in both. Of cola the second
 * season sold more.
 */
function logged(): PlanningLog {
  const rows = Array.from({ length: 18 }, (_, row) => ({ day: row % 9, first: row < 9 }));
  return {
    days: 18,
    day: Int32Array.from(rows, ({ day }) => day),
    campaign: new Int32Array(18).fill(-1),
    visits: new Float64Array(18),
    depth: new Float64Array(36),
    units: Float64Array.from(rows.flatMap(({ first }) => [first ? 3 : 4, 1])),
    stockOut: new Uint8Array(36),
    choice: Int32Array.from(rows.flatMap(({ first }) => (first ? [1, 2] : [3, 0]))),
    credit: Float64Array.from(rows.flatMap(({ first, day }) => [first ? (day < 7 ? 5 : 1) : 2, 1])),
    profit: new Float64Array(18),
  };
}

const days = (agent: Agent, masks: Uint8Array[]) => {
  agent.begin?.({ training: false });
  return masks.map((mask) => [...(agent.act(new Float32Array(5), { mask }) as Int32Array)]);
};
const times = <T>(count: number, value: T): T[] => Array(count).fill(value);

describe("worked by hand", () => {
  test("repeats of every slot and week the logged one that earned most, the first of equals", () => {
    const agent = makeAgent("last-years-plan", env, { log: logged() });
    const plan = [...times(7, [1, 2]), ...times(2, [3, 2])];
    expect(days(agent, times(9, all))).toEqual(plan);
    expect(days(agent, times(9, all))).toEqual(plan);
  });

  test("or the one that sold most", () => {
    const agent = makeAgent("last-years-plan", env, { log: logged(), params: { best: "units" } });
    expect(days(agent, times(9, all))).toEqual(times(9, [3, 2]));
  });

  test("repeats what was done on each day of the week, and takes none for what is not legal", () => {
    const log = logged();
    log.choice[2] = 3;
    const agent = makeAgent("last-years-plan", env, { log });
    const shut = Uint8Array.of(1, 0, 1, 1, 1, 1, 1, 1);
    expect(days(agent, [all, all, shut])).toEqual([
      [1, 2],
      [3, 2],
      [0, 2],
    ]);
  });

  test("promotes nothing on days that the log does not reach", () => {
    const short = { ...logged(), days: 3 };
    const agent = makeAgent("last-years-plan", env, { log: short });
    expect(days(agent, times(9, all))).toEqual([...times(3, [1, 2]), ...times(6, [0, 0])]);
  });
});

test("goes on from a saved day", () => {
  const agent = makeAgent("last-years-plan", env, { log: logged() });
  days(agent, times(7, all));
  const other = makeAgent("last-years-plan", env, { log: logged() });
  other.load(agent.save());
  expect([...(other.act(new Float32Array(5), { mask: all }) as Int32Array)]).toEqual([3, 2]);
});

test("does not fit an env that orders stock", () => {
  expect(() => makeAgent("last-years-plan", restock, { log: logged() })).toThrow("it sets promotions");
});
