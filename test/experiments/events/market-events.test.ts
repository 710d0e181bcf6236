import { expect, it } from "vitest";
import type { EventRow, TruthRow } from "../../../experiments/events/event-columns.js";
import { createEventWriter } from "../../../experiments/events/event-lines.js";
import { EventLog } from "../../../sim/events.js";
import { Market } from "../../../sim/market.js";
import { rootKey } from "../../../sim/math/key.js";
import { smallScenario } from "../../sim/small-scenario.js";

const DAYS = 40;
const scenario = smallScenario({ events: { rate: 1, messages: 1 } });
const scarce = 3;

interface Play {
  /** share of the price given away on every other day */
  depth?: number;
  rate?: number;
  seed?: string;
}

/** Forty days of the small market, scarcely stocked: its events as they are told, and what the books say. */
function play({ depth = 0, rate = 1, seed = "7" }: Play = {}) {
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "evaluate", 0, 0));
  const log = new EventLog(rate);
  market.record(log);
  const lines = { events: "", truth: "" };
  const writer = createEventWriter(scenario, 0, {
    events(text) {
      lines.events += text;
    },
    truth(text) {
      lines.truth += text;
    },
  });
  const P = scenario.products.length;
  const books = { units: new Float64Array(P), paid: 0, discount: 0, visits: 0 };
  for (let day = 0; day < DAYS; day++) {
    const depths = new Float64Array(P).fill(day % 2 === 0 ? depth : 0);
    const order = Float64Array.from(scenario.products, (product) => scarce * product.caseSize);
    const report = market.runDay({ depth: depths, order });
    writer.drain(log);
    for (let p = 0; p < P; p++) {
      books.units[p] += report.units[p];
      books.paid += report.money.grossSales[p] - report.money.discount[p];
      books.discount += report.money.discount[p];
    }
    for (const visits of report.visits) books.visits += visits;
  }
  const parsed = <T>(text: string) =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as T);
  return { events: parsed<EventRow>(lines.events), truth: parsed<TruthRow>(lines.truth), books, lines };
}

const plain = play();
const promoted = play({ depth: 0.25 });

const ofKind = (events: readonly EventRow[], kind: string) => events.filter((event) => event.kind === kind);
const sum = (events: readonly EventRow[], column: "units" | "paid" | "discount") =>
  events.reduce((total, event) => total + event[column], 0);
const visitOf = ({ day, shopper }: EventRow) => `${day} ${shopper}`;

it("at rate 1 the purchases are the books: units of every product, money paid, discounts", () => {
  const { events, books } = promoted;
  const purchases = ofKind(events, "purchase");
  scenario.products.forEach(({ name }, p) => {
    const own = purchases.filter((event) => event.product === name);
    expect(own.length).toBeGreaterThan(50);
    expect(sum(own, "units")).toBe(books.units[p]);
  });
  expect(Math.round(sum(purchases, "paid") / scenario.moneyStep)).toBe(books.paid);
  expect(Math.round(sum(purchases, "discount") / scenario.moneyStep)).toBe(books.discount);
  expect(books.discount).toBeGreaterThan(0);
});

it("more is viewed than clicked, more clicked than put into carts, and no more bought than that", () => {
  const { events } = plain;
  const count = (kind: string) => ofKind(events, kind).length;
  expect(count("view")).toBeGreaterThanOrEqual(count("click"));
  expect(count("click")).toBeGreaterThanOrEqual(count("cart"));
  expect(count("cart")).toBeGreaterThanOrEqual(count("purchase"));
  expect(count("purchase")).toBeGreaterThan(0);
  expect(count("stock-out")).toBeGreaterThan(0);
});

it("time runs on: days rise, and hours within a day stay in it", () => {
  const { events } = plain;
  for (let e = 1; e < events.length; e++) expect(events[e].day).toBeGreaterThanOrEqual(events[e - 1].day);
  expect(events[0].day).toBe(-scenario.warmUpDays);
  for (const { hour } of events) expect(hour >= 0 && hour <= 24).toBe(true);
});

it("at chance 1 each visit ends with one message, and each message has its truth", () => {
  const { events, truth, books } = promoted;
  const messages = ofKind(events, "message");
  expect(messages).toHaveLength(books.visits);
  expect(new Set(messages.map(visitOf)).size).toBe(books.visits);
  expect(truth.map((one) => one.message)).toEqual(messages.map((message) => message.message));
});

it("the truth about a message is what happened on the visit", () => {
  const { events, truth } = promoted;
  const missed = new Map(ofKind(events, "stock-out").map((event) => [visitOf(event), event]));
  const saved = new Set(
    ofKind(events, "purchase")
      .filter((event) => event.discount > 0)
      .map(visitOf),
  );
  const seen = new Set<string>();
  ofKind(events, "message").forEach((message, m) => {
    const { intent, sentiment } = truth[m];
    const visit = visitOf(message);
    const causes = [...(missed.has(visit) ? ["stock"] : []), ...(saved.has(visit) ? ["praise"] : [])];
    if (causes.length > 0) expect(causes).toContain(intent);
    if (intent === "stock" && causes.length > 0) {
      expect(sentiment).toBe(-1);
      expect(message.category).not.toBeNull();
    }
    if (intent === "praise") expect(sentiment).toBe(1);
    seen.add(causes.join(" "));
  });
  expect([...seen].sort()).toEqual(["", "praise", "stock", "stock praise"]);
});

it("equal seeds give equal lines to the byte, other seeds others", () => {
  const { lines } = play({ rate: 0.5 });
  expect(play({ rate: 0.5 }).lines).toEqual(lines);
  expect(play({ rate: 0.5, seed: "8" }).lines.events).not.toBe(lines.events);
});

it("another policy shifts nobody's language", () => {
  const languages = ({ events }: ReturnType<typeof play>) =>
    new Map(ofKind(events, "message").map((event) => [event.shopper, event.language]));
  const without = languages(plain);
  const withOffers = languages(promoted);
  const both = [...without.keys()].filter((shopper) => withOffers.has(shopper));
  expect(both.length).toBeGreaterThan(150);
  for (const shopper of both) expect(withOffers.get(shopper)).toBe(without.get(shopper));
  expect(new Set(without.values())).toEqual(new Set(["en", "zh"]));
});

it("a smaller rate tells less of the same: the same shoppers' events, in the same order", () => {
  const all = plain.events;
  const some = play({ rate: 0.2 }).events;
  const followed = new Set(some.map((event) => event.shopper));
  expect(followed.size).toBeGreaterThan(20);
  expect(followed.size).toBeLessThan(70);
  const told = ({ message: _, ...event }: EventRow) => event;
  expect(some.map(told)).toEqual(all.filter((event) => followed.has(event.shopper)).map(told));
});
