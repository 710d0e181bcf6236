import type { RngState, Space } from "../envs/types.js";
import { AgentError, defineAgent, type EnvFacts, z } from "./define.js";
import { priceSentence, type ShadowPrices } from "./explanation.js";
import { sampleBeta } from "./math/beta.js";
import { budgetedMix, budgetedPrices } from "./math/budgeted-mix.js";
import { legalOf } from "./math/choose.js";

/**
 * Thompson sampling with a stock: draws how likely each price is to sell, Beta(1 + sales, 1 + none), solves the linear program of
 * how often to use each price over the periods left,
 *   maximise sum price[a] d[a] x[a],  sum d[a] x[a] <= stock left / periods left,  sum x[a] <= 1,
 * and draws a price by its x; none of them being drawn, it takes the dearest, which sells least. An evaluation solves the program for the posterior means.
 *
 * Units and periods left are read off the observation of MarkdownPricing-v1. `blind` forgets them.
 *
 * @see Ferreira, Simchi-Levi and Wang (2018), Online network revenue management using Thompson sampling, Operations Research 66(6),
 *   algorithm 2 (TS-update)
 */
export const thompsonLp = defineAgent({
  summary: "draws how well each price sells and spreads the stock that is left over the season by a linear program",
  acts: "discrete",
  observes: "any",
  learns: true,
  params: z.strictObject({
    prices: z.array(z.number().gt(0)).min(1).default([10, 9, 8, 7, 6, 5]).describe("price of each action"),
    stock: z.int().min(1).default(20).describe("units at the start of an episode").meta({ unit: "units" }),
    periods: z.int().min(1).default(50).describe("periods of an episode"),
    blind: z.boolean().default(false).describe("plays as if there were stock for ever"),
  }),
  misfit: ({ id }: EnvFacts) =>
    id === "MarkdownPricing-v1" ? undefined : "it sells one unit a period at prices, as in MarkdownPricing-v1",
  create({ prices, stock, periods, blind }, { observationSpace, actions, rng }) {
    const lasts = lastsOf("thompson-lp", { prices, stock, periods }, observationSpace, actions);
    const sales = new Float64Array(actions);
    const trials = new Float64Array(actions);
    const demand = new Float64Array(actions);
    const share = new Float64Array(actions);
    const price = Float64Array.from(prices);
    let dearest = 0;
    for (let a = 1; a < actions; a++) if (price[a] > price[dearest]) dearest = a;
    let training = true;

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        for (let a = 0; a < actions; a++) {
          const misses = trials[a] - sales[a];
          if (legal !== undefined && legal[a] === 0) demand[a] = 0;
          else demand[a] = training ? sampleBeta(1 + sales[a], 1 + misses, rng) : (1 + sales[a]) / (2 + trials[a]);
        }
        const at = Math.floor((observation as number) / lasts);
        const left = at % (stock + 1);
        const period = Math.floor(at / (stock + 1));
        const rate = blind ? 1 : left / Math.max(1, periods - period);
        budgetedMix(price, demand, rate, share);
        let rest = rng.uniform();
        for (let a = 0; a < actions; a++) {
          rest -= share[a];
          if (rest < 0) return a;
        }
        for (let a = dearest, tried = 0; tried < actions; a = (a + 1) % actions, tried++)
          if (legal === undefined || legal[a] === 1) return a;
        return dearest;
      },
      learn({ action, reward }) {
        trials[action] += 1;
        if (reward > 0) sales[action] += 1;
      },
      explain(): ShadowPrices[] {
        const mean = sales.map((sold, a) => (1 + sold) / (2 + trials[a]));
        const worth = budgetedPrices(price, mean, blind ? 1 : stock / periods);
        const told = (name: string, worth: number) => ({
          name,
          price: worth,
          sentence: priceSentence(`one more ${name} in the season`, worth),
        });
        return [
          {
            kind: "shadow-prices",
            part: [],
            unit: "money",
            of: blind
              ? "the program without a limit on stock, for the posterior means"
              : "the program at the season's start, for the posterior means",
            prices: [told("unit of stock", blind ? 0 : worth.stock), told("period", worth.period)],
          },
        ];
      },
      save: () => ({ sales: sales.slice(), trials: trials.slice(), rng: rng.save() }),
      load(state) {
        sales.set(state.sales as Float64Array);
        trials.set(state.trials as Float64Array);
        rng.load(state.rng as RngState);
      },
    };
  },
});

/**
 * How many states of an observation stand for the same units and periods left: as many as there are last prices, or one.
 *
 * @throws AgentError where prices, stock and periods are not those of the env
 */
export function lastsOf(
  name: string,
  { prices, stock, periods }: { prices: readonly number[]; stock: number; periods: number },
  space: Space,
  actions: number,
): number {
  const lasts = space.kind === "discrete" ? space.n / ((stock + 1) * (periods + 1)) : Number.NaN;
  if (prices.length !== actions || (lasts !== 1 && lasts !== prices.length))
    throw new AgentError(
      `${name}: ${prices.length} prices, stock ${stock} and ${periods} periods are not those of an env with ${actions} actions` +
        (space.kind === "discrete" ? ` and ${space.n} states` : ""),
    );
  return lasts;
}
