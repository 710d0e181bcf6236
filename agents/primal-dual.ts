import { exp, log } from "../sim/math/elementary.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import type { ShadowPrices } from "./explanation.js";
import { legalOf } from "./math/choose.js";
import { lastsOf } from "./thompson-lp.js";

/**
 * Bandits with knapsacks by primal and dual: a multiplier v is what a unit of stock is worth beside a period, and the price with the
 * most optimistic revenue for what it uses is taken,
 *   argmax of  price[a] upper[a] / (v lower[a] + (1 - v) rate),  rate = stock / periods,
 * upper and lower being the ends of the confidence interval of a price's chance to sell, mean -+ sqrt(width mean / (n + 1)) -+ width / (n + 1).
 * v rises where a price sells more than the rate (multiplicative weights on stock and time). An evaluation takes the means.
 *
 * @see Badanidiyuru, Kleinberg and Slivkins (2018), Bandits with knapsacks, Journal of the ACM 65(3), algorithm 2 (PrimalDualBwK)
 */
export const primalDual = defineAgent({
  summary: "weighs what a price could earn against the stock it uses, at a price of stock that it learns",
  acts: "discrete",
  observes: "any",
  learns: true,
  params: z.strictObject({
    prices: z.array(z.number().gt(0)).min(1).default([10, 9, 8, 7, 6, 5]).describe("price of each action"),
    stock: z.int().min(1).default(20).describe("units at the start of an episode").meta({ unit: "units" }),
    periods: z.int().min(1).default(50).describe("periods of an episode"),
    width: z.number().min(0).max(100).default(0.5).describe("of the confidence intervals"),
  }),
  misfit: ({ id }: EnvFacts) =>
    id === "MarkdownPricing-v1" ? undefined : "it sells one unit a period at prices, as in MarkdownPricing-v1",
  create({ prices, stock, periods, width }, { observationSpace, actions }) {
    lastsOf("primal-dual", { prices, stock, periods }, observationSpace, actions);
    const sales = new Float64Array(actions);
    const trials = new Float64Array(actions);
    const rate = stock / periods;
    const growth = Math.sqrt(log(2) / stock);
    /** logarithms of the weights of stock and of time */
    let logStock = 0;
    let logTime = 0;
    let training = true;

    return {
      begin(episode) {
        training = episode.training;
        if (!training) return;
        logStock = 0;
        logTime = 0;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        const v = 1 / (1 + exp(logTime - logStock));
        let best = -1;
        let bestRatio = 0;
        for (let a = 0; a < actions; a++) {
          if (legal !== undefined && legal[a] === 0) continue;
          const n = trials[a];
          const mean = n > 0 ? sales[a] / n : 0.5;
          const room = training ? Math.sqrt((width * mean) / (n + 1)) + width / (n + 1) : 0;
          const upper = Math.min(1, mean + room);
          const lower = Math.max(0, mean - room);
          const ratio = (prices[a] * upper) / (v * lower + (1 - v) * rate + 1e-12);
          if (best < 0 || ratio > bestRatio) {
            best = a;
            bestRatio = ratio;
          }
        }
        return best;
      },
      learn({ action, reward }) {
        const sold = reward > 0 ? 1 : 0;
        trials[action] += 1;
        sales[action] += sold;
        logStock += growth * sold;
        logTime += growth * rate;
      },
      explain(): ShadowPrices[] {
        const v = 1 / (1 + exp(logTime - logStock));
        const told = (name: string, weight: number) => ({
          name,
          price: weight,
          sentence: `${name} is weighed at ${Number(weight.toPrecision(3))} of all that a price uses up`,
        });
        return [
          {
            kind: "shadow-prices",
            part: [],
            unit: "share of the weight of stock and time",
            of: "the multipliers as they stand",
            prices: [told("the season's stock", v), told("the season's time", 1 - v)],
          },
        ];
      },
      save: () => ({ sales: sales.slice(), trials: trials.slice(), logStock, logTime }),
      load(state) {
        sales.set(state.sales as Float64Array);
        trials.set(state.trials as Float64Array);
        logStock = state.logStock as number;
        logTime = state.logTime as number;
      },
    };
  },
});
