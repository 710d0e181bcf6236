import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { readJournal } from "../../experiments/journal.js";
import { lockRun } from "../../experiments/lock.js";
import { decodeState, type Encoded } from "../../experiments/portable/state-codec.js";
import { cellSummaries, rankRun, readRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import {
  dayFrameSchema,
  episodeHeaderSchema,
  rankingSchema,
  runSummarySchema,
  type SweepEvent,
} from "../../experiments/wire.js";
import { scratch, small } from "./small-experiment.js";

/** A learner whose score depends on its whole past, and that draws: what a resumed run must not lose. */
const WANDERER = `
export default {
  summary: "wanders the more, the more it has seen",
  acts: "discrete",
  create(params, { actions, rng }) {
    let seen = 0;
    return {
      begin() {},
      act: (observation, info) => {
        const choice = Math.floor(rng.uniform() * (1 + (seen % actions)));
        return info.mask === undefined || info.mask[choice] === 1 ? choice : 0;
      },
      learn() { seen += 1; },
      save: () => ({ seen }),
      load(state) { seen = state.seen; },
    };
  },
};
`;

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
  }
}

test("a sweep plays every cell: training only for what learns, evaluation for all", async () => {
  using folder = scratch();
  const directory = join(folder.path, "small");
  const summary = await runSweep(small(), { directory, threads: 0 });
  expect(runSummarySchema.parse(summary)).toMatchObject({
    name: "small",
    state: "finished",
    cells: 9,
    cellsDone: 9,
    cellsFailed: 0,
    seedsDone: 3,
    seeds: 3,
    currency: "$",
    scoredDays: 20,
  });
  for (const { policy, trained, evaluated } of readRun(directory).cells) {
    expect(trained.map((row) => row.episode)).toEqual(policy.agent === "epsilon-greedy" ? [0, 1, 2] : []);
    expect([...evaluated.keys()]).toEqual([0, 1]);
    for (const { row } of evaluated.values()) expect(row.hash).toMatch(/^[0-9a-f]{16}$/);
  }
  expect(readdirSync(directory).sort()).toEqual([
    "agents",
    "config.json",
    "days.parquet",
    "episodes.parquet",
    "journal.ndjson",
  ]);
});

test("policies meet the same luck: one that never promotes scores the same under any name", async () => {
  using folder = scratch();
  folder.write(
    "idle.js",
    "export default { summary: 'idles', acts: 'discrete', create: () => ({ act: () => 0, save: () => ({}), load() {} }) };",
  );
  const directory = join(folder.path, "run");
  await runSweep(small({ agents: ["no-promotion", "./idle.js"] }, folder.path), { directory, threads: 0 });
  const ranking = await rankRun(directory);
  expect(ranking.rows.map((row) => row.difference)).toEqual([0, 0]);
});

test("results are bit-equal in this thread, on one worker and on two", async () => {
  using folder = scratch();
  folder.write("wanderer.js", WANDERER);
  const agents = [
    "no-promotion",
    "./wanderer.js",
    "thompson-sampling",
    { agent: "q-learning", params: { exploration: [0.1, 0.3] } },
  ];
  const experiment = small({ agents }, folder.path);
  const runs = [];
  for (const threads of [0, 1, 2]) {
    const directory = join(folder.path, String(threads));
    runs.push({ directory, ...(await runSweep(experiment, { directory, threads })) });
  }
  expect(runs.map((run) => run.state)).toEqual(["finished", "finished", "finished"]);
  expect(new Set(runs.map((run) => run.hash)).size).toBe(1);
  const rankings = await Promise.all(runs.map((run) => rankRun(run.directory)));
  expect(rankings[1]).toEqual(rankings[0]);
  expect(rankings[2]).toEqual(rankings[0]);
});

