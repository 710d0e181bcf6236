import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import type { SweepEvent } from "../../experiments/wire.js";
import { scratch, small } from "./small-experiment.js";

const agent = (act: string) =>
  `const kept = [];
  export default { summary: "takes too much", acts: "discrete", learns: false,
    create: () => ({ act() { ${act}; return 0; }, save: () => ({}), load() {} }) };`;

const failuresOf = (events: readonly SweepEvent[]) =>
  events.flatMap((event) => (event.type === "cell-failed" ? [event.message] : []));

test("a cell over its memory is marked as failed with its limit, whether heap or buffers, and the others go on", async () => {
  using folder = scratch();
  folder.write("hoards.js", agent("for (let i = 0; i < 1e5; i++) kept.push({ i, text: [i] })"));
  // filled pages outside of the heap, which the engine's own limit does not see
  folder.write("buffers.js", agent("if (kept.length < 20) kept.push(new Float64Array(1e6).fill(1))"));
  const experiment = small(
    { agents: ["./hoards.js", "./buffers.js", "no-promotion"], seeds: 1, limits: { megabytes: 128 } },
    folder.path,
  );
  const events: SweepEvent[] = [];
  const directory = join(folder.path, "run");
  const summary = await runSweep(experiment, { directory, threads: 1, onEvent: (event) => events.push(event) });
  expect(summary).toMatchObject({ state: "failed", cellsDone: 1, cellsFailed: 2 });
  const message = "needed more than 128 MB, the limit of a cell";
  expect(failuresOf(events)).toEqual([message, message]);
});

test("a cell that does not end is cut off at its time, also where it never comes to an episode's end", async () => {
  using folder = scratch();
  folder.write("hangs.js", agent("for (;;);"));
  const experiment = small({ agents: ["./hangs.js"], seeds: 1, limits: { seconds: 0.5 } }, folder.path);
  const events: SweepEvent[] = [];
  const directory = join(folder.path, "run");
  const summary = await runSweep(experiment, { directory, threads: 1, onEvent: (event) => events.push(event) });
  expect(summary).toMatchObject({ state: "failed", cellsFailed: 1 });
  expect(failuresOf(events)).toEqual(["took longer than 0.5 s, the limit of a cell"]);
});

test("limits are no part of what a run is: with more of them the same folder goes on", async () => {
  using folder = scratch();
  folder.write("slow.js", agent("const until = performance.now() + 2; while (performance.now() < until)"));
  const directory = join(folder.path, "run");
  const of = (seconds: number) => small({ agents: ["./slow.js"], seeds: 1, limits: { seconds } }, folder.path);
  const events: SweepEvent[] = [];
  const first = await runSweep(of(0.005), { directory, threads: 0, onEvent: (event) => events.push(event) });
  expect(first).toMatchObject({ cellsFailed: 1 });
  expect(failuresOf(events)).toEqual(["took longer than 0.005 s, the limit of a cell"]);
  const second = await runSweep(of(600), { directory, threads: 0 });
  expect(second).toMatchObject({ state: "finished" });
  expect(readConfig(directory)!.experiment.limits).toEqual({ seconds: 600 });
});
