import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { withCoupons } from "../../../experiments/calibrate/coupon-campaigns.js";
import { customerGroups } from "../../../experiments/calibrate/customer-groups.js";
import { type CustomerHistory, type CustomerLog, customerLog } from "../../../experiments/calibrate/customer-log.js";
import { type CustomerPlay, playCustomers } from "../../../experiments/calibrate/customer-market.js";
import { customerMoments, customerStatistic, customerSums } from "../../../experiments/calibrate/customer-moments.js";
import { total } from "../../../experiments/calibrate/resampled-moments.js";
import { calibrateTransactions, type TransactionCalibration } from "../../../experiments/calibrate/transactions.js";
import type { Column, Dataset } from "../../../experiments/data/dataset.js";
import { loadDataset } from "../../../experiments/data/load.js";
import { type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";
import { printedRow } from "./printed.js";

const texts = (cells: string[]): Column => {
  const values = [...new Set(cells)];
  return { kind: "text", codes: Int32Array.from(cells, (cell) => values.indexOf(cell)), values };
};
const numbers = (values: number[]): Column => ({ kind: "number", values: Float64Array.from(values) });
const dates = (values: number[]): Column => ({ kind: "date", values: Float64Array.from(values) });
const dataset = (columns: Record<string, Column>, rows: number): Dataset => ({
  rows,
  columns: new Map(Object.entries(columns)),
});

/** Fifty customers who each bought once, on days 100 to 160, and what is said of the first of them. */
function log(first: [day: number, units: number, value: number, discount: number][]): Dataset {
  const others = Array.from({ length: 50 }, (_, c) => ({
    who: `c${c}`,
    day: 100 + c,
    units: 1,
    value: 2,
    discount: 0,
  }));
  const own = first.map(([day, units, value, discount]) => ({ who: "first", day, units, value, discount }));
  const rows = [...own, ...others, { who: "last", day: 170.5, units: 1, value: 2, discount: 0 }];
  return dataset(
    {
      customer: texts(rows.map(({ who }) => who)),
      date: dates(rows.map(({ day }) => day)),
      units: numbers(rows.map(({ units }) => units)),
      value: numbers(rows.map(({ value }) => value)),
      discount: numbers(rows.map(({ discount }) => discount)),
    },
    rows.length,
  );
}

describe("a log of customers", () => {
  test("has lines of one day as one purchase, returns left out, and litres as one unit", () => {
    const found = customerLog(
      log([
        [103, 2, 6, 2],
        [103.5, 1, 4, 0],
        [101, 1, 3, 1],
        [105, -1, -3, 0],
        [106, 3000, 30, 0],
      ]),
    );
    expect(found.customers[0]).toEqual({
      day: [1, 3, 6],
      units: [1, 3, 1],
      paid: [3, 10, 30],
      off: [1, 2, 0],
      sent: 0,
      used: 0,
      lagDays: 0,
    });
    expect(found.names[0]).toBe("first");
    expect(found.days).toBe(71);
    expect(found.lastEntry).toBe(70);
    expect(found.leftOut).toBe(1);
    // a quarter off both lines with anything off
    expect(found.depths).toEqual([0.25, 0.25, 0.25]);
    expect(found.weekdayShare.reduce((sum, part) => sum + part)).toBeCloseTo(1, 12);
  });

  test("that is too small, or does not say what was paid, is refused in one line", () => {
    const small = dataset({ customer: texts(["a"]), date: dates([1]), value: numbers([2]) }, 1);
    expect(() => customerLog(small)).toThrow(
      "50 customers and 56 days at least expected, found 1 customers and 1 days",
    );
    const unpaid = dataset({ customer: texts(["a"]), date: dates([1]) }, 1);
    expect(() => customerLog(unpaid)).toThrow("nothing says what was paid");
  });

  test("with companion files knows coupons sent, used while they were valid, and how late", () => {
    const found = withCoupons(customerLog(log([[101, 1, 3, 0]])), {
      sent: dataset(
        { campaign: texts(["1", "1", "2", "1", "9"]), customer: texts(["first", "c0", "first", "first", "c1"]) },
        5,
      ),
      descriptions: dataset({ campaign: texts(["1", "2"]), start: dates([100, 200]), end: dates([109, 229]) }, 2),
      redemptions: dataset(
        {
          campaign: texts(["1", "1", "2", "1"]),
          customer: texts(["first", "first", "first", "c0"]),
          // twice, a day late, never sent within the campaign
          date: dates([107, 104, 230, 99]),
        },
        4,
      ),
    });
    expect(found.customers[0]).toMatchObject({ sent: 2, used: 1, lagDays: 4 });
    expect(found.customers[1]).toMatchObject({ sent: 1, used: 0, lagDays: 0 });
    // 10, 10 and 30 days
    expect(found.validDays).toBe(17);
    expect(() =>
      withCoupons(customerLog(log([[101, 1, 3, 0]])), {
        sent: dataset({ campaign: texts(["1"]) }, 1),
        descriptions: dataset({}, 0),
        redemptions: dataset({}, 0),
      }),
    ).toThrow("campaigns: customer: missing; found campaign");
  });
});

test("moments of two customers are what can be counted by hand", () => {
  const setting = { days: 100, groups: 2 };
  const often: CustomerHistory = {
    day: [0, 10, 80],
    units: [1, 2, 3],
    paid: [2, 4, 6],
    off: [0, 1, 1],
    sent: 4,
    used: 2,
    lagDays: 6,
  };
  const once: CustomerHistory = { day: [20], units: [2], paid: [8], off: [0], sent: 1, used: 0, lagDays: 0 };
  const values = customerStatistic(2)(total([customerSums(often, 0, setting), customerSums(once, 1, setting)]));
  const found = Object.fromEntries(customerMoments(2).map(({ name }, i) => [name, values[i]]));
  const expected = {
    "group 2: part of the customers": 1 / 2,
    "purchase days of a customer": 2,
    "s.d. of them over customers, of their mean": 1 / 2,
    "part of the customers who bought once": 1 / 2,
    "part who bought again within 28 days of the first time": 1 / 2,
    "part of the purchase days in the last quarter of the time": 1 / 4,
    "part of the customers who bought in the last quarter": 1 / 2,
    "days between purchases": 40,
    "s.d. of them, of their mean": 30 / 40,
    "paid on a purchase day": 5,
    "s.d. of it, of its mean": Math.sqrt(5) / 5,
    "group 1: units on a purchase day": 2,
    "group 2: units on a purchase day": 2,
    "group 1: part of the list price spared": 2 / 14,
    "group 2: part of the list price spared": 0,
    "group 1: part of the coupons sent that were used": 1 / 2,
    "group 2: part of the coupons sent that were used": 0,
    "days from a coupon to its use": 3,
  };
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) expect(found[name], name).toBeCloseTo(value, 12);
});