test("scores are the means of evaluation episodes by seed, and training scores are kept beside them", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  await runSweep(small(), { directory, threads: 0 });
  const { rows } = await rankRun(directory);
  const byHand = new Map<string, number[]>();
  for (const { agent, episodes } of await cellSummaries(directory)) {
    const score = episodes.reduce((sum, episode) => sum + episode.score, 0) / episodes.length;
    byHand.set(agent, [...(byHand.get(agent) ?? []), score]);
  }
  for (const { agent, meanProfit, seeds, episodes } of rows) {
    const scores = byHand.get(agent)!;
    expect({ seeds, episodes }).toEqual({ seeds: 3, episodes: 6 });
    expect(meanProfit).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 3, 8);
  }
});

test("Parquet holds the journal's episodes and every scored day, and the days add up to the episodes", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  await runSweep(small(), { directory, threads: 0 });
  const episodes = await query(
    `SELECT policy, seed, role, episode, score, hash, profit FROM '${directory}/episodes.parquet'`,
  );
  const journaled = readRun(directory).cells.flatMap(({ policy, seed, trained, evaluated }) =>
    [...trained, ...[...evaluated.values()].map(({ row }) => row)].map(({ role, episode, score, hash, metrics }) => ({
      policy: policy.label,
      seed,
      role,
      episode,
      score,
      hash: hash || null,
      profit: metrics.profit,
    })),
  );
  expect(episodes).toEqual(journaled);
  expect(episodes).toHaveLength(9 * 2 + 3 * 3);
  const days = await query(`
    SELECT e.policy, e.seed, e.episode, count(*)::INTEGER AS days, sum(d.tail::INTEGER)::INTEGER AS tail,
      max(abs(d.grossSales - d.discount + d.vendorFunding - d.unitCost - d.ordering - d.holding - d.writeOff - d.profit)) AS off,
      any_value(e.score) - sum(d.profit) AS difference
    FROM '${directory}/episodes.parquet' e JOIN '${directory}/days.parquet' d USING (policy, seed, episode)
    WHERE e.role = 'evaluate' GROUP BY ALL`);
  expect(days).toHaveLength(18);
  for (const { days: count, tail, off, difference } of days) {
    expect([count, tail]).toEqual([20, 6]);
    expect(off).toBeLessThan(1e-6);
    expect(Math.abs(difference as number)).toBeLessThan(1e-6);
  }
});

test("the same command on a finished run does nothing again", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  const first = await runSweep(small(), { directory, threads: 0 });
  const before = readFileSync(join(directory, "journal.ndjson"));
  const again = await runSweep(small(), { directory, threads: 0 });
  expect(again).toEqual(first);
  expect(readFileSync(join(directory, "journal.ndjson"))).toEqual(before);
});

test("a stop keeps what is done, and the same command goes on to the same results", async () => {
  using folder = scratch();
  folder.write("wanderer.js", WANDERER);
  const experiment = small({ agents: ["no-promotion", "./wanderer.js"] }, folder.path);
  const whole = await runSweep(experiment, { directory: join(folder.path, "whole"), threads: 0 });
  const directory = join(folder.path, "stopped");
  const stop = new AbortController();
  let cells = 0;
  const stopped = await runSweep(experiment, {
    directory,
    threads: 0,
    signal: stop.signal,
    onEvent(event) {
      if (event.type === "episode" && ++cells === 1) stop.abort();
    },
  });
  expect(stopped.state).toBe("stopped");
  expect(stopped.cellsDone).toBeLessThan(6);
  expect(existsSync(join(directory, "episodes.parquet"))).toBe(true);
  const kept = readJournal(directory);
  const finished = await runSweep(experiment, { directory, threads: 0 });
  expect(finished).toMatchObject({ state: "finished", hash: whole.hash });
  expect(readJournal(directory).slice(0, kept.length)).toEqual(kept);
});

test("a sweep that is stopped before it starts runs nothing", async () => {
  using folder = scratch();
  const signal = AbortSignal.abort();
  const summary = await runSweep(small(), { directory: join(folder.path, "run"), threads: 2, signal });
  expect(summary).toMatchObject({ state: "stopped", cellsDone: 0 });
});

