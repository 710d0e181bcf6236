import { CLOCK, createState, type State } from "../../../sim/layout.js";
import { rootKey } from "../../../sim/math/key.js";
import { createPopulation } from "../../../sim/population.js";
import { createPromotionDesk, NEVER, type PromotionDesk } from "../../../sim/promotions/desk.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

/** A promotion desk with its state, and no market around it. */
export interface Shop {
  readonly scenario: Scenario;
  readonly state: State;
  readonly desk: PromotionDesk;
  /** products rewritten in mid-day, in order */
  readonly changed: number[];
}

/**
 * Tea at 3.50, coffee at 6.25 (drinks) and oats at 2.20 (food), costs 2, 4 and 1.30, money step .01; one segment with members
 * and one without.
 */
export function openShop(changes: Partial<ScenarioInput> = {}): Shop {
  return shopOf(
    scenarioSchema.parse({
      name: "shop",
      population: 10,
      products: [
        { name: "tea", category: "drinks", listPrice: 3.5, unitCost: 2, initialStock: 0 },
        { name: "coffee", category: "drinks", listPrice: 6.25, unitCost: 4, initialStock: 0 },
        { name: "oats", category: "food", listPrice: 2.2, unitCost: 1.3, initialStock: 0 },
      ],
      segments: [
        { name: "keen", share: 1, members: 0.5, promotion: { bundle: 0.4, giftTaste: 1 } },
        { name: "calm", share: 1, promotion: { bundle: 0.1, giftTaste: 0.5 } },
      ],
      ...changes,
    }),
  );
}

export function shopOf(scenario: Scenario): Shop {
  const population = createPopulation(scenario, rootKey("1", "population", 0, 0));
  const state = createState(scenario, population);
  state.lastOffer.fill(NEVER);
  const changed: number[] = [];
  const desk = createPromotionDesk(scenario, population, state, (product) => changed.push(product));
  return { scenario, state, desk, changed };
}

/** Charges a basket of [product, units] and answers what was paid, money steps. */
export function charge({ desk }: Shop, group: number, ...lines: readonly (readonly [number, number])[]): number {
  desk.till.begin(0, group);
  for (const [product, units] of lines) desk.till.add(product, units);
  desk.till.settle();
  return desk.till.paid;
}

/** Goes on to the next day's morning, with the report empty. */
export function nextDay({ state }: Shop): void {
  state.clock[CLOCK.day] += 1;
  for (const name of [
    "discount",
    "giftCost",
    "promotedUnits",
    "mechanicUnits",
    "mechanicDiscount",
    "segmentRevenue",
    "segmentDiscount",
  ] as const)
    state[name].fill(0);
}

export const sum = (amounts: Iterable<number>): number => [...amounts].reduce((a, b) => a + b, 0);
