import { expect, it } from "vitest";
import { EVENT_COLUMNS, TRUTH_COLUMNS } from "../../../experiments/events/event-columns.js";
import { createEventWriter } from "../../../experiments/events/event-lines.js";
import { EVENT, EventLog } from "../../../sim/events.js";
import { corner, fillMorning, written } from "./hand-log.js";

it("an event is a line of names, money and hours", () => {
  const { events } = written(fillMorning);
  expect(events).toHaveLength(7);
  expect(events[4]).toEqual({
    episode: 0,
    day: 0,
    hour: 8,
    kind: "purchase",
    shopper: 3,
    segment: "near",
    product: "绿茶",
    category: "tea",
    units: 2,
    paid: 6.33,
    discount: 0.67,
    detail: null,
    message: null,
    language: null,
    text: null,
  });
  expect(events.map((event) => event.kind)).toEqual([
    "coupon-sent",
    "view",
    "view",
    "cart",
    "purchase",
    "message",
    "message",
  ]);
});

it("details are told where they mean something: a coupon's level, a place on a slate", () => {
  const { events } = written(fillMorning);
  expect(events.map((event) => event.detail)).toEqual([2, 1, null, null, null, null, null]);
  expect(events[0]).toMatchObject({ product: null, category: null, units: 0, paid: 0 });
});

it("messages are told in words, and the truth about them only aside, by their id", () => {
  const { events, truth, text } = written((log) => {
    fillMorning(log, 0);
    fillMorning(log, 1);
  }, 3);
  expect(
    events
      .filter((event) => event.kind === "message")
      .map(({ message, language, text }) => ({ message, language, text })),
  ).toEqual(
    ["3-0", "3-1", "3-2", "3-3"].map((message, n) =>
      n % 2 === 0
        ? { message, language: "zh", text: "绿茶现在原价还是$3.50吗？" }
        : { message, language: "en", text: "Sold out of salt and nobody could tell me when more comes." },
    ),
  );
  expect(truth).toEqual([
    { message: "3-0", sentiment: 0, intent: "price" },
    { message: "3-1", sentiment: -1, intent: "stock" },
    { message: "3-2", sentiment: 0, intent: "price" },
    { message: "3-3", sentiment: -1, intent: "stock" },
  ]);
  expect(text.events).not.toMatch(/sentiment|intent/);
});

it("every line has every column, in order", () => {
  const { events, truth } = written(fillMorning);
  for (const event of events) expect(Object.keys(event)).toEqual(EVENT_COLUMNS.map((column) => column.name));
  for (const one of truth) expect(Object.keys(one)).toEqual(TRUTH_COLUMNS.map((column) => column.name));
});

it("draining empties the log and counts on, whatever the log's size", () => {
  const { log, writer } = written(fillMorning);
  expect(log.length).toBe(0);
  fillMorning(log, 1);
  writer.drain(log);
  expect(writer.count).toEqual({ events: 14, messages: 4 });
});

it("hands on long days in whole lines, a part at a time", () => {
  const log = new EventLog(1);
  for (let n = 0; n < 3000; n++) log.add(EVENT.view, n, 0, 0, 0, 0, 0, 0, -1);
  const parts: string[] = [];
  createEventWriter(corner, 0, { events: (lines) => parts.push(lines), truth() {} }).drain(log);
  expect(parts.length).toBeGreaterThan(5);
  for (const lines of parts) {
    expect(lines.length).toBeLessThan(70_000);
    expect(lines.endsWith("\n")).toBe(true);
  }
  const shoppers = parts
    .join("")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line).shopper);
  expect(shoppers).toEqual(Array.from({ length: 3000 }, (_, n) => n));
});

it("rounds away what binary fractions add", () => {
  const { events } = written((log) => {
    log.hour = 17.1;
    log.add(EVENT.purchase, 0, 0, 1, 1, 1, 29, 7, 0);
  });
  expect(events[0]).toMatchObject({ hour: 17.1, paid: 0.29, discount: 0.07 });
});