const shop: ScenarioInput = {
  name: "shop",
  moneyStep: 0.01,
  population: 700,
  products: [
    { name: "low", category: "goods", listPrice: 4, unitCost: 3, initialStock: 100 },
    { name: "high", category: "goods", listPrice: 7, unitCost: 5, initialStock: 100 },
  ],
  segments: [
    {
      name: "often",
      share: 35,
      visit: { base: -1.2 },
      churn: { hazard: 0.003, dissatisfaction: 0, acquisition: 0 },
      category: { incidence: -1, value: 0.95, pantry: 0.6, pantryKeep: 0.95 },
      quantity: { base: 0, price: 0.8 },
      promotion: { redemption: { base: -1, depth: 0 } },
    },
    {
      name: "rarely",
      share: 65,
      visit: { base: -3 },
      churn: { hazard: 0.02, dissatisfaction: 0, acquisition: 0 },
      category: { incidence: -1, value: 0.95, pantry: 0.6, pantryKeep: 0.95 },
      quantity: { base: -1, price: 0.8 },
      promotion: { redemption: { base: -2, depth: 0 } },
    },
  ],
  promotions: { coupons: { depths: [0.2], maxOff: 50, lagDays: 0, validDays: 20 } },
};
const played: CustomerPlay = { days: 150, lastEntry: 100, offers: { part: 0.4, depths: [0.1, 0.3] }, luck: "truth" };

describe("customers that a market makes", () => {
  const customers = playCustomers(shop, played);

  test("are the same for the same luck, bought on rising days of the log, and first within the days of entry", () => {
    expect(playCustomers(shop, played)).toEqual(customers);
    for (const { day, units, paid } of customers) {
      expect(day[0]).toBeLessThanOrEqual(100);
      day.forEach((one, n) => {
        if (n > 0) expect(one).toBeGreaterThan(day[n - 1]);
        expect(one).toBeLessThan(150);
        expect(units[n]).toBeGreaterThanOrEqual(1);
        expect(paid[n]).toBeGreaterThan(0);
      });
    }
  });

  test("use some of the coupons sent, each within its days", () => {
    // sent on days 7, 27, .., 127, while all their days lie within the log, to whoever has not left
    expect(Math.max(...customers.map(({ sent }) => sent))).toBe(7);
    for (const { sent, used, lagDays } of customers) {
      expect(used).toBeLessThanOrEqual(sent);
      expect(lagDays).toBeLessThan(20 * Math.max(1, used));
    }
    expect(customers.some(({ used }) => used > 0)).toBe(true);
  });

  test("are spared a part of the list price that lies between nothing and the deepest offer and coupon", () => {
    const off = customers.reduce((sum, { off: own }) => sum + own.reduce((a, b) => a + b, 0), 0);
    const paid = customers.reduce((sum, { paid: own }) => sum + own.reduce((a, b) => a + b, 0), 0);
    expect(off / (off + paid)).toBeGreaterThan(0.05);
    expect(off / (off + paid)).toBeLessThan(0.44);
  });
});

