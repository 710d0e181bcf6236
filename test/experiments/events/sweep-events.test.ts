import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import type { EventRow, TruthRow } from "../../../experiments/events/event-columns.js";
import { eventFilesOf } from "../../../experiments/events/files.js";
import { streamEvents } from "../../../experiments/events/stream.js";
import { replayEpisode } from "../../../experiments/replay.js";
import { runSweep } from "../../../experiments/sweep.js";
import { scratch, small } from "../small-experiment.js";

const watched = (rate: number, agents = ["no-promotion", "epsilon-greedy"]) =>
  small({
    agents,
    seeds: 1,
    training: { episodes: 2 },
    scenarios: [
      {
        use: "campaign-season",
        set: {
          population: 40,
          warmUpDays: 5,
          horizonDays: 14,
          tailDays: 6,
          events: { rate, messages: 0.5 },
        },
      },
    ],
  });
const cell = (agent: string) => `campaign-season/${agent}/1`;

async function query<T>(sql: string): Promise<T[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as T[];
  } finally {
    connection.closeSync();
  }
}

it("a sweep leaves two files a cell, whose rows are those of its evaluation episodes", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  expect(await runSweep(watched(1), { directory, threads: 0 })).toMatchObject({ state: "finished" });
  const names = ["campaign-season__epsilon-greedy__1.parquet", "campaign-season__no-promotion__1.parquet"];
  expect(readdirSync(join(directory, "events")).sort()).toEqual(names);
  expect(readdirSync(join(directory, "truth")).sort()).toEqual(names);
  expect(readdirSync(directory)).not.toContain("event-drafts");
  for (const agent of ["no-promotion", "epsilon-greedy"]) {
    const { events, truth } = eventFilesOf(directory, cell(agent));
    const told = await query<{ episode: number; units: number; days: number }>(
      `SELECT episode, sum(units)::INTEGER AS units, (1 + max(day))::INTEGER AS days FROM '${events}'
       WHERE kind = 'purchase' GROUP BY episode ORDER BY episode`,
    );
    const booked = await query<{ episode: number; units: number; days: number }>(
      `SELECT episode, sum(units)::INTEGER AS units, count(*)::INTEGER AS days FROM '${join(directory, "days.parquet")}'
       WHERE cell = '${cell(agent)}' GROUP BY episode ORDER BY episode`,
    );
    expect(told).toEqual(booked);
    expect(told.map((row) => row.days)).toEqual([20, 20]);
    const [alone] = await query<{ messages: number; joined: number; truths: number }>(
      `SELECT (SELECT count(*) FROM '${events}' WHERE kind = 'message')::INTEGER AS messages,
        (SELECT count(*) FROM '${events}' JOIN '${truth}' USING (message))::INTEGER AS joined,
        (SELECT count(DISTINCT message) FROM '${truth}')::INTEGER AS truths`,
    );
    expect(alone.messages).toBeGreaterThan(20);
    expect(alone).toEqual({ messages: alone.messages, joined: alone.messages, truths: alone.messages });
  }
});

it("a run that was stopped and taken up again, or done again, leaves the same bytes", async () => {
  using folder = scratch();
  const files = (directory: string) =>
    ["events", "truth"].flatMap((part) =>
      readdirSync(join(directory, part))
        .sort()
        .map((name) => [name, readFileSync(join(directory, part, name)).toString("base64")]),
    );
  const [whole, again, rules, stopped] = ["whole", "again", "rules", "stopped"].map((name) => join(folder.path, name));
  await runSweep(watched(0.5), { directory: whole, threads: 0 });
  await runSweep(watched(0.5), { directory: again, threads: 0 });
  expect(files(again)).toEqual(files(whole));
  // Rules train on nothing: the first episode that is heard of leaves a draft.
  const untrained = watched(0.5, ["no-promotion", "always-promote"]);
  await runSweep(untrained, { directory: rules, threads: 0 });
  const stop = new AbortController();
  const cut = await runSweep(untrained, {
    directory: stopped,
    threads: 0,
    signal: stop.signal,
    onEvent(event) {
      if (event.type === "episode") stop.abort();
    },
  });
  expect(cut.state).toBe("stopped");
  expect(readdirSync(join(stopped, "event-drafts")).length).toBeGreaterThan(0);
  await runSweep(untrained, { directory: stopped, threads: 0 });
  expect(files(stopped)).toEqual(files(rules));
});

it("what is recorded changes no result, and at rate 0 nothing is written", async () => {
  using folder = scratch();
  const [off, on] = ["off", "on"].map((name) => join(folder.path, name));
  await runSweep(watched(0), { directory: off, threads: 0 });
  await runSweep(watched(1), { directory: on, threads: 0 });
  for (const part of ["events", "truth", "event-drafts"]) expect(existsSync(join(off, part)), part).toBe(false);
  const hashes = (directory: string) =>
    query(`SELECT cell, role, episode, score, hash FROM '${join(directory, "episodes.parquet")}' ORDER BY ALL`);
  expect(await hashes(on)).toEqual(await hashes(off));
});

it("a replay of a recorded cell matches, and writes nothing", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  await runSweep(watched(1, ["no-promotion"]), { directory, threads: 0 });
  const before = readdirSync(directory, { recursive: true }).sort();
  expect(await replayEpisode(directory, cell("no-promotion"), 1)).toMatchObject({ matches: true });
  expect(readdirSync(directory, { recursive: true }).sort()).toEqual(before);
});

it("one streamed episode is the cell's: as lines, as a table, and in a sweep", async () => {
  using folder = scratch();
  const experiment = watched(0.5, ["no-promotion"]);
  const [{ scenario }] = experiment.scenarios;
  const order = { scenario, agent: "no-promotion", env: "Promotion-v1", seed: "1" };
  const files = ["lines.ndjson", "truth.ndjson", "table.parquet", "truth.parquet"].map((n) => join(folder.path, n));
  let streamed = "";
  const count = await streamEvents({
    ...order,
    format: "ndjson",
    out: (lines) => (streamed += lines),
    truth: files[1],
  });
  await streamEvents({ ...order, format: "ndjson", out: files[0] });
  await streamEvents({ ...order, format: "parquet", out: files[2], truth: files[3] });
  expect(readdirSync(folder.path).sort()).toEqual([...files.map((file) => file.split("/").at(-1))].sort());
  expect(readFileSync(files[0], "utf8")).toBe(streamed);
  const rows = <T>(text: string) =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as T);
  const events = rows<EventRow>(streamed);
  const truth = rows<TruthRow>(readFileSync(files[1], "utf8"));
  expect(count).toEqual({ events: events.length, messages: truth.length });
  expect(events.length).toBeGreaterThan(100);
  expect(await query(`SELECT * FROM '${files[2]}'`)).toEqual(events);
  expect(await query(`SELECT * FROM '${files[3]}'`)).toEqual(truth);

  const directory = join(folder.path, "run");
  await runSweep(experiment, { directory, threads: 0 });
  const there = eventFilesOf(directory, cell("no-promotion"));
  expect(await query(`SELECT * FROM '${there.events}' WHERE episode = 0`)).toEqual(events);
  expect(await query(`SELECT * FROM '${there.truth}' WHERE message LIKE '0-%'`)).toEqual(truth);
});
