import { describe, expect, it } from "vitest";
import type { DayFrame } from "../../experiments/wire.js";
import { type Episode, eventsOf, frameAt, isWhole, newestDay, scoredDays, until } from "../../viewer/episode.js";
import { toCsv } from "../../viewer/export.js";
import { MOST_ROWS, timePanels, timeTable } from "../../viewer/time-panels.js";
import { fakeFrames, fakeHeader } from "./feed.js";

const header = fakeHeader("lp-plan", "0");
const frames = fakeFrames(header);
const whole: Episode = { header, frames };

describe("an episode", () => {
  it("is whole with its last scored day, the tail's", () => {
    expect(scoredDays(header)).toBe(147);
    expect(isWhole(whole)).toBe(true);
    expect(isWhole(until(whole, 145))).toBe(false);
    expect(newestDay(until(whole, 145))).toBe(145);
    expect(newestDay({ header, frames: [] })).toBe(-1);
  });

  it("shows for a lost day the one before it", () => {
    const holes: Episode = { header, frames: [frames[0], undefined, undefined, frames[3]] };
    expect(frameAt(holes, 2)).toBe(frames[0]);
    expect(frameAt(holes, 99)).toBe(frames[3]);
    expect(frameAt({ header, frames: [undefined] }, 0)).toBeUndefined();
  });
});

it("finds what happened, worked by hand: an offer, a deeper one, a campaign, a shelf that ran out, a refusal", () => {
  const quiet: DayFrame = {
    ...frames[0],
    campaign: -1,
    refused: 0,
    depth: [0, 0, 0, 0, 0, 0, 0, 0],
    stock: Array(8).fill(9),
  };
  const course: Partial<DayFrame>[] = [
    {},
    { depth: [0.1, 0, 0, 0, 0, 0, 0, 0] },
    { depth: [0.1, 0, 0, 0, 0, 0, 0, 0], stock: [9, 0, 9, 9, 9, 9, 9, 9] },
    { depth: [0.2, 0, 0, 0, 0, 0, 0, 0], stock: [9, 0, 9, 9, 9, 9, 9, 9], campaign: 0 },
    { refused: 2 },
  ];
  const episode: Episode = { header, frames: course.map((part, day) => ({ ...quiet, ...part, day })) };
  expect(eventsOf(episode).map(({ day, kind, text }) => [day, kind, text])).toEqual([
    [1, "promotion", "cola 10% off"],
    [2, "stock-out", "lemonade sold out"],
    [3, "campaign", "spring festival opens"],
    [3, "promotion", "cola 20% off"],
    [4, "refused", "2 offers refused"],
  ]);
});

describe("the time charts", () => {
  it("read on a day what the day's books say", () => {
    const [profit, revenue, price, units, stock] = timePanels(whole);
    const frame = frames[57];
    if (profit.kind !== "line" || revenue.kind !== "line") throw new Error("lines were expected");
    expect(profit.values[57]).toBe(frame.money.profit);
    expect(revenue.values[57]).toBe(frame.money.grossSales - frame.money.discount);
    for (const [panel, values] of [
      [price, frame.depth],
      [units, frame.units],
      [stock, frame.stock],
    ] as const) {
      if (panel.kind !== "rows") throw new Error("rows were expected");
      expect(panel.rows.map((row) => row.values[57])).toEqual(values);
    }
    if (price.kind === "rows") expect(price.rows[0].label(57)).toBe(frame.price[0].toFixed(2));
  });

  it("draw of many products those that sold most, in their order", () => {
    const products = Array.from({ length: 20 }, (_, p) => ({ name: `p${p}`, category: "c", listPrice: 1 }));
    const many = { ...header, products };
    const wide = (frame: DayFrame): DayFrame => {
      const all = Array.from({ length: 20 }, (_, p) => p);
      return {
        ...frame,
        price: all,
        depth: all.map(() => 0),
        units: all.map((p) => (p * 7) % 20),
        stock: all,
        onOrder: all,
      };
    };
    const [, , price] = timePanels({ header: many, frames: [wide(frames[0])] });
    if (price.kind !== "rows") throw new Error("rows were expected");
    const drawn = price.rows.map((row) => row.product);
    expect(drawn).toHaveLength(MOST_ROWS);
    expect(drawn).toEqual(drawn.slice().sort((a, b) => a - b));
    const sold = drawn.map((p) => (p * 7) % 20);
    expect(Math.min(...sold)).toBe(20 - MOST_ROWS);
  });

  it("have behind them a table with a row a day and every product's numbers", () => {
    const { columns, rows } = timeTable({ header, frames: [frames[0], undefined, frames[2]] });
    expect(rows.map(([day]) => day)).toEqual([0, 2]);
    expect(columns).toHaveLength(5 + 5 * 8);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[1][columns.indexOf("sold crisps")]).toBe(frames[2].units[4]);
  });
});

it("writes CSV that a spreadsheet reads back: quotes where needed, numbers in full", () => {
  const table = {
    columns: ["a", 'say "b"'],
    rows: [
      ["x, y", 1.23456789],
      ["line\nbreak", -0.5],
    ],
  };
  expect(toCsv(table)).toBe('a,"say ""b"""\r\n"x, y",1.23456789\r\n"line\nbreak",-0.5\r\n');
});

it("keeps the scale of the profit for the other days when the last day's write-down dwarfs them, and says so", () => {
  const last = frames[146];
  const money = { ...last.money, writeOff: 9000, profit: -8500 };
  const [profit] = timePanels({ header, frames: [...frames.slice(0, 146), { ...last, money }] });
  if (profit.kind !== "line") throw new Error("a line was expected");
  expect(profit.title).toBe("profit, $ a day (−$8,500 on day 146: stock written down)");
  expect(profit.values[146]).toBe(-8500);
  expect([...(profit.offScale ?? [])]).toEqual([146]);
  const [usual] = timePanels(whole);
  expect(usual).toMatchObject({ title: "profit, $ a day", offScale: new Set() });
});
