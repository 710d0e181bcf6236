import { expect, test } from "vitest";
import type { Panel } from "../../../experiments/calibrate/panel-csv.js";
import { fitPanelMoments } from "../../../experiments/calibrate/panel-fit.js";
import { likelyPaths, storePaths, untoldShelves } from "../../../experiments/calibrate/shelf-paths.js";
import { momentPanel } from "./recovery.js";

/** Purchases of two brands, in the order of time: who, on which day, where, at which price of the first; the other costs 2. */
function panel(rows: readonly (readonly [who: string, day: number, store: string, price: number])[]): Panel {
  return {
    brands: ["a", "b"],
    household: rows.map(([who]) => who),
    chosen: Int32Array.from(rows, (_, n) => n % 2),
    price: Float64Array.from(rows.flatMap(([, , , price]) => [price, 2])),
    feat: null,
    disp: null,
    day: Float64Array.from(rows, ([, day]) => day),
    units: null,
    store: rows.map(([, , store]) => store),
  };
}

const week = panel([
  ["ann", 10, "x", 1],
  ["ann", 13, "x", 2],
  ["bob", 11, "y", 3],
  ["bob", 14, "y", 4],
]);

test("a store's prices are those that the last purchase there met, and before the first one its own", () => {
  const first = storePaths(week, { days: 5, count: 2, priceScale: 10 }).map((path) =>
    path.map(({ price }) => price[0]),
  );
  expect(first).toEqual([
    [10, 10, 10, 20, 20],
    [30, 30, 30, 30, 40],
  ]);
});

test("prices that make a purchase twice as likely stand half as long where nobody knows how long they stood", () => {
  const chance = ({ price }: { readonly price: ArrayLike<number> }) => (price[0] < 2 ? 0.4 : 0.2);
  const [path, other] = likelyPaths(week, { days: 14, count: 2, priceScale: 1 }, chance).map((states) =>
    states.map(({ price }) => price[0]),
  );
  // 28 days of two households, of which 1 takes 4 and the others 8
  expect(path).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3]);
  expect(other).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4]);
});

test("what shelves showed is told by days and stores, or by one store's prices, where purchases are not too far apart", () => {
  expect(untoldShelves(week, 4)).toBeNull();
  expect(untoldShelves(week, 40)).toBe("purchases in a store are 20.0 days apart, where 2 would do");
  expect(untoldShelves({ ...week, store: null }, 4)).toBeNull();
  const split = panel([
    ["ann", 10, "", 1],
    ["bob", 10, "", 3],
  ]);
  expect(untoldShelves({ ...split, store: null }, 2)).toMatch("no column store");
  expect(untoldShelves({ ...week, day: null }, 4)).toMatch("no column date");
});

test("a panel that does not tell them leaves value and pantry as assumed, and how often classes buy without an interval", () => {
  const { panel: stores, likelihood } = momentPanel("untold");
  const options = { households: 120, evaluations: 1 };
  const { fit, untold, scenario } = fitPanelMoments({ ...stores, store: null }, likelihood, options);
  expect(untold).toMatch("no column store");
  const names = fit.parameters.map(({ name }) => name);
  expect(names).not.toContain("pull of the category's value");
  expect(names).not.toContain("how a unit at home holds back");
  expect(fit.parameters.filter(({ besideAssumed }) => besideAssumed)).toMatchObject([
    { name: "class 1: log-odds of buying on a visit", se: null },
  ]);
  for (const name of ["bought while featured", "days to the next purchase after a deal over others"])
    expect(fit.moments.find((moment) => moment.name === name)?.fitted, name).toBe(false);
  const [before] = likelihood.scenario.segments;
  expect(scenario.segments[0].category).toMatchObject({
    value: before.category?.value,
    pantry: before.category?.pantry,
  });
});