test("a cell that fails is marked with its error, the others go on, and the next call tries it again", async () => {
  using folder = scratch();
  const agent = (condition: string) => `
    import { existsSync } from "node:fs";
    export default { summary: "fails at times", acts: "discrete", learns: false, create: () => ({
      act() { if (${condition}) throw new Error("cannot decide"); return 0; }, save: () => ({}), load() {} }) };`;
  folder.write("fails.js", agent(`!existsSync(${JSON.stringify(join(folder.path, "mended"))})`));
  const experiment = small({ agents: ["no-promotion", "./fails.js"] }, folder.path);
  const directory = join(folder.path, "run");
  const events: SweepEvent[] = [];
  const failed = await runSweep(experiment, { directory, threads: 1, onEvent: (event) => events.push(event) });
  expect(failed).toMatchObject({ state: "failed", cellsDone: 3, cellsFailed: 3, seedsDone: 0 });
  expect(events.filter((event) => event.type === "cell-failed").map((event) => event.message)).toEqual(
    ["1", "2", "3"].map(
      (seed) => `./fails.js on Promotion-v1, evaluate episode 0, step 0, seed "${seed}", act: cannot decide`,
    ),
  );
  expect((await rankRun(directory)).rows.map((row) => row.agent)).toEqual(["no-promotion"]);
  folder.write("mended", "");
  const mended = await runSweep(experiment, { directory, threads: 1 });
  expect(mended).toMatchObject({ state: "finished", cellsDone: 6, cellsFailed: 0, seedsDone: 3 });
});

test("an agent that ends its thread, or gives an action of another shape, fails its own cells only", async () => {
  using folder = scratch();
  folder.write(
    "leaves.js",
    "export default { summary: 'leaves', acts: 'discrete', create: () => ({ act: () => process.exit(3), save: () => ({}), load() {} }) };",
  );
  folder.write(
    "short.js",
    "export default { summary: 'is short', acts: 'multi-discrete', create: () => ({ act: () => new Int32Array(1), save: () => ({}), load() {} }) };",
  );
  const experiment = small({ agents: ["./leaves.js", "./short.js", "no-promotion"] }, folder.path);
  const told: string[] = [];
  const onEvent = (event: SweepEvent) => void (event.type === "cell-failed" && told.push(event.message));
  const summary = await runSweep(experiment, { directory: join(folder.path, "run"), threads: 1, onEvent });
  expect(summary).toMatchObject({ state: "failed", cellsDone: 3, cellsFailed: 6 });
  expect(told.filter((message) => message.startsWith("./short.js"))).toEqual(
    ["1", "2", "3"].map((seed) =>
      expect.stringMatching(
        new RegExp(`^./short.js on Promotion-v1, train episode 0, step 0, seed "${seed}", act: action found .+$`),
      ),
    ),
  );
});

test("an agent that does not fit, or whose parameters are wrong, is told before anything runs", async () => {
  using folder = scratch();
  folder.write("box.js", "export default { summary: 'gives numbers', acts: 'box', create: () => ({}) };");
  folder.write("torn.js", "export default {");
  const directory = join(folder.path, "run");
  const experiment = small(
    { agents: ["no-promotion", "./box.js", "./torn.js", { agent: "ucb1", env: "Market-v1" }] },
    folder.path,
  );
  const message = await runSweep(experiment, { directory, threads: 0 }).catch((error: Error) => error.message);
  expect(message).toMatch(/^small: 3 faults\n/);
  expect(message).toMatch(/\.\/box\.js does not fit Promotion-v1: it gives real numbers/);
  expect(message).toMatch(/\.\/torn\.js does not load: /);
  expect(message).toMatch(/ucb1 does not fit Market-v1: .*joint:promotion=ucb1/);
  expect(existsSync(directory)).toBe(false);
});

