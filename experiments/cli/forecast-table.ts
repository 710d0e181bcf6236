import { poolScores, type SeriesForecast } from "../forecast/forecast-series.js";
import { readable, table } from "./table.js";

const left = (head: string) => ({ head, align: "left" }) as const;
const right = (head: string) => ({ head, align: "right" }) as const;

/** A row a series and period ahead, with its intervals. */
export function forecastTable(forecasts: readonly SeriesForecast[], period: string): string {
  const all = forecasts.flatMap(({ forecast }) => [...forecast.mean]);
  // three digits of a usual value
  const usual = all.length === 0 ? 1 : all.reduce((sum, value) => sum + value, 0) / all.length;
  const decimals = Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(Math.max(usual, 1e-4)))));
  return table(
    [left("series"), left("model"), right(period), right("forecast"), right("80% interval"), right("95% interval")],
    forecasts.flatMap(({ series, model, forecast, day }) =>
      Array.from(day, (at, h) => [
        h === 0 ? series.name : "",
        h === 0 ? model : "",
        periodText(at, series.dated),
        readable(forecast.mean[h], decimals),
        ...forecast.intervals.map(({ low, high }) => `${readable(low[h], decimals)} to ${readable(high[h], decimals)}`),
      ]),
    ),
  );
}

/** Groups told apart at the most; beyond them only all together. */
const GROUPS = 12;

/** How the models did from rolling origins: by group of series, and all together. */
export function evaluationTable(forecasts: readonly SeriesForecast[]): string {
  const groups = [...new Set(forecasts.map(({ series }) => series.group))];
  const parts = groups
    .slice(0, groups.length > GROUPS ? 0 : GROUPS)
    .map((group) => [group, forecasts.filter(({ series }) => series.group === group)] as const);
  const shown = groups.length > 1 ? [...parts, ["all together", forecasts] as const] : parts;
  return table(
    [
      left("series"),
      left("model"),
      right("MASE"),
      right("WAPE"),
      right("bias"),
      right("within 80%"),
      right("within 95%"),
      right("told"),
    ],
    shown.flatMap(([group, members]) =>
      poolScores(members).map(({ name, mase, wape, bias, coverage, forecasts: told }, m) => [
        m === 0 ? group : "",
        name,
        Number.isNaN(mase) ? "-" : readable(mase, 3),
        readable(wape, 3),
        `${bias > 0 ? "+" : ""}${readable(bias, 3)}`,
        ...coverage.map((share) => `${readable(100 * share)}%`),
        readable(told),
      ]),
    ),
  );
}

/** "1992-03-02", or the number of the week. */
export function periodText(at: number, dated: boolean): string {
  return dated ? new Date(at * 86_400_000).toISOString().slice(0, 10) : String(at / 7);
}
