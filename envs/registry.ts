import { bernoulliBandit } from "./bernoulli-bandit.js";
import { cartPole } from "./cart-pole.js";
import { cliffWalking } from "./cliff-walking.js";
import { frozenLake } from "./frozen-lake.js";
import { linearBandit } from "./linear-bandit.js";
import { lostSales } from "./lost-sales.js";
import { markdownPricing } from "./markdown-pricing.js";
import {
  advertisingEnv,
  couponEnv,
  pricingEnv,
  promotionEnv,
  restockEnv,
  slateEnv,
  wholeMarketEnv,
} from "./market-env.js";
import { maximisationBias } from "./maximisation-bias.js";
import { taxi } from "./taxi.js";
import type { Env, EnvDef } from "./types.js";
import { windyGrid } from "./windy-grid.js";

/** Every env by id. An id, once published, never changes meaning. */
export const envs = {
  "Promotion-v1": promotionEnv,
  "Pricing-v1": pricingEnv,
  "Coupon-v1": couponEnv,
  "Restock-v1": restockEnv,
  "Advertising-v1": advertisingEnv,
  "Slate-v1": slateEnv,
  "Market-v1": wholeMarketEnv,
  "BernoulliBandit-v1": bernoulliBandit,
  "CliffWalking-v1": cliffWalking,
  "FrozenLake-v1": frozenLake,
  "Taxi-v1": taxi,
  "WindyGrid-v1": windyGrid,
  "MaximisationBias-v1": maximisationBias,
  "LinearBandit-v1": linearBandit,
  "LostSales-v1": lostSales,
  "MarkdownPricing-v1": markdownPricing,
  "CartPole-v1": cartPole,
} satisfies Record<string, EnvDef>;

export type EnvId = keyof typeof envs;

/** The env, options and so on that an id stands for: `EnvOf<"CliffWalking-v1">`. */
export type EnvOf<Id extends EnvId> = ReturnType<(typeof envs)[Id]["create"]>;
export type OptionsOf<Id extends EnvId> = Parameters<(typeof envs)[Id]["create"]>[0];

/** Options may be left out where none is required. */
type Given<Options> = Record<never, never> extends Options ? [options?: Options] : [options: Options];

/**
 * An env by id or by definition.
 *
 * @throws RangeError when the id is not in the registry; whatever the env's own options are refused with
 */
export function make<Id extends EnvId>(id: Id, ...options: Given<OptionsOf<Id>>): EnvOf<Id>;
export function make<D extends EnvDef>(
  definition: D,
  ...options: Given<Parameters<D["create"]>[0]>
): ReturnType<D["create"]>;
export function make(which: EnvId | EnvDef, options: unknown = {}): Env {
  const definition: EnvDef | undefined =
    typeof which !== "string" ? which : Object.hasOwn(envs, which) ? envs[which] : undefined;
  if (definition === undefined)
    throw new RangeError(`make: no env ${which as string}; there are ${Object.keys(envs).join(", ")}`);
  return definition.create(options as never);
}
