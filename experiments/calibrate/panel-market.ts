import { EventLog } from "../../sim/events.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";
import { decideAsGiven } from "./given-prices.js";
import type { PurchaseHistory } from "./panel-moments.js";

/** What a shelf showed for a while: prices of all brands, the scenario's money, and which were featured; each shape [brands]. */
export interface ShelfState {
  readonly price: ArrayLike<number>;
  readonly feat: ArrayLike<number>;
}

export interface PanelPlay {
  /** what the shelf shows on each day */
  readonly path: readonly ShelfState[];
  /** households that buy less often are left out, as panels do */
  readonly fewest: number;
  /** names shoppers and luck */
  readonly luck: string;
}

/**
 * The purchases of every shopper of a market whose prices follow a path: a panel that the scenario makes. Nobody decides
 * anything; a feature is an offer's badge. Prices of the histories are the path's.
 *
 * @param shop  of given prices, at shopper fidelity, with one category
 */
export function playPanel(shop: Scenario, play: PanelPlay): PurchaseHistory[] {
  const { path, fewest, luck } = play;
  const brands = shop.products.length;
  const market = new Market(shop, rootKey(luck, "population", 0, 0));
  market.open(rootKey(luck, "warm-up", 0, 0));
  while (market.day < 0) market.runDay({});
  market.endWarmUp();
  market.open(rootKey(luck, "evaluate", 0, 0));
  const log = new EventLog(1, ["purchase"]);
  market.record(log);
  const decisions = { price: new Float64Array(brands), depth: new Float64Array(brands) };
  for (const { price, feat } of path) {
    decideAsGiven(shop, price, feat, 0, decisions);
    market.runDay(decisions);
  }
  return historiesOf(log, path, brands, shop.segments.length).filter(({ chosen }) => chosen.length >= fewest);
}

function historiesOf(log: EventLog, path: readonly ShelfState[], brands: number, classes: number): PurchaseHistory[] {
  const { day, shopper, segment, product, units } = log.columns;
  const eventsOf = new Map<number, number[]>();
  for (let e = 0; e < log.length; e++) {
    const own = eventsOf.get(shopper[e]);
    if (own) own.push(e);
    else eventsOf.set(shopper[e], [e]);
  }
  return [...eventsOf.values()].map((events) => {
    const price = new Float64Array(events.length * brands);
    const feat = new Float64Array(events.length * brands);
    events.forEach((e, n) => {
      const shelf = path[day[e]];
      for (let b = 0; b < brands; b++) {
        price[n * brands + b] = shelf.price[b];
        feat[n * brands + b] = shelf.feat[b];
      }
    });
    const membership = new Float64Array(classes);
    membership[segment[events[0]]] = 1;
    return {
      chosen: events.map((e) => product[e]),
      price,
      feat,
      day: events.map((e) => day[e]),
      units: events.map((e) => units[e]),
      membership,
    };
  });
}
