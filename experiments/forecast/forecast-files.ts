import type { Column, Dataset, TextColumn } from "../data/dataset.js";
import type { Chart, LinesChart, Plot } from "../portable/plot.js";
import { poolScores, type SeriesForecast } from "./forecast-series.js";

/** Forecasts as a table: a row a series and period ahead. */
export function forecastDataset(forecasts: readonly SeriesForecast[]): Dataset {
  const rows = forecasts.flatMap(({ series, model, forecast, day }) =>
    Array.from(day, (at, h) => ({ series, model, forecast, at, h })),
  );
  const numbers = (value: (row: (typeof rows)[number]) => number): Column => ({
    kind: "number",
    values: Float64Array.from(rows, value),
  });
  const dated = forecasts.every(({ series }) => series.dated);
  const bound = (interval: number, side: "low" | "high") =>
    numbers(({ forecast, h }) => forecast.intervals[interval][side][h]);
  return {
    rows: rows.length,
    columns: new Map<string, Column>([
      ["series", texts(rows.map(({ series }) => series.name))],
      ["model", texts(rows.map(({ model }) => model))],
      dated
        ? ["date", { kind: "date", values: Float64Array.from(rows, ({ at }) => at) }]
        : ["week", numbers(({ at }) => at / 7)],
      ["forecast", numbers(({ forecast, h }) => forecast.mean[h])],
      ["low80", bound(0, "low")],
      ["high80", bound(0, "high")],
      ["low95", bound(1, "low")],
      ["high95", bound(1, "high")],
    ]),
  };
}

/** Series drawn at the most; the table has them all. */
const DRAWN = 12;
/** Periods of the past drawn before a forecast. */
const PAST = 104;

/** Forecasts as a page of charts: each series' past and what is told of it, then the models' errors. */
export function forecastPlot(forecasts: readonly SeriesForecast[], source: string, period: string): Plot {
  const drawn = forecasts.slice(0, DRAWN);
  const left = forecasts.length - drawn.length;
  const scores = poolScores(forecasts);
  const errors: Chart[] =
    scores.length === 0
      ? []
      : [
          {
            kind: "bars",
            heading: "errors of the models",
            caption: `From rolling origins, ${scores[0].forecasts} ${period}s told by each model over ${forecasts.length} series.`,
            x: { title: "weighted absolute percentage error: sum of errors over sum of units" },
            rows: scores.map(({ name, wape }) => ({ name, value: wape })),
          },
        ];
  return {
    title: `Units to expect: ${source}`,
    lead: `The next ${forecasts[0].day.length} ${period}s of ${forecasts.length} series${left > 0 ? `; the ${DRAWN} that sell most are drawn` : ""}.`,
    charts: [...drawn.map((one) => seriesChart(one, period)), ...errors],
  };
}

function seriesChart({ series, model, forecast, day }: SeriesForecast, period: string): LinesChart {
  const { rows, dated } = series;
  const from = Math.max(0, rows.rows - PAST);
  const at = (days: Float64Array) => (dated ? days : days.map((value) => value / 7));
  const [narrow, wide] = forecast.intervals;
  const units = rows.columns.get("units") as Float64Array;
  return {
    kind: "lines",
    heading: series.name,
    caption: `Forecast by ${model} with its 80% and 95% intervals.`,
    x: dated ? { title: `${period} from`, scale: "date" } : { title: period },
    y: { title: `units a ${period}` },
    series: [
      { name: "units", x: at(rows.day.slice(from)), y: units.slice(from), colour: "context" },
      {
        name: "forecast",
        x: at(day),
        y: forecast.mean,
        colour: 0,
        ribbons: [
          { name: "95%", low: wide.low, high: wide.high },
          { name: "80%", low: narrow.low, high: narrow.high },
        ],
      },
    ],
  };
}

function texts(values: readonly string[]): TextColumn {
  const distinct = [...new Set(values)];
  const code = new Map(distinct.map((value, at) => [value, at]));
  return { kind: "text", codes: Int32Array.from(values, (value) => code.get(value) as number), values: distinct };
}
