import type { LearnedModel, ModelState } from "../model.js";
import { type CountDemandModel, loadCountDemand } from "./count-demand.js";

/** A day at the shelf as the books have it: what came in the morning, what the till sold. */
export interface StockDay {
  readonly received: number;
  readonly sold: number;
  /** 0 Monday */
  readonly weekday: number;
}

/** What units vanish, unseen: on a night, by this chance, a geometric number of this mean. */
export interface LossLaw {
  readonly chance: number;
  /** units, 1 or more */
  readonly meanUnits: number;
}

/** The books of a product beside what its sales say is really there. `update`s. */
export interface StockDiscrepancyModel extends LearnedModel {
  /** units by the books: received less sold since the last count */
  readonly bookStock: number;
  /** units expected to be there */
  readonly expectedStock: number;
  /** chance that at least so many units of the books are not there, 1 or more */
  predictMissing(units: number): number;
  /** learns a day */
  update(day: StockDay): void;
  /** somebody has counted: books and belief start anew from there */
  count(units: number): void;
}

/**
 * A Bayesian inventory record: the law of how many units are really on the shelf, given the till. On a day with demand D a shelf
 * of s units sells min(s, D), so that
 *
 *   P(sold n | s) = P(D = n) for s > n,  P(D >= n) for s = n,  0 for s < n
 *
 * and overnight units vanish by the law of losses. Sales that stop where the books have stock say that there is none. Where the
 * till sells what the belief held impossible, it starts anew from an empty shelf after that sale.
 *
 * @param days    since the last count, oldest first
 * @param opening  units at that count
 * @throws RangeError when units are not whole or the law of losses is out of range
 * @see DeHoratius, Mersereau and Schrage (2008), Retail inventory management when records are inaccurate, M&SOM 10(2)
 */
export function fitStockDiscrepancy(
  days: readonly StockDay[],
  {
    opening,
    demand,
    losses,
  }: { readonly opening: number; readonly demand: CountDemandModel; readonly losses: LossLaw },
): StockDiscrepancyModel {
  const { chance, meanUnits } = losses;
  if (!(chance >= 0 && chance < 1 && meanUnits >= 1))
    throw new RangeError(`fitStockDiscrepancy: losses of chance ${chance} and mean ${meanUnits}`);
  const model = modelOf({ bookStock: opening, belief: certainly(opening), demand, losses });
  for (const day of days) model.update(day);
  return model;
}

/** @throws RangeError when the state is not one of `save` */
export function loadStockDiscrepancy(state: ModelState): StockDiscrepancyModel {
  const { bookStock, belief, demand, losses } = state as unknown as Omit<Fit, "demand"> & { demand: ModelState };
  if (!(belief instanceof Float64Array))
    throw new RangeError("loadStockDiscrepancy: needs the state of a stock discrepancy");
  return modelOf({ bookStock, belief: belief.slice(), demand: loadCountDemand(demand), losses });
}

interface Fit {
  bookStock: number;
  /** probability of 0, 1, 2, ... units on the shelf */
  belief: Float64Array;
  readonly demand: CountDemandModel;
  readonly losses: LossLaw;
}

function modelOf(fit: Fit): StockDiscrepancyModel {
  const { demand, losses } = fit;
  const laws = Array.from({ length: 7 }, (_, weekday) => demand.predictLaw(weekday));
  const expected = () => fit.belief.reduce((sum, probability, units) => sum + probability * units, 0);
  const missing = (units: number) => {
    let sum = 0;
    for (let left = 0; left < fit.belief.length && left <= fit.bookStock - units; left++) sum += fit.belief[left];
    return Math.min(1, sum);
  };
  return {
    get bookStock() {
      return fit.bookStock;
    },
    get expectedStock() {
      return expected();
    },
    predictMissing: missing,
    update({ received, sold, weekday }) {
      whole("received", received);
      whole("sold", sold);
      fit.bookStock += received - sold;
      fit.belief = overnight(afterSales(fit.belief, received, sold, laws[weekday]), losses);
    },
    count(units) {
      fit.bookStock = units;
      fit.belief = certainly(units);
    },
    save: () => ({
      bookStock: fit.bookStock,
      belief: fit.belief.slice(),
      demand: demand.save(),
      losses: { ...losses },
    }),
    explain: () => ({
      summary:
        `the books have ${fit.bookStock} units, ${expected().toFixed(1)} are expected to be there; ` +
        `some are missing with probability ${missing(1).toFixed(3)}`,
      findings: [
        { name: "missing", value: fit.bookStock - expected(), unit: "units" },
        { name: "nothing left", value: fit.belief[0], unit: "probability" },
      ],
    }),
  };
}

function certainly(units: number): Float64Array {
  whole("stock", units);
  const belief = new Float64Array(units + 1);
  belief[units] = 1;
  return belief;
}

function afterSales(belief: Float64Array, received: number, sold: number, law: Float64Array): Float64Array {
  const exactly = law[sold] ?? 0;
  let atLeast = 0;
  for (let units = law.length - 1; units >= sold; units--) atLeast += law[units];
  const left = new Float64Array(Math.max(1, belief.length + received - sold));
  let mass = 0;
  for (let units = Math.max(0, sold - received); units < belief.length; units++) {
    const remaining = units + received - sold;
    left[remaining] = belief[units] * (remaining === 0 ? atLeast : exactly);
    mass += left[remaining];
  }
  if (!(mass > 0)) return Float64Array.of(1);
  return left.map((probability) => probability / mass);
}

/** P(y left) = (1 - c) P(y) + c sum over x > y of P(x) (1 - k) k^(x - y - 1), what would take more than there is taking all */
function overnight(belief: Float64Array, { chance, meanUnits }: LossLaw): Float64Array {
  if (chance === 0) return belief;
  const goesOn = 1 - 1 / meanUnits;
  const next = new Float64Array(belief.length);
  /** sum over x > y of P(x) k^(x - y - 1) */
  let above = 0;
  for (let y = belief.length - 1; y > 0; y--) {
    next[y] = (1 - chance) * belief[y] + chance * (1 - goesOn) * above;
    above = goesOn * above + belief[y];
  }
  next[0] = belief[0] + chance * above;
  return next;
}

function whole(name: string, units: number): void {
  if (!(Number.isInteger(units) && units >= 0))
    throw new RangeError(`stock discrepancy: ${name} needs whole units of 0 or more, got ${units}`);
}
