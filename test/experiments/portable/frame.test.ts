import { expect, test } from "vitest";
import { make } from "../../../envs/registry.js";
import { DAY_COLUMNS, writeDayRow } from "../../../experiments/portable/day-row.js";
import { dayFrame, episodeHeader } from "../../../experiments/portable/frame.js";
import { type DayFrame, dayFrameSchema, episodeHeaderSchema } from "../../../experiments/wire.js";
import { LINE_SIGN, LINES } from "../../../sim/ledger.js";
import { cornerShop } from "../../envs/corner-shop.js";

/** A season of the corner shop with an offer on everything that is legal. */
function season() {
  const scenario = cornerShop();
  const frames: DayFrame[] = [];
  const width = DAY_COLUMNS.length;
  const rows = new Float64Array(100 * width);
  const env = make("Promotion-v1", {
    scenario,
    onDay(report, phase) {
      writeDayRow(report, phase === "tail", scenario.moneyStep, rows, frames.length);
      frames.push(dayFrame("cell", 2, report, scenario.moneyStep));
    },
  });
  let { info } = env.reset({ seed: "1" });
  let score = 0;
  for (let over = false; !over; ) {
    const action = Int32Array.from(env.brief!.promotionSlots, (_, slot) => info.mask[slot * 4 + 1]);
    const result = env.step(action);
    score += result.reward;
    info = result.info;
    over = result.terminated;
  }
  const table = frames.map((_, day) =>
    Object.fromEntries(DAY_COLUMNS.map((column, c) => [column.name, rows[day * width + c]])),
  );
  return { scenario, frames, table, score };
}

const { scenario, frames, table, score } = season();
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

test("frames are what the wire's schema says, and so is the header", () => {
  for (const frame of frames) expect(dayFrameSchema.parse(frame)).toEqual(frame);
  const name = {
    cell: "c",
    agent: "a",
    env: "Promotion-v1",
    scenario: "s",
    seed: "1",
    role: "evaluate",
    episode: 2,
  } as const;
  const header = episodeHeader(name, scenario);
  expect(episodeHeaderSchema.parse(header)).toEqual(header);
  expect(header).toMatchObject({ horizonDays: 12, tailDays: 5, segments: ["all"] });
  expect(header.campaigns).toEqual([{ name: "tea-week", firstDay: 4, lastDay: 6 }]);
});

test("there is a frame and a row for every day of horizon and tail", () => {
  expect(frames.map((frame) => frame.day)).toEqual(Array.from({ length: 17 }, (_, day) => day));
  expect(table.map((row) => row.day)).toEqual(frames.map((frame) => frame.day));
  expect(table.map((row) => row.tail)).toEqual([...Array(12).fill(0), ...Array(5).fill(1)]);
});

test("the days' profits add up to the score, in frames and rows", () => {
  expect(sum(frames.map((frame) => frame.money.profit))).toBeCloseTo(score, 6);
  expect(sum(table.map((row) => row.profit))).toBeCloseTo(score, 6);
});

test("a day's profit is the signed sum of its lines, and its units are the segments'", () => {
  frames.forEach((frame, day) => {
    expect(frame.money.profit).toBeCloseTo(sum(LINES.map((line) => LINE_SIGN[line] * frame.money[line])), 6);
    expect(sum(frame.units)).toBe(sum(frame.segmentUnits));
    for (const line of LINES) expect(table[day][line]).toBe(frame.money[line]);
    expect(table[day].units).toBe(sum(frame.units));
    expect(table[day].visits).toBe(sum(frame.visits));
    expect(table[day].promotedProducts).toBe(frame.depth.filter((depth) => depth > 0).length);
  });
});

test("prices fall by the depth of the offer, to the money step", () => {
  const promoted = frames.flatMap((frame) => frame.depth.map((depth, p) => ({ depth, price: frame.price[p], p })));
  expect(promoted.some(({ depth }) => depth > 0)).toBe(true);
  for (const { depth, price, p } of promoted)
    expect(Math.abs(price - scenario.products[p].listPrice * (1 - depth))).toBeLessThanOrEqual(0.005 + 1e-9);
});