describe("shoppers calibrated to customers that a market made", () => {
  let found: TransactionCalibration;
  let truth: CustomerLog;
  beforeAll(() => {
    const customers = playCustomers({ ...shop, promotions: {} }, { ...played, luck: "log" });
    truth = {
      customers,
      names: customers.map((_, c) => `${c}`),
      days: 150,
      lastEntry: 100,
      shelf: { listPrice: [4, 7], share: [0.5, 0.5] },
      weekdayShare: new Array(7).fill(1 / 7),
      depths: [0.1, 0.3],
      couponDepth: null,
      leftOut: 0,
    };
    found = calibrateTransactions(truth, { groups: 2, shoppers: 400, evaluations: 40, name: "again" });
  });

  test("make a log like theirs: every moment fitted within 3 standard errors of the data's", () => {
    for (const { name, z, fitted } of found.fit.moments) if (fitted) expect(Math.abs(z ?? 0), name).toBeLessThan(3);
  });

  test("come as often, and leave about as often, as those did", () => {
    const estimates = new Map(found.fit.parameters.map(({ name, estimate }) => [name, estimate]));
    expect(estimates.get("group 1: log-odds of a visit on a day")).toBeCloseTo(-1.2, 0);
    expect(Math.abs(estimates.get("part of the weeks in which a product is on offer")! - 0.4)).toBeLessThan(0.1);
  });

  test("are a scenario that parses, in which new ones take the places of those who left", () => {
    const scenario = scenarioSchema.parse(found.scenario);
    expect(scenario.name).toBe("again");
    for (const { churn } of scenario.segments) expect(churn?.acquisition).toBe(0.002);
    const visits = scenario.provenance.find(({ path }) => path.includes("segments.visit.base"));
    expect(visits).toMatchObject({ origin: "estimated" });
    expect(scenario.provenance.some(({ origin, path }) => origin === "assumed" && path.includes("incidence"))).toBe(
      true,
    );
  });

  test("fall into groups by k-means, who buys most often first; everybody belongs to the nearest centre", () => {
    const groups = customerGroups(truth, 2, "1");
    expect(groups.features).toEqual(["recency", "frequency", "value", "discount share"]);
    expect(groups.centres[0].frequency).toBeGreaterThan(groups.centres[1].frequency);
    const counted = [0, 0];
    for (const customer of truth.customers) counted[groups.groupOf(customer)] += 1;
    expect(counted).toEqual([...groups.sizes]);
  });
});

const folder = new URL("../../../../shared/data/", import.meta.url);
const load = async (name: string, kind: "transactions" | "campaigns") =>
  (await loadDataset(fileURLToPath(new URL(name, folder)), kind)).data;

describe.skipIf(!existsSync(folder))(
  "the logs of CDNOW and of the Complete Journey (skipped where ../shared is absent)",
  () => {
    test("CDNOW: customers who bought once, bought again and paid are met within 3 standard errors", async () => {
      const cdnow = customerLog(await load("cdnow_sample_transactions.csv", "transactions"));
      // 2,357 customers, 8 purchases of 0 dollars, by which eight customers drop out
      expect(cdnow.customers).toHaveLength(2349);
      expect(cdnow.lastEntry).toBe(83);
      const { fit } = calibrateTransactions(cdnow, { shoppers: 400, evaluations: 40 });
      const z = new Map(fit.moments.map((moment) => [moment.name, Math.abs(moment.z ?? 0)]));
      for (const name of [
        "part of the customers who bought once",
        "part of the customers who bought in the last quarter",
        "days between purchases",
        "paid on a purchase day",
      ])
        expect(z.get(name), name).toBeLessThan(3);
      // what docs/calibrate.md prints that takes no simulation
      for (const { name, data } of fit.moments) expect(printedRow("CDNOW", name, 3)[0], name).toBeCloseTo(data, 3);
    });

    test("the journey's companion files: of 6,564 campaigns sent to its customers 792 were used", async () => {
      const journey = customerLog(await load("journey_transactions_h1.csv", "transactions"));
      const found = withCoupons(journey, {
        sent: await load("journey_campaigns.csv", "campaigns"),
        descriptions: await load("journey_campaign_descriptions.csv", "campaigns"),
        redemptions: await load("journey_coupon_redemptions.csv", "campaigns"),
      });
      const sum = (name: "sent" | "used" | "lagDays") =>
        found.customers.reduce((all, customer) => all + customer[name], 0);
      // counted in Python 3 for the 1,539 households of the log that were sent anything
      expect(sum("sent")).toBe(6_564);
      expect(sum("used")).toBe(792);
    });
  },
);
