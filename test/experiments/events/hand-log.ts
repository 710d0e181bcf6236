import type { EventRow, TruthRow } from "../../../experiments/events/event-columns.js";
import { createEventWriter } from "../../../experiments/events/event-lines.js";
import { EVENT, EventLog } from "../../../sim/events.js";
import { templates } from "../../../sim/messages.js";
import { type Scenario, scenarioSchema } from "../../../sim/scenario.js";

/** Two products of two categories, money in cents. */
export const corner: Scenario = scenarioSchema.parse({
  name: "corner",
  products: [
    { name: "绿茶", category: "tea", listPrice: 3.5, unitCost: 1, initialStock: 5 },
    { name: "salt", category: "spice", listPrice: 0.9, unitCost: 0.3, initialStock: 5 },
  ],
  segments: [{ name: "near", share: 1 }],
});

export const templateOf = (sentence: string) => templates.findIndex((template) => template.sentence === sentence);

/** A shopper's morning, written by hand. Categories stand in the market's order: tea 0, spice 1. */
export function fillMorning(log: EventLog, day = 0): void {
  log.day = day;
  log.hour = 8.0004;
  log.add(EVENT.couponSent, 3, 0, -1, -1, 0, 0, 0, 2);
  log.add(EVENT.view, 3, 0, 0, 0, 0, 0, 0, 1);
  log.add(EVENT.view, 3, 0, 1, 1, 0, 0, 0, -1);
  log.add(EVENT.cart, 3, 0, 0, 0, 2, 0, 0, 0);
  log.add(EVENT.purchase, 3, 0, 0, 0, 2, 633, 67, 0);
  log.hour = 9.25;
  log.add(EVENT.message, 3, 0, 0, 0, 0, 0, 0, templateOf("{product}现在原价还是{price}吗？"));
  log.add(
    EVENT.message,
    4,
    0,
    1,
    1,
    0,
    0,
    0,
    templateOf("Sold out of {product} and nobody could tell me when more comes."),
  );
}

/** What a log holds, as lines and as what stands in them. */
export function written(fill: (log: EventLog) => void, episode = 0) {
  const log = new EventLog(1);
  const text = { events: "", truth: "" };
  const writer = createEventWriter(corner, episode, {
    events(lines) {
      text.events += lines;
    },
    truth(lines) {
      text.truth += lines;
    },
  });
  fill(log);
  writer.drain(log);
  const parsed = <T>(lines: string) =>
    lines
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as T);
  return { log, text, writer, events: parsed<EventRow>(text.events), truth: parsed<TruthRow>(text.truth) };
}
