import type { Decisions } from "../../sim/decisions.js";
import { dayProfit } from "../../sim/ledger.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import type { Mechanic, Scenario } from "../../sim/scenario.js";
import { withoutMechanic, withoutProduct, withoutPromotions } from "./edit-decisions.js";
import { openStage, playSeason, type Script, type Stage } from "./season.js";

/** What an agent's season earned beyond one under which nobody decides anything, in money. */
export interface IncrementalProfit {
  readonly total: number;
  /** the part of it without any promotion: what the other levers earn; 0 where promotions are all that was decided */
  readonly otherLevers: number;
  /** profit lost where one mechanic is left out and all else stays as decided, [MECHANICS]; 0 of those not used */
  readonly byMechanic: Float64Array;
  /** profit lost where one product's own offers are left out, [products] */
  readonly byProduct: Float64Array;
  /** paid less cost of the units sold, with the agent less without it, [segments] */
  readonly bySegment: Float64Array;
  /** 1 where the season used the mechanic, [MECHANICS]; where it offered the product, [products] */
  readonly mechanics: Uint8Array;
  readonly products: Uint8Array;
}

/**
 * Incremental profit of a recorded season, by reruns under the same luck.
 *
 * The base is the season without the agent: no promotion, coupon or advertising, list prices, the shop's own restocking. A
 * mechanic's part is marginal: what is lost without it while all others stay. Promotions interact (two offers in a category
 * win partly the same shoppers), so that parts do not add up to the total; nor do products' or segments'.
 */
export function incrementalProfit(script: Script): IncrementalProfit {
  const { scenario, days } = script;
  const { products, moneyStep } = scenario;
  const stage = openStage(script);
  const season = (decide: (day: Decisions) => Decisions) => booksOf(stage, scenario, days.map(decide));
  const full = season((day) => day);
  const none = season(({ rivalDiscount }) => ({ rivalDiscount }));
  const lost = (decide: (day: Decisions) => Decisions) => (full.profit - season(decide).profit) * moneyStep;
  const mechanics = Uint8Array.from(MECHANICS, (mechanic) => (uses(scenario, days, mechanic) ? 1 : 0));
  const offered = Uint8Array.from(products, (_, p) => (days.some((day) => offers(day, p)) ? 1 : 0));
  return {
    total: (full.profit - none.profit) * moneyStep,
    otherLevers: days.some(decidesElse) ? (season(withoutPromotions).profit - none.profit) * moneyStep : 0,
    byMechanic: Float64Array.from(MECHANICS, (mechanic, m) =>
      mechanics[m] === 1 ? lost((day) => withoutMechanic(day, scenario, mechanic)) : 0,
    ),
    byProduct: Float64Array.from(products, (_, p) => (offered[p] === 1 ? lost((day) => withoutProduct(day, p)) : 0)),
    bySegment: full.margin.map((margin, s) => (margin - none.margin[s]) * moneyStep),
    mechanics,
    products: offered,
  };
}

function decidesElse({ price, order, adSpend, slate }: Decisions): boolean {
  return [price, order, adSpend, slate].some((decided) => decided !== undefined);
}

/** True where leaving the mechanic out would change a day. */
function uses(scenario: Scenario, days: readonly Decisions[], mechanic: Mechanic): boolean {
  return days.some((day) => {
    const without = withoutMechanic(day, scenario, mechanic);
    return (
      day.offer?.some((offer, p) => offer !== without.offer?.[p]) ||
      day.depth?.some((depth, p) => depth !== without.depth?.[p]) ||
      (day.basketOffer ?? 0) !== (without.basketOffer ?? 0) ||
      (mechanic === "coupon" && day.coupon?.some((level) => level > 0))
    );
  });
}

function offers({ offer, depth }: Decisions, product: number): boolean {
  return (offer?.[product] ?? 0) > 0 || (depth?.[product] ?? 0) > 0;
}

interface SeasonBooks {
  /** whole money steps */
  profit: number;
  /** paid less unit cost, money steps, [segments] */
  readonly margin: Float64Array;
}

function booksOf(stage: Stage, { products, segments, moneyStep }: Scenario, days: readonly Decisions[]): SeasonBooks {
  const books: SeasonBooks = { profit: 0, margin: new Float64Array(segments.length) };
  const P = products.length;
  playSeason(stage, {
    until: days.length,
    decide: (day) => days[day],
    onDay(report) {
      books.profit += dayProfit(report);
      for (let s = 0; s < segments.length; s++) {
        let cost = 0;
        for (let p = 0; p < P; p++) cost += report.segmentUnits[s * P + p] * products[p].unitCost;
        books.margin[s] += report.segmentRevenue[s] - cost / moneyStep;
      }
    },
  });
  return books;
}
