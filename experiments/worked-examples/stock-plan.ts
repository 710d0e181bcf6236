import { type InventoryProblem, solveFiniteHorizon } from "../../agents/math/finite-horizon.js";
import type { WorkedExample } from "./worked-example.js";

const DAYS = 10;
const STOCK = 100;
const DAILY = 50;

/** Ten days of a product that sells 50 units a day, from a stock of 100: what to order when. */
export async function stockPlan(): Promise<WorkedExample> {
  const free = plan(0);
  const costly = plan(501);
  return {
    name: "stock plan",
    problem:
      "stock 100, unit cost 100, price 200, 10 a unit left at the end of a day, demand 50 a day, ten days. Assumed: an order " +
      "is there at once, what is left at the end is worth nothing, the first 100 units are paid; solved exactly, backwards " +
      "from the last day",
    figures: [
      { name: "profit, orders cost nothing", ours: free.profit, article: null },
      { name: "orders", ours: free.orders.join(" "), article: null },
      { name: "profit, an order costs 501", ours: costly.profit, article: null },
      { name: "orders then", ours: costly.orders.join(" "), article: null },
    ],
    remark:
      "100,000 of sales less 40,000 for the 400 units the stock does not cover, less 500 for 50 units kept over the first " +
      "night. An order that costs 501 or more pays to be of two days: four orders, and 50 units kept over four more nights.",
  };
}

function plan(orderingCost: number): { profit: number; orders: number[] } {
  const demand = new Float64Array(DAILY + 1);
  demand[DAILY] = 1;
  const capacity = DAYS * DAILY;
  const problem: InventoryProblem = {
    demand: Array.from({ length: DAYS }, () => demand),
    price: 200,
    unitCost: 100,
    orderingCost,
    holdingCost: 10,
    unmetCost: 0,
    salvageValue: 0,
    caseSize: 1,
    maxCases: capacity,
    leadTime: 0,
    capacity,
  };
  const { value, order } = solveFiniteHorizon(problem);
  const orders: number[] = [];
  for (let day = 0, stock = STOCK; day < DAYS; day++) {
    const ordered = order[day * (capacity + 1) + stock];
    orders.push(ordered);
    stock = Math.max(0, stock + ordered - DAILY);
  }
  return { profit: value[STOCK], orders };
}
