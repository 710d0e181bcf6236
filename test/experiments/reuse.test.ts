import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ExperimentInput } from "../../experiments/config.js";
import { CONFIG_FILE, readRun } from "../../experiments/results.js";
import { openRunDays } from "../../experiments/run-days.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "./small-experiment.js";

/** A learner that notes in a file each episode that it plays. */
const noting = (file: string) => `
  import { appendFileSync } from "node:fs";
  export default { summary: "notes", acts: "discrete", create(params, { rng }) {
    let seen = 0;
    return { begin: () => appendFileSync(${JSON.stringify(file)}, "x"), act: () => 0,
      learn() { seen += rng.uniform(); }, save: () => ({ seen }), load(state) { seen = state.seen; } };
  } };`;

function counting(folder: ReturnType<typeof scratch>) {
  const file = join(folder.path, "played");
  folder.write("notes.js", noting(file));
  writeFileSync(file, "");
  return () => {
    const played = readFileSync(file, "utf8").length;
    writeFileSync(file, "");
    return played;
  };
}

test("a cell that a neighbour has finished is taken, under whatever name, bit-equal with its days and its agent", async () => {
  using folder = scratch();
  const played = counting(folder);
  const experiment = (changes: Partial<ExperimentInput>) =>
    small({ agents: ["no-promotion", "per-slot:./notes.js"], seeds: 2, ...changes }, folder.path);
  const run = (name: string, changes: Partial<ExperimentInput>, reuse = true) =>
    runSweep(experiment(changes), {
      directory: join(folder.path, name),
      threads: 0,
      reuseFrom: reuse ? folder.path : undefined,
    });
  await run("first", {});
  expect(played()).toBeGreaterThan(0);
  const more = {
    seeds: 3,
    scenarios: [
      { use: "campaign-season", as: "shop", set: { population: 40, warmUpDays: 5, horizonDays: 14, tailDays: 6 } },
    ],
    agents: [
      { agent: "no-promotion", label: "none" },
      { agent: "per-slot:./notes.js", label: "notes" },
    ],
  };
  const taken = await run("second", more);
  // one seed of three is new: 3 training and 2 evaluation episodes for each slot
  const slots = experiment({}).scenarios[0].scenario.products.length;
  expect(played()).toBe(5 * slots);
  expect(taken).toMatchObject({ state: "finished", cells: 6, cellsDone: 6, cellsReused: 4 });
  const fresh = await run("third", more, false);
  expect(fresh.cellsReused).toBeUndefined();
  expect(taken.hash).toBe(fresh.hash);
  const [second, third] = ["second", "third"].map((name) => readRun(join(folder.path, name)));
  const days = [await openRunDays(second.directory), await openRunDays(third.directory)];
  for (const record of second.cells) {
    const other = third.byName.get(record.cell)!;
    expect(await days[0]!.of(record)).toEqual(await days[1]!.of(other));
    expect(readFileSync(join(second.directory, record.agent!))).toEqual(
      readFileSync(join(third.directory, other.agent!)),
    );
    expect(record.reused).toBe(record.seed === "3" ? undefined : "first");
  }
  for (const one of days) one!.close();
});

test("another text of an agent's file, or of one it imports, another seed, other training: nothing is taken", async () => {
  using folder = scratch();
  folder.write("part.js", "export const choice = 0;\n");
  folder.write(
    "mine.js",
    `import { choice } from "./part.js";
    export default { summary: "mine", acts: "discrete", create: () => ({ act: () => choice, learn() {}, save: () => ({}), load() {} }) };`,
  );
  let runs = 0;
  const reused = async (changes: Partial<ExperimentInput> = {}) => {
    runs += 1;
    const experiment = small({ agents: ["./mine.js"], seeds: 1, ...changes }, folder.path);
    const directory = join(folder.path, `run-${runs}`);
    return (await runSweep(experiment, { directory, threads: 0, reuseFrom: folder.path })).cellsReused ?? 0;
  };
  expect(await reused()).toBe(0);
  expect(await reused()).toBe(1);
  expect(await reused({ seeds: ["2"] })).toBe(0);
  expect(await reused({ training: { episodes: 4 } })).toBe(0);
  expect(await reused({ agents: [{ agent: "./mine.js", params: { any: 1 } }] })).toBe(0);
  appendFileSync(join(folder.path, "part.js"), "// changed\n");
  expect(await reused()).toBe(0);
});

test("what a neighbour has lost, or wrote with another engine, is played; a neighbour that cannot be read is passed over", async () => {
  using folder = scratch();
  const from = join(folder.path, "first");
  const experiment = small({ agents: ["no-promotion"], seeds: 2 });
  await runSweep(experiment, { directory: from, threads: 0 });
  const reused = async (name: string) => {
    const directory = join(folder.path, name);
    const { cellsReused = 0, state } = await runSweep(experiment, { directory, threads: 0, reuseFrom: folder.path });
    expect(state).toBe("finished");
    rmSync(directory, { recursive: true });
    return cellsReused;
  };
  expect(await reused("whole")).toBe(2);
  rmSync(join(from, readRun(from).cells[0].agent!));
  expect(await reused("agent-gone")).toBe(1);
  const config = readFileSync(join(from, CONFIG_FILE), "utf8");
  writeFileSync(join(from, CONFIG_FILE), config.replace(/"engine": "[^"]*"/, '"engine": "of old"'));
  expect(await reused("engine")).toBe(0);
  writeFileSync(join(from, CONFIG_FILE), config);
  rmSync(join(from, "days.parquet"));
  expect(await reused("days-gone")).toBe(0);
  writeFileSync(join(from, CONFIG_FILE), "{");
  expect(await reused("unreadable")).toBe(0);
  expect(existsSync(from)).toBe(true);
});
