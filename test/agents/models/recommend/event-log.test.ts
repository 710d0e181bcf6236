import { expect, test } from "vitest";
import { interactionsOfEvents } from "../../../../agents/models/recommend/event-log.js";
import { EVENT, EVENT_KINDS, EventLog } from "../../../../sim/events.js";

test("events become interactions by the weight of their kind, times units; those about nothing are left out", () => {
  const log = new EventLog(1);
  log.day = 3;
  log.hour = 12;
  log.add(EVENT.view, 5, 0, 0, 2, 0, 0, 0, 1);
  log.add(EVENT.search, 5, 0, 0, -1, 0, 0, 0, 0);
  log.add(EVENT.stockOut, 5, 0, 0, 1, 2, 0, 0, 0);
  log.hour = 18;
  log.add(EVENT.purchase, 5, 0, 0, 2, 3, 890, 0, 0);
  const weights = new Float64Array(EVENT_KINDS.length);
  weights[EVENT.view] = 0.5;
  weights[EVENT.search] = 1;
  weights[EVENT.purchase] = 2;
  expect(interactionsOfEvents(log, { shoppers: 6, products: 4, weights })).toEqual({
    users: 6,
    items: 4,
    user: Int32Array.of(5, 5),
    item: Int32Array.of(2, 2),
    value: Float64Array.of(0.5, 6),
    when: Float64Array.of(3.5, 3.75),
  });
});