test("another experiment's folder is refused with what differs, and left as it is", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  await runSweep(small({ seeds: 2 }), { directory, threads: 0 });
  const before = readFileSync(join(directory, "config.json"), "utf8");
  const other = runSweep(small({ seeds: 3, training: { episodes: 2 } }), { directory, threads: 0 });
  await expect(other).rejects.toThrow(
    /results of another experiment .* changed since: seeds, training\. Nothing was touched/,
  );
  expect(readFileSync(join(directory, "config.json"), "utf8")).toBe(before);
  expect(readRun(directory).summary.state).toBe("finished");
});

test("a folder where another sweep is at work is refused, and reads as running", async () => {
  using folder = scratch();
  await runSweep(small(), { directory: folder.path, threads: 0 });
  const unlock = lockRun(folder.path);
  await expect(runSweep(small(), { directory: folder.path, threads: 0 })).rejects.toThrow(
    "another sweep is at work here",
  );
  expect(readRun(folder.path).summary.state).toBe("running");
  unlock();
});

test("a trained agent's file holds its state, as its own load takes it", async () => {
  using folder = scratch();
  await runSweep(small(), { directory: folder.path, threads: 0 });
  const text = readFileSync(join(folder.path, "agents/campaign-season__epsilon-greedy__1.json"), "utf8");
  const { agent } = decodeState(JSON.parse(text) as Encoded) as { agent: Record<string, unknown> };
  expect(Object.keys(agent).length).toBeGreaterThan(0);
});

test("whoever listens hears of the run, of whole episodes day by day, and of rankings that sharpen", async () => {
  using folder = scratch();
  const events: SweepEvent[] = [];
  await runSweep(small({ seeds: 4 }), { directory: folder.path, threads: 2, onEvent: (event) => events.push(event) });
  const runs = events.filter((event) => event.type === "run").map((event) => runSummarySchema.parse(event.run));
  expect(runs[0]).toMatchObject({ state: "running", cellsDone: 0 });
  expect(runs.at(-1)).toMatchObject({ state: "finished", cellsDone: 12 });
  const header = events.find((event) => event.type === "episode")!.header;
  expect(episodeHeaderSchema.parse(header)).toEqual(header);
  const frames = events.flatMap((event) => (event.type === "frame" ? [dayFrameSchema.parse(event.frame)] : []));
  const first = frames.filter(({ cell, episode }) => cell === header.cell && episode === header.episode);
  const days = header.horizonDays + header.tailDays;
  expect(first.slice(0, days).map((frame) => frame.day)).toEqual(Array.from({ length: days }, (_, day) => day));
  const rankings = events.flatMap((event) => (event.type === "ranking" ? [rankingSchema.parse(event.ranking)] : []));
  expect(rankings.at(-1)).toEqual(await rankRun(folder.path));
  const seeds = rankings.map((ranking) => ranking.rows[0].seeds);
  expect(seeds).toEqual([...seeds].sort());
});

test("envs without a market can be compared too", async () => {
  using folder = scratch();
  const experiment = small({
    env: "BernoulliBandit-v1",
    agents: ["random", "thompson-sampling"],
    training: { episodes: 2 },
  });
  const summary = await runSweep(experiment, { directory: folder.path, threads: 0 });
  expect(summary).toMatchObject({ state: "finished", cellsDone: 6 });
  expect(summary.scoredDays).toBeUndefined();
  const { rows } = await rankRun(folder.path);
  expect(rows.map((row) => [row.scenario, row.agent])).toEqual([
    ["BernoulliBandit-v1", "thompson-sampling"],
    ["BernoulliBandit-v1", "random"],
  ]);
});

test("a folder without a run is refused when read", async () => {
  using folder = scratch();
  await expect(rankRun(folder.path)).rejects.toThrow("no run lies here");
});

test("a ranking of too few seeds, or against an unknown baseline, is refused in words", async () => {
  using folder = scratch();
  await runSweep(small({ seeds: 1 }), { directory: folder.path, threads: 0 });
  await expect(rankRun(folder.path)).rejects.toThrow(/needs at least 2 seeds/);
});
