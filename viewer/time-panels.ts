import type { DayFrame } from "../experiments/wire.js";
import { revenueOf } from "./books.js";
import type { ProductRow } from "./charts/product-rows.js";
import type { TimePanel } from "./charts/timeline.js";
import { type Episode, frameAt, isWriteDown } from "./episode.js";
import type { Table } from "./export.js";
import { dateOf, exactMoney, money, percent, rounded } from "./format.js";

/** Products drawn at most; the table has all of them. */
export const MOST_ROWS = 12;

/** The time charts of an episode: profit, revenue, offers, units and stock, all by day. */
export function timePanels(episode: Episode): TimePanel[] {
  const { header, frames } = episode;
  const { currency } = header;
  const by = (value: (frame: DayFrame) => number) => Array.from(frames, (frame) => (frame ? value(frame) : undefined));
  const amount = (value: number) => money(currency, value);
  const products = drawnProducts(episode);
  const rows = (
    value: (frame: DayFrame, p: number) => number,
    label: (frame: DayFrame, p: number) => string,
  ): ProductRow[] =>
    products.map((product) => ({
      product,
      name: header.products[product].name,
      values: by((frame) => value(frame, product)),
      label: (day) => {
        const frame = frameAt(episode, day);
        return frame ? label(frame, product) : "";
      },
    }));
  const high = (value: (frame: DayFrame, p: number) => number) =>
    frames.reduce((most, frame) => (frame ? Math.max(most, ...products.map((p) => value(frame, p))) : most), 0) || 1;
  const highUnits = high((frame, p) => frame.units[p]);
  const highStock = high((frame, p) => frame.stock[p]);
  const deepest = high((frame, p) => frame.depth[p]);
  const below = deepest === 1 ? "" : `, to ${percent(deepest)} below`;
  const last = frames.at(-1);
  const writeDown = last && isWriteDown(header, last) ? last : null;
  const aside = writeDown ? ` (${amount(writeDown.money.profit)} on day ${writeDown.day}: stock written down)` : "";
  return [
    {
      kind: "line",
      key: "profit",
      title: `profit, ${currency} a day${aside}`,
      colour: "var(--gain)",
      offScale: new Set(writeDown ? [writeDown.day] : []),
      values: by((frame) => frame.money.profit),
      label: amount,
    },
    {
      kind: "line",
      key: "revenue",
      title: `revenue, ${currency} a day`,
      colour: "var(--category-2)",
      values: by(revenueOf),
      label: amount,
    },
    {
      kind: "rows",
      key: "price",
      title: `price, ${currency} a unit: list price${below}`,
      rows: rows(
        (frame, p) => frame.depth[p],
        (frame, p) => exactMoney("", frame.price[p]),
      ),
      high: Math.max(deepest, 0.1),
      grows: "down",
      rowHeight: 16,
    },
    {
      kind: "rows",
      key: "units",
      title: `sold, units a day: rows to ${rounded(highUnits)}`,
      rows: rows(
        (frame, p) => frame.units[p],
        (frame, p) => rounded(frame.units[p]),
      ),
      high: highUnits,
      grows: "up",
      rowHeight: 20,
    },
    {
      kind: "rows",
      key: "stock",
      title: `on the shelf, units at the end of the day: rows to ${rounded(highStock)}`,
      rows: rows(
        (frame, p) => frame.stock[p],
        (frame, p) => rounded(frame.stock[p]),
      ),
      high: highStock,
      grows: "up",
      rowHeight: 20,
    },
  ];
}

/** All products, or of many those that sold most, in the header's order. */
function drawnProducts({ header, frames }: Episode): number[] {
  const all = header.products.map((_, product) => product);
  if (all.length <= MOST_ROWS) return all;
  const sold = all.map((p) => frames.reduce((sum, frame) => sum + (frame?.units[p] ?? 0), 0));
  return all
    .slice()
    .sort((a, b) => sold[b] - sold[a])
    .slice(0, MOST_ROWS)
    .sort((a, b) => a - b);
}

/** Every number the time charts show, a row a day. */
export function timeTable(episode: Episode): Table {
  const { header, frames } = episode;
  const each = (what: string) => header.products.map(({ name }) => `${what} ${name}`);
  return {
    columns: [
      "day",
      "date",
      "campaign",
      "profit",
      "revenue",
      ...each("price"),
      ...each("off"),
      ...each("sold"),
      ...each("stock"),
      ...each("ordered"),
    ],
    rows: frames
      .filter((frame) => frame !== undefined)
      .map((frame) => [
        frame.day,
        dateOf(header.startDate, frame.day),
        frame.campaign < 0 ? "" : header.campaigns[frame.campaign].name,
        frame.money.profit,
        Math.round(revenueOf(frame) * 1e6) / 1e6,
        ...frame.price,
        ...frame.depth,
        ...frame.units,
        ...frame.stock,
        ...frame.onOrder,
      ]),
  };
}
