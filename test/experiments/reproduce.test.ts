import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reproduceRun } from "../../experiments/reproduce.js";
import { CONFIG_FILE, readRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "./small-experiment.js";

test("a finished run is bit-equal when it is played again: all of it, or the same few cells each time", async () => {
  using folder = scratch();
  await runSweep(small(), { directory: folder.path, threads: 0 });
  const whole = await reproduceRun(folder.path, { threads: 0 });
  // 9 cells of 2 evaluation episodes of 20 days, 3 of them a learner's with 3 training episodes
  expect(whole).toMatchObject({ equal: true, cells: 9, episodes: 27, days: 360, changedAgents: [] });
  const few = [];
  for (let time = 0; time < 2; time++) {
    const told = new Set<number>();
    const found = await reproduceRun(folder.path, {
      cells: 2,
      threads: 0,
      onEvent: (event) => event.type === "run" && told.add(event.run.cells),
    });
    few.push(found);
    expect([...told]).toEqual([2]);
  }
  expect(few[0]).toMatchObject({ equal: true, cells: 2 });
  expect(few[1]).toEqual(few[0]);
});

test("where an agent has changed, the first day and column that differ are told, and that its file has changed", async () => {
  using folder = scratch();
  // promotes everything from a day on that stands in a file beside it, which no hash covers
  const text = `import { readFileSync } from "node:fs";
    export default { summary: "waits", acts: "discrete", learns: false, create() {
      const from = Number(readFileSync(${JSON.stringify(join(folder.path, "from"))}, "utf8"));
      let day = 0;
      return { begin: () => { day = 0; }, act: (_, info) => (day++ >= from && info.mask[1] === 1 ? 1 : 0), save: () => ({}), load() {} };
    } };`;
  const file = folder.write("waits.js", text);
  folder.write("from", "1000");
  const directory = join(folder.path, "run");
  await runSweep(small({ agents: ["no-promotion", "per-slot:./waits.js"], seeds: 2 }, folder.path), {
    directory,
    threads: 0,
  });
  expect(await reproduceRun(directory, { threads: 0 })).toMatchObject({ equal: true, cells: 4 });

  writeFileSync(join(folder.path, "from"), "6");
  const changed = await reproduceRun(directory, { threads: 0 });
  expect(changed).toMatchObject({ equal: false, changedAgents: [] });
  const { difference } = changed!;
  const cell = "campaign-season/per-slot:./waits.js/1";
  expect(difference).toMatchObject({ cell, role: "evaluate", episode: 0, day: 6 });
  expect(difference!.recorded).not.toBe(difference!.again);

  appendFileSync(file, "\n");
  expect((await reproduceRun(directory, { threads: 0 }))!.changedAgents).toEqual(["per-slot:./waits.js"]);
});

test("what the journal says of an episode is held too, to the last bit, and another engine is told of", async () => {
  using folder = scratch();
  await runSweep(small(), { directory: folder.path, threads: 0 });
  const journal = join(folder.path, "journal.ndjson");
  const text = readFileSync(journal, "utf8");
  const { score } = readRun(folder.path).byName.get("campaign-season/epsilon-greedy/2")!.trained[1];
  const off = score + score * Number.EPSILON;
  writeFileSync(journal, text.replace(`"score":${score}`, `"score":${off}`));
  const config = join(folder.path, CONFIG_FILE);
  writeFileSync(config, readFileSync(config, "utf8").replace(/"engine": "[^"]*"/, '"engine": "of old"'));
  expect(await reproduceRun(folder.path, { threads: 0 })).toMatchObject({
    equal: false,
    engine: { recorded: "of old" },
    difference: {
      cell: "campaign-season/epsilon-greedy/2",
      role: "train",
      episode: 1,
      column: "score",
      recorded: off,
      again: score,
    },
  });
});

test("a run without a finished cell, and a folder without a run, are refused", async () => {
  using folder = scratch();
  await expect(reproduceRun(folder.path, { threads: 0 })).rejects.toThrow("no run lies here");
  await runSweep(small(), { directory: folder.path, threads: 0, signal: AbortSignal.abort() });
  await expect(reproduceRun(folder.path, { threads: 0 })).rejects.toThrow("no cell of this run is finished yet");
});
