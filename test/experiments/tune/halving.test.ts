import { expect, test } from "vitest";
import { nextOfAsha } from "../../../experiments/tune/asha.js";
import { halvingSchedule, nextOfHalving, rungTraining } from "../../../experiments/tune/halving.js";
import type { Job, Outcome } from "../../../experiments/tune/job.js";

/** Jobs done, each scoring its trial's own worth. */
const did = (jobs: readonly Job[], worth: (trial: number) => number): Outcome[] =>
  jobs.map((job) => ({ ...job, scores: [worth(job.trial)], run: "r" }));

const pairs = (trials: number, from: number, to = 81, eta = 3) =>
  halvingSchedule(trials, { eta, from, to }).map((rung) => [rung.trials, rung.training]);

test("the schedule is Hyperband's: R = 81, eta = 3, its five brackets", () => {
  // Li et al. (2018), JMLR 18(185), table 1; n = ceil(5 * 3^s / (s + 1)) by algorithm 1, line 2
  expect(pairs(81, 1)).toEqual([
    [81, 1],
    [27, 3],
    [9, 9],
    [3, 27],
    [1, 81],
  ]);
  expect(pairs(34, 3)).toEqual([
    [34, 3],
    [11, 9],
    [3, 27],
    [1, 81],
  ]);
  expect(pairs(15, 9)).toEqual([
    [15, 9],
    [5, 27],
    [1, 81],
  ]);
  expect(pairs(8, 27)).toEqual([
    [8, 27],
    [2, 81],
  ]);
  expect(pairs(5, 81)).toEqual([[5, 81]]);
});

test("a ladder that does not divide ends at its top and begins at its least or above", () => {
  expect(rungTraining({ eta: 3, from: 1, to: 20 })).toEqual([2, 6, 20]);
  expect(rungTraining({ eta: 2, from: 5, to: 5 })).toEqual([5]);
  expect(() => rungTraining({ eta: 3, from: 6, to: 5 })).toThrow("rungTraining: needs eta >= 2 and 1 <= from <= to");
});

test("the best third goes on, of equals the earlier, and a failed trial never", () => {
  const schedule = halvingSchedule(9, { eta: 3, from: 1, to: 9 });
  const drawn = Array.from({ length: 9 }, (_, i) => ({ x: i }));
  const first = nextOfHalving(schedule, drawn, []);
  expect(first.map(({ trial, training }) => [trial, training])).toEqual(drawn.map((_, i) => [i + 1, 1]));
  const worth = [5, 1, 9, 5, 5, 2, 0, 3, 4];
  const done = did(first, (trial) => worth[trial - 1]);
  done[2] = { ...done[2], scores: [], failure: "broke" };
  const second = nextOfHalving(schedule, drawn, done);
  expect(second).toEqual([
    { trial: 1, drawn: { x: 0 }, rung: 1, training: 3 },
    { trial: 4, drawn: { x: 3 }, rung: 1, training: 3 },
    { trial: 5, drawn: { x: 4 }, rung: 1, training: 3 },
  ]);
  const third = nextOfHalving(schedule, drawn, [...done, ...did(second, (trial) => trial)]);
  expect(third.map(({ trial, training }) => [trial, training])).toEqual([[5, 9]]);
  const all = [...done, ...did(second, (trial) => trial), ...did(third, () => 1)];
  expect(nextOfHalving(schedule, drawn, all)).toEqual([]);
});

test("asha, one job at a time, promotes as its algorithm 2 says", () => {
  const options = { training: [1, 3, 9], eta: 3, batch: 1, trials: 9, draw: (trial: number) => ({ x: trial }) };
  const done: Outcome[] = [];
  const order: [number, number][] = [];
  for (;;) {
    const jobs = nextOfAsha(options, done);
    if (jobs.length === 0) break;
    order.push([jobs[0].trial, jobs[0].rung]);
    done.push(...did(jobs, (trial) => trial));
  }
  // Worked by hand: after three trials at the bottom one may be above, after six two, and each newest trial is the best so far.
  expect(order).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
    [3, 1],
    [4, 0],
    [4, 1],
    [5, 0],
    [5, 1],
    [5, 2],
    [6, 0],
    [6, 1],
    [6, 2],
    [7, 0],
    [7, 1],
    [7, 2],
    [8, 0],
    [8, 1],
    [8, 2],
    [9, 0],
    [9, 1],
    [9, 2],
  ]);
});

test("asha decides a lot at a time, and nobody goes on twice", () => {
  const options = { training: [1, 3], eta: 2, batch: 4, trials: 8, draw: (trial: number) => ({ x: trial }) };
  const done: Outcome[] = [];
  const lots: string[] = [];
  for (;;) {
    const jobs = nextOfAsha(options, done);
    if (jobs.length === 0) break;
    lots.push(jobs.map(({ trial, rung }) => `${trial}/${rung}`).join(" "));
    done.push(...did(jobs, (trial) => -trial));
  }
  expect(lots).toEqual(["1/0 2/0 3/0 4/0", "1/1 2/1 5/0 6/0", "3/1 7/0 8/0", "4/1"]);
});
