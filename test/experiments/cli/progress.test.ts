import { describe, expect, it } from "vitest";
import { bar, clock, createProgress } from "../../../experiments/cli/progress.js";
import type { RunSummary } from "../../../experiments/wire.js";

const run = (over: Partial<RunSummary> = {}): RunSummary => ({
  name: "smoke",
  state: "running",
  cells: 20,
  cellsDone: 5,
  cellsFailed: 0,
  seedsDone: 1,
  seeds: 4,
  rate: 4_120_000,
  secondsLeft: 38,
  hash: "0",
  ...over,
});

/** A terminal that keeps what is written, and a clock that is set by hand. */
function stage(isTTY: boolean) {
  let now = 0;
  const written: string[] = [];
  const terminal = { isTTY, columns: 100, write: (text: string) => written.push(text) };
  const progress = createProgress(terminal, () => now);
  return { progress, written, wait: (ms: number) => (now += ms) };
}

describe("the bar, worked by hand", () => {
  it("shows what is done, the rate and the time left", () => {
    const line = bar(run(), 100);
    expect(line).toMatch(/^\[#{5}-{15}\] 5 of 20 cells, 1 of 4 seeds, 4\.1 M shopper-days\/s, 0:38 left$/);
  });

  it("leaves out what is not known yet and counts failures", () => {
    expect(bar(run({ rate: null, secondsLeft: null, cellsFailed: 2 }), 60)).toMatch(
      /5 of 20 cells, 1 of 4 seeds, 2 failed$/,
    );
  });

  it("never reaches the edge of a narrow terminal, so that no line wraps", () => {
    for (let columns = 1; columns < 120; columns++)
      expect(bar(run(), columns).length).toBeLessThan(Math.max(2, columns));
  });

  it("tells time in minutes and, from an hour on, hours", () => {
    expect([0, 37.2, 725, 10810].map(clock)).toEqual(["0:00", "0:38", "12:05", "3:00:10"]);
  });
});

describe("on a terminal", () => {
  it("draws one line over itself, at most ten times a second, and takes it away at the end", () => {
    const { progress, written, wait } = stage(true);
    for (let cellsDone = 0; cellsDone < 20; cellsDone++) {
      progress.update(run({ cellsDone }));
      wait(50);
    }
    progress.end();
    expect(written).toHaveLength(11);
    expect(written.every((text) => text.startsWith("\r\u001b[K") && !text.includes("\n"))).toBe(true);
    expect(written.at(-1)).toBe("\r\u001b[K");
  });

  it("keeps a remark above the bar", () => {
    const { progress, written } = stage(true);
    progress.update(run());
    progress.remark("failed: a cell");
    expect(written[1]).toBe(`\r\u001b[Kfailed: a cell\n${bar(run(), 100)}`);
  });
});

describe("elsewhere", () => {
  it("writes plain lines: the first at once, then one every five seconds at most, and the last state", () => {
    const { progress, written, wait } = stage(false);
    for (let cellsDone = 0; cellsDone <= 12; cellsDone++) {
      progress.update(run({ cellsDone, secondsLeft: null, rate: null }));
      wait(1000);
    }
    progress.end();
    expect(written).toEqual([0, 5, 10, 12].map((done) => `smoke: ${done} of 20 cells, 1 of 4 seeds\n`));
  });

  it("writes no line twice", () => {
    const { progress, written } = stage(false);
    progress.update(run());
    progress.end();
    expect(written).toHaveLength(1);
  });
});
