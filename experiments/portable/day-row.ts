import { type DayReport, LINE_SIGN, LINES } from "../../sim/ledger.js";

/**
 * What `days.parquet` keeps of a day, beside the names of its episode: the market's totals, money in the scenario's currency.
 */
export const DAY_COLUMNS = [
  { name: "day", type: "INTEGER", unit: "days", doc: "0 is the first scored day" },
  { name: "tail", type: "BOOLEAN", unit: "yes or no", doc: "true after the horizon" },
  { name: "campaign", type: "INTEGER", unit: "index", doc: "index of the open campaign, -1 none" },
  { name: "profit", type: "DOUBLE", unit: "money", doc: "signed sum of the lines below" },
  ...LINES.map((name) => ({ name, type: "DOUBLE", unit: "money", doc: "line of the books" }) as const),
  { name: "units", type: "DOUBLE", unit: "units", doc: "units sold" },
  { name: "promotedUnits", type: "DOUBLE", unit: "units", doc: "of them, sold at an offer's price" },
  { name: "promotedProducts", type: "INTEGER", unit: "products", doc: "products with an offer" },
  {
    name: "meanDepth",
    type: "DOUBLE",
    unit: "share",
    doc: "mean share of the list price given away, over all products",
  },
  { name: "visits", type: "DOUBLE", unit: "shopper-days", doc: "shoppers who came" },
  { name: "buyers", type: "DOUBLE", unit: "shopper-days", doc: "of them, who bought" },
  { name: "stockOuts", type: "INTEGER", unit: "products", doc: "products that ran out" },
  { name: "stock", type: "DOUBLE", unit: "units", doc: "units on the shelves at the end of the day" },
  { name: "onOrder", type: "DOUBLE", unit: "units", doc: "units ordered and not there yet" },
  { name: "refused", type: "INTEGER", unit: "choices", doc: "offers that the guard rails turned into none" },
] as const;

const COLUMN_OF = new Map<string, number>(DAY_COLUMNS.map((column, index) => [column.name, index]));
const LINE_COLUMN = LINES.map((line) => COLUMN_OF.get(line)!);
const column = (name: (typeof DAY_COLUMNS)[number]["name"]) => COLUMN_OF.get(name)!;
const AT = {
  day: column("day"),
  tail: column("tail"),
  campaign: column("campaign"),
  profit: column("profit"),
  units: column("units"),
  promotedUnits: column("promotedUnits"),
  promotedProducts: column("promotedProducts"),
  meanDepth: column("meanDepth"),
  visits: column("visits"),
  buyers: column("buyers"),
  stockOuts: column("stockOuts"),
  stock: column("stock"),
  onOrder: column("onOrder"),
  refused: column("refused"),
};

/**
 * Writes one day's row.
 *
 * @param out  row-major [rows, DAY_COLUMNS]; row `row` is overwritten
 */
export function writeDayRow(report: DayReport, tail: boolean, moneyStep: number, out: Float64Array, row: number): void {
  const at = row * DAY_COLUMNS.length;
  let profit = 0;
  for (let l = 0; l < LINES.length; l++) {
    const steps = sum(report.money[LINES[l]]);
    out[at + LINE_COLUMN[l]] = steps * moneyStep;
    profit += LINE_SIGN[LINES[l]] * steps;
  }
  let promoted = 0;
  for (let p = 0; p < report.depth.length; p++) if (report.depth[p] > 0) promoted += 1;
  out[at + AT.day] = report.day;
  out[at + AT.tail] = tail ? 1 : 0;
  out[at + AT.campaign] = report.campaign;
  out[at + AT.profit] = profit * moneyStep;
  out[at + AT.units] = sum(report.units);
  out[at + AT.promotedUnits] = sum(report.promotedUnits);
  out[at + AT.promotedProducts] = promoted;
  out[at + AT.meanDepth] = sum(report.depth) / report.depth.length;
  out[at + AT.visits] = sum(report.visits);
  out[at + AT.buyers] = sum(report.buyers);
  out[at + AT.stockOuts] = sum(report.stockOut);
  out[at + AT.stock] = sum(report.stock);
  out[at + AT.onOrder] = sum(report.onOrder);
  out[at + AT.refused] = report.refused;
}

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
}
