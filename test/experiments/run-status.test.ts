import { existsSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockRun } from "../../experiments/lock.js";
import { PULSE_FILE, readPulse, writePulse } from "../../experiments/pulse.js";
import { CONFIG_FILE } from "../../experiments/results.js";
import { type RunStatus, runStatuses } from "../../experiments/run-status.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "./small-experiment.js";

test("a run at work is told with its holder, the cells at work, its rate and the time left; at rest with none of them", async () => {
  using folder = scratch();
  const directory = join(folder.path, "small");
  const seen: RunStatus[] = [];
  // news comes at most five times a second: the run has to last for some of them
  await runSweep(small({ evaluation: { episodes: 120 } }), {
    directory,
    threads: 0,
    onEvent(event) {
      if (event.type === "run" && event.run.cellsDone > 0 && event.run.state === "running")
        seen.push(...runStatuses(folder.path));
    },
  });
  // what other processes read is as old as the news before, so it may lag by a cell, but no more
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatchObject({
    name: "small",
    state: "running",
    cells: 9,
    cellsFailed: 0,
    holder: { pid: process.pid, host: hostname() },
  });
  expect(seen.at(-1)!.cellsRunning).toBeLessThanOrEqual(1);
  expect(seen.at(-1)!.rate).toBeGreaterThan(0);
  expect(seen.at(-1)!.secondsLeft).toBeGreaterThanOrEqual(0);
  expect(runStatuses(directory)).toMatchObject([
    { state: "finished", cellsDone: 9, cellsRunning: 0, seedsDone: 3, holder: null, rate: null, secondsLeft: null },
  ]);
  expect(existsSync(join(directory, PULSE_FILE))).toBe(false);
});

test("what a killed sweep told is not taken for news of the one that took over", () => {
  using folder = scratch();
  writePulse(folder.path, { running: 2, rate: 10, secondsLeft: 5 });
  expect(readPulse(folder.path)).toBeUndefined();
  const unlock = lockRun(folder.path);
  expect(readPulse(folder.path)).toEqual({ running: 2, rate: 10, secondsLeft: 5 });
  writeFileSync(join(folder.path, PULSE_FILE), JSON.stringify({ pid: process.pid + 1, running: 2 }));
  expect(readPulse(folder.path)).toBeUndefined();
  unlock();
});

test("a run that cannot be read is told with the reason among the others; a folder without a run is refused", async () => {
  using folder = scratch();
  expect(() => runStatuses(folder.path)).toThrow("no run lies here");
  await runSweep(small({ seeds: 1 }), { directory: join(folder.path, "a"), threads: 0 });
  await runSweep(small({ seeds: 1 }), { directory: join(folder.path, "b"), threads: 0 });
  writeFileSync(join(folder.path, "a", CONFIG_FILE), "{");
  const found = runStatuses(folder.path);
  expect(found.map(({ name, state }) => [name, state])).toEqual([
    ["a", "unreadable"],
    ["b", "finished"],
  ]);
  expect(found[0].message).toContain("not a run's configuration");
});
