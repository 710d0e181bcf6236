import { fitBetaGeometric } from "../../agents/models/profiles/beta-geometric.js";
import type { ScenarioInput } from "../../sim/scenario.js";
import { asUserError } from "./as-user-error.js";
import { type CampaignFiles, withCoupons } from "./coupon-campaigns.js";
import { type CustomerGroups, customerGroups } from "./customer-groups.js";
import type { CustomerHistory, CustomerLog } from "./customer-log.js";
import { playCustomers } from "./customer-market.js";
import { customerMoments, customerStatistic, customerSums } from "./customer-moments.js";
import { customerMarketScenario, customerParameters, customerScenario, OFFERED } from "./customer-scenario.js";
import type { SearchOptions } from "./least-squares-search.js";
import type { Estimate } from "./panel.js";
import { fitSimulatedMoments, type MomentFit } from "./simulated-moments.js";

export interface TransactionOptions extends SearchOptions {
  readonly name?: string;
  /** what is sold, default "category" */
  readonly category?: string;
  /** the data, as the provenance cites them; default "transactions" */
  readonly source?: string;
  /** default "\u00a4", no currency in particular */
  readonly currency?: string;
  /** names the luck of market, groups and bootstrap; default "1" */
  readonly seed?: string;
  /** groups of customers, 2 or more; default 4 */
  readonly groups?: number;
  readonly campaigns?: CampaignFiles;
  /** shoppers simulated to look at one set of parameters; default 2000 */
  readonly shoppers?: number;
}

export interface TransactionCalibration {
  /** BG/NBD by maximum likelihood, time in weeks; null where nobody bought again */
  readonly betaGeometric: {
    readonly coefficients: Readonly<Record<"r" | "alpha" | "a" | "b", Estimate>>;
    readonly logLikelihood: number;
  } | null;
  readonly groups: Pick<CustomerGroups, "centres" | "sizes">;
  readonly fit: MomentFit;
  readonly scenario: ScenarioInput;
}

const SHOPPERS = 2000;
/** Shops that shoppers are shared out over where there are offers, each with its own, so that no few weeks decide what is on. */
const SHOPS = 10;
const GROUPS = 4;
/** Simulations a parameter that the search may take. */
const EVALUATIONS = 20;

/**
 * From a log of customers to a scenario: BG/NBD by maximum likelihood, groups by k-means over recency, frequency, value and
 * discounts, then a market whose shoppers come, buy, leave, take discounts and use coupons such that its own log, looked at
 * in the same way, comes nearest.
 *
 * @throws UserError, exit code 1, where the companion files do not go with the log, or the log tells too little
 */
export function calibrateTransactions(log: CustomerLog, options: TransactionOptions = {}): TransactionCalibration {
  const naming = { name: "transactions", category: "category", source: "transactions", currency: "\u00a4", ...options };
  const { seed = "1", groups: count = GROUPS, shoppers = SHOPPERS, campaigns } = options;
  const coupons = campaigns && withCoupons(log, campaigns);
  const validDays = coupons?.validDays ?? null;
  const customers = coupons?.customers ?? log.customers;
  const groups = asUserError("transactions", () => customerGroups(log, count, seed));
  const setting = { days: log.days, groups: count };
  const sumsOf = (histories: readonly CustomerHistory[]) =>
    histories.map((history) => customerSums(history, groups.groupOf(history), setting));
  const parameters = customerParameters(log, groups, coupons !== undefined);
  const valuesAt = (at: ArrayLike<number>) => {
    const places = new Map(parameters.map(({ name }, k) => [name, k]));
    return (name: string) => {
      const k = places.get(name);
      return k === undefined ? undefined : at[k];
    };
  };
  const marketAt = (at: ArrayLike<number>) => customerMarketScenario(log, groups, valuesAt(at), validDays, naming);
  const fit = asUserError("transactions", () =>
    fitSimulatedMoments(
      {
        parameters,
        moments: customerMoments(count),
        statistic: customerStatistic(count),
        data: sumsOf(customers),
        simulate(at) {
          const part = valuesAt(at)(OFFERED);
          const offers = part === undefined || log.depths === null ? null : { part, depths: log.depths };
          const shops = offers === null ? 1 : SHOPS;
          const market = { ...marketAt(at), population: Math.ceil(shoppers / shops) };
          return Array.from({ length: shops }, (_, r) => r).flatMap((r) =>
            sumsOf(playCustomers(market, { days: log.days, lastEntry: log.lastEntry, offers, luck: `${seed}/${r}` })),
          );
        },
      },
      seed,
      { evaluations: EVALUATIONS * parameters.length, ...options },
    ),
  );
  const market = marketAt(fit.parameters.map(({ estimate }) => estimate));
  return {
    betaGeometric: asUserError("transactions", () => betaGeometric(log)),
    groups: { centres: groups.centres, sizes: groups.sizes },
    fit,
    scenario: customerScenario(market, log, naming, {
      fit: `${customers.length} customers over ${log.days} days, ${count} groups by k-means over ${groups.features.join(", ")}`,
      coupons: coupons !== undefined,
    }),
  };
}

/** @see fitBetaGeometric */
function betaGeometric({ customers, days }: CustomerLog): TransactionCalibration["betaGeometric"] {
  if (customers.every(({ day }) => day.length === 1)) return null;
  const last = ({ day }: CustomerHistory) => day[day.length - 1];
  const { r, alpha, a, b, standardErrors, logLikelihood } = fitBetaGeometric({
    repeats: customers.map(({ day }) => day.length - 1),
    last: customers.map((history) => (last(history) - history.day[0]) / 7),
    observed: customers.map(({ day }) => (days - 1 - day[0]) / 7),
  });
  const [rError, alphaError, aError, bError] = standardErrors;
  return {
    coefficients: {
      r: { estimate: r, se: rError },
      alpha: { estimate: alpha, se: alphaError },
      a: { estimate: a, se: aError },
      b: { estimate: b, se: bError },
    },
    logLikelihood,
  };
}
