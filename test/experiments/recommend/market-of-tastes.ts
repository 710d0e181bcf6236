import type { Attributes } from "../../../agents/models/recommend/content-based.js";
import { interactionsOfEvents } from "../../../agents/models/recommend/event-log.js";
import type { ShopLog } from "../../../experiments/recommend/shop-log.js";
import { EVENT_KINDS, EventLog } from "../../../sim/events.js";
import { Market } from "../../../sim/market.js";
import { rootKey } from "../../../sim/math/key.js";
import { type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

const STYLES = ["organic", "house", "sweet"] as const;
const CATEGORIES = ["bread", "milk", "cereal", "juice", "snack", "soup"] as const;
const SHOPPERS = 300;
const DAYS = 45;

/** Six categories with two products of each of three styles and a plain one; three segments, each with a taste for one style. */
function scenario(): ScenarioInput {
  const products = CATEGORIES.flatMap((category) =>
    [...STYLES, ...STYLES, undefined].map((style, n) => ({
      name: `${category}-${style ?? "plain"}-${n}`,
      category,
      listPrice: 3,
      unitCost: 2,
      appeal: style === undefined ? 0.5 : n < 3 ? 0.3 : 0,
      attributes: style === undefined ? {} : { [style]: 1 },
      initialStock: 100_000,
    })),
  );
  const segments = STYLES.map((style, place) => ({
    name: style,
    share: 3 - place,
    choice: { loyalty: 0, tasteSpread: 0.3, attributeTaste: { [style]: { mean: 2, spread: 0.5 } } },
    category: { incidence: -0.7 },
  }));
  return { name: "tastes", population: SHOPPERS, warmUpDays: 0, horizonDays: DAYS, tailDays: 0, products, segments };
}

/** What its followed shoppers did in a season without promotions, as a log of a shop, and the products' styles. */
export function marketOfTastes(seed: string): ShopLog {
  const parsed = scenarioSchema.parse(scenario());
  const market = new Market(parsed, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "evaluate", 0, 0));
  const events = new EventLog(1, ["purchase"]);
  market.record(events);
  const products = parsed.products.length;
  const nothing = { depth: new Float64Array(products), order: new Float64Array(products) };
  for (let day = 0; day < DAYS; day++) market.runDay(nothing);
  const weights = EVENT_KINDS.map((kind) => (kind === "purchase" ? 1 : 0));
  const log = interactionsOfEvents(events, { shoppers: SHOPPERS, products, weights });
  const names = [...STYLES, ...CATEGORIES];
  const attributes: Attributes = {
    names,
    values: Float64Array.from(
      parsed.products.flatMap(({ category, attributes }) =>
        names.map((name) => (name === category || attributes[name] === 1 ? 1 : 0)),
      ),
    ),
  };
  return {
    log,
    values: "purchases",
    took: new Uint8Array(log.user.length).fill(1),
    users: Array.from({ length: SHOPPERS }, (_, shopper) => `shopper ${shopper}`),
    items: parsed.products.map(({ name }) => name),
    ordered: true,
    attributes,
    leftOut: 0,
  };
}
