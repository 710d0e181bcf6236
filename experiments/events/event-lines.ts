import { EVENT, EVENT_KINDS, type EventLog } from "../../sim/events.js";
import { messageNames, renderMessage } from "../../sim/messages.js";
import type { Scenario } from "../../sim/scenario.js";
import { arrangeShelf } from "../../sim/shelf.js";

/** Takes lines of NDJSON, whole ones, a part of an episode at a time. */
export interface EventSink {
  events(lines: string): void;
  truth(lines: string): void;
}

/** Turns an episode's events into lines. */
export interface EventWriter {
  /** Writes what the log holds, in order, and empties it. */
  drain(log: EventLog): void;
  /** events and messages written so far */
  readonly count: { events: number; messages: number };
}

/**
 * Events as NDJSON, the columns EVENT_COLUMNS in order, and the truth about messages, TRUTH_COLUMNS, into a sink of its own.
 *
 * Drained once a day it holds a day of events. Money is rounded to a millionth, an hour to a thousandth.
 */
export function createEventWriter(scenario: Scenario, episode: number, sink: EventSink): EventWriter {
  const { moneyStep } = scenario;
  const { categories } = arrangeShelf(scenario.products);
  const names = messageNames(scenario, categories);
  const kinds = EVENT_KINDS.map((kind) => JSON.stringify(kind));
  const segments = scenario.segments.map((segment) => JSON.stringify(segment.name));
  const products = scenario.products.map((product) => JSON.stringify(product.name));
  const categoryNames = categories.map((category) => JSON.stringify(category));
  const nameOf = (list: readonly string[], index: number) => (index < 0 ? "null" : list[index]);
  const count = { events: 0, messages: 0 };

  return {
    count,
    drain(log) {
      const { columns, length } = log;
      let lines = "";
      let truth = "";
      for (let e = 0; e < length; e++) {
        const kind = columns.kind[e];
        const product = columns.product[e];
        const category = columns.category[e];
        let said = '"message":null,"language":null,"text":null';
        if (kind === EVENT.message) {
          const { text, language, sentiment, intent } = renderMessage(columns.detail[e], product, category, names);
          const id = `"${episode}-${count.messages}"`;
          said = `"message":${id},"language":"${language}","text":${JSON.stringify(text)}`;
          truth += `{"message":${id},"sentiment":${sentiment},"intent":"${intent}"}\n`;
          count.messages += 1;
        }
        lines +=
          `{"episode":${episode},"day":${columns.day[e]},"hour":${rounded(columns.hour[e], 1e3)},"kind":${kinds[kind]},` +
          `"shopper":${columns.shopper[e]},"segment":${segments[columns.segment[e]]},` +
          `"product":${nameOf(products, product)},"category":${nameOf(categoryNames, category)},` +
          `"units":${columns.units[e]},"paid":${rounded(columns.paid[e] * moneyStep, 1e6)},` +
          `"discount":${rounded(columns.discount[e] * moneyStep, 1e6)},"detail":${detailOf(kind, columns.detail[e])},${said}}\n`;
        if (lines.length < CHUNK) continue;
        sink.events(lines);
        lines = "";
      }
      count.events += length;
      if (lines !== "") sink.events(lines);
      if (truth !== "") sink.truth(truth);
      log.clear();
    },
  };
}

/** Lines are handed on at about this many characters. */
const CHUNK = 1 << 16;

/** The template of a message would tell its sentiment, so it stays here. */
function detailOf(kind: number, detail: number): string {
  const told = kind === EVENT.couponSent || kind === EVENT.couponRedeemed || (kind === EVENT.view && detail >= 0);
  return told ? String(detail) : "null";
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
