import type { SalesRows } from "../../agents/models/design.js";
import type { Dataset } from "../data/dataset.js";
import { cannotForecast, type SalesSeries, type SeriesOfData } from "./series.js";
import { weeklySeries } from "./weekly-series.js";

/**
 * The periods after each series' last one with the prices and promotions that a plan has for them. What it does not say is
 * the last period's price, and no promotion.
 *
 * @param plan  as weekly data (kind `weekly`), whose units are not read: item, store where series are of stores, week or
 *   date, price, feat, disp
 * @returns by the series' name; a series that the plan does not name is not there
 * @throws UserError, exit code 1, where the plan has neither weeks nor dates, or other ones than the series
 */
export function plannedAhead(plan: Dataset, { series, by }: SeriesOfData, horizon: number): Map<string, SalesRows> {
  if (!plan.columns.has("week") && !plan.columns.has("date"))
    throw cannotForecast("the plan has neither a week nor a date");
  const planned = new Map(weeklySeries(plan, by).series.map((one) => [one.name, one]));
  const ahead = new Map<string, SalesRows>();
  for (const one of series) {
    const its = planned.get(one.name);
    if (its === undefined) continue;
    if (its.dated !== one.dated)
      throw cannotForecast(
        one.dated ? "the plan has weeks, the sales have dates" : "the plan has dates, the sales have numbers of weeks",
      );
    ahead.set(one.name, aheadOf(one, its, horizon));
  }
  return ahead;
}

/** The periods after the last one, with columns as in it: prices as they were, no promotion. */
export function unplannedAhead(rows: SalesRows, horizon: number): SalesRows {
  const last = rows.rows - 1;
  const columns = [...rows.columns].filter(([name]) => name !== "units");
  return {
    rows: horizon,
    day: Float64Array.from({ length: horizon }, (_, h) => rows.day[last] + (h + 1) * rows.span),
    span: rows.span,
    columns: new Map(
      columns.map(([name, values]) => [
        name,
        new Float64Array(horizon).fill(name.endsWith("price") ? values[last] : 0),
      ]),
    ),
  };
}

function aheadOf({ rows }: SalesSeries, { rows: planned }: SalesSeries, horizon: number): SalesRows {
  const ahead = unplannedAhead(rows, horizon);
  for (let row = 0; row < planned.rows; row++) {
    const h = Math.floor((planned.day[row] - ahead.day[0]) / ahead.span);
    if (h < 0 || h >= horizon || Number.isNaN(planned.columns.get("units")?.[row])) continue;
    for (const [name, values] of ahead.columns) {
      const said = planned.columns.get(name);
      if (said) values[h] = said[row];
    }
  }
  return ahead;
}
