import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import type { ScenarioInput } from "../../sim/scenario.js";
import { decideAsGiven, shopOfGivenPrices } from "./given-prices.js";
import type { StoreHistory } from "./weekly-stores.js";

/** Plays stores' weeks in one market after another. */
export interface WeeklyMarket {
  /**
   * The history with the market's units in place of the store's.
   *
   * @param firstWeek  the week of the market's first day, not after the history's
   */
  play(history: StoreHistory, firstWeek: number): StoreHistory;
}

const WEEK = 7;

/**
 * Opens a market in which nobody decides: each week has the prices and the features that the store had, a feature being
 * an offer's badge. Every store starts from the same morning after the warm-up at list prices, with luck of its own that
 * depends on its name alone; weeks that the store's data miss pass at the prices of the week before, list prices at first.
 *
 * @param luck  names the luck, whatever the scenario's parameters
 */
export function openWeeklyMarket(input: ScenarioInput, luck: string): WeeklyMarket {
  const scenario = shopOfGivenPrices(input);
  const brands = scenario.products.length;
  const market = new Market(scenario, rootKey(luck, "population", 0, 0));
  market.open(rootKey(luck, "warm-up", 0, 0));
  while (market.day < 0) market.runDay({});
  market.endWarmUp();
  const opening = market.snapshot();
  const decisions = { price: new Float64Array(brands), depth: new Float64Array(brands) };

  return {
    play(history, firstWeek) {
      market.restore(opening);
      market.open(rootKey(`${luck}/${history.name}`, "evaluate", 0, 0));
      const units = new Float64Array(history.units.length);
      const { weeks } = history;
      let t = 0;
      decisions.price.fill(1);
      decisions.depth.fill(0);
      for (let week = firstWeek; week <= weeks[weeks.length - 1]; week++) {
        const known = weeks[t] === week;
        if (known) decideAsGiven(scenario, history.price, history.feat, t * brands, decisions);
        for (let day = 0; day < WEEK; day++) {
          const report = market.runDay(decisions);
          if (known) for (let b = 0; b < brands; b++) units[t * brands + b] += report.units[b];
        }
        if (known) t += 1;
      }
      return { ...history, units };
    },
  };
}
