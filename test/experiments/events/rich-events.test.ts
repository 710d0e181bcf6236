import { expect, it } from "vitest";
import type { EventRow, TruthRow } from "../../../experiments/events/event-columns.js";
import { createEventWriter } from "../../../experiments/events/event-lines.js";
import { EventLog } from "../../../sim/events.js";
import type { DayReport } from "../../../sim/ledger.js";
import { Market } from "../../../sim/market.js";
import { rootKey, uniformAt } from "../../../sim/math/key.js";
import { scenarioSchema } from "../../../sim/scenario.js";
import { richInput } from "../../sim/rich-scenario.js";

/** Every optional effect at once, every mechanic of promotion, everybody followed; tea runs out as it spoils. */
const scenario = scenarioSchema.parse({
  ...richInput,
  products: richInput.products.map((product) => ({ ...product, initialStock: 5000 })),
  events: { rate: 1, messages: 0.5 },
});
const DAYS = 30;
/** place of the spend threshold among the choices: two depths, then the sixth of the menu */
const THRESHOLD = 8;

function playRich() {
  const market = new Market(scenario, rootKey("3", "population", 0, 0));
  market.open(rootKey("3", "evaluate", 0, 0));
  const log = new EventLog(scenario.events.rate);
  market.record(log);
  const told = { events: "", truth: "" };
  const writer = createEventWriter(scenario, 0, {
    events(lines) {
      told.events += lines;
    },
    truth(lines) {
      told.truth += lines;
    },
  });
  const books = { units: 0, paid: 0, discount: 0, sent: 0, redeemed: 0, joined: 0, left: 0, gifts: 0 };
  const sum = (amounts: Float64Array) => amounts.reduce((total, amount) => total + amount, 0);
  const keep = (report: DayReport) => {
    books.units += sum(report.units);
    books.paid += sum(report.money.grossSales) - sum(report.money.discount);
    books.discount += sum(report.money.discount);
    books.gifts += sum(report.money.giftCost);
    books.sent += sum(report.couponsSent);
    books.redeemed += sum(report.couponsRedeemed);
    books.joined += sum(report.acquired);
    books.left += sum(report.churned);
  };
  for (let day = 0; day < DAYS; day++) {
    const offer = Int32Array.from(scenario.products, (_, p) => Math.floor(uniformAt(1, day, p) * THRESHOLD));
    const slate = Int32Array.from(scenario.segments.flatMap(() => [day % 4, (day + 1) % 4]));
    const coupon = Uint8Array.from(scenario.segments, () => (day % 6 === 0 ? 2 : 0));
    keep(market.runDay({ offer, basketOffer: day % 3 === 0 ? THRESHOLD : 0, coupon, slate }));
    writer.drain(log);
  }
  const parsed = <T>(text: string) =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as T);
  return { events: parsed<EventRow>(told.events), truth: parsed<TruthRow>(told.truth), books };
}

const { events, truth, books } = playRich();
const ofKind = (kind: string) => events.filter((event) => event.kind === kind);
const money = (column: "paid" | "discount") =>
  Math.round(ofKind("purchase").reduce((total, event) => total + event[column], 0) / scenario.moneyStep);

it("with every mechanic on the till the purchases are still the books", () => {
  expect(ofKind("purchase").reduce((total, event) => total + event.units, 0)).toBe(books.units);
  expect(money("paid")).toBe(books.paid);
  expect(money("discount")).toBe(books.discount);
  expect(books.discount).toBeGreaterThan(0);
  expect(books.gifts).toBeGreaterThan(0);
});

it("every coupon sent and redeemed is told, with its level, and every shopper who joins or leaves", () => {
  expect(ofKind("coupon-sent")).toHaveLength(books.sent);
  expect(ofKind("coupon-redeemed")).toHaveLength(books.redeemed);
  expect(ofKind("join")).toHaveLength(books.joined);
  expect(ofKind("leave")).toHaveLength(books.left);
  for (const { detail } of [...ofKind("coupon-sent"), ...ofKind("coupon-redeemed")]) expect(detail).toBe(2);
  for (const count of [books.sent, books.redeemed, books.joined, books.left]) expect(count).toBeGreaterThan(0);
  for (const { discount } of ofKind("coupon-redeemed")) expect(discount).toBeGreaterThan(0);
});

it("what a slate shows is viewed at its place", () => {
  const places = new Set(ofKind("view").map((event) => event.detail));
  expect(places).toEqual(new Set([null, 0, 1]));
});

it("members' prices and coupons make others complain about the price", () => {
  const complaints = truth.filter(({ intent, sentiment }) => intent === "price" && sentiment === -1);
  expect(complaints.length).toBeGreaterThan(10);
  const byId = new Map(ofKind("message").map((event) => [event.message, event]));
  for (const { message } of complaints) expect(byId.get(message)?.product).not.toBeNull();
  expect(byId.size).toBe(truth.length);
});
