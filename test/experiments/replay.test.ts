import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replayEpisode } from "../../experiments/replay.js";
import { readRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import { replaySchema } from "../../experiments/wire.js";
import { scratch, small } from "./small-experiment.js";

test("any evaluated episode plays again to the bit, alone and in any order", async () => {
  using folder = scratch();
  const agents = ["random", "thompson-sampling", { agent: "base-stock", env: "Restock-v1" }];
  await runSweep(small({ agents, seeds: 2 }), { directory: folder.path, threads: 0 });
  for (const { cell, evaluated } of readRun(folder.path).cells)
    for (const episode of [1, 0]) {
      const replay = await replayEpisode(folder.path, cell, episode);
      expect(replaySchema.parse(replay)).toEqual(replay);
      const { row } = evaluated.get(episode)!;
      expect({ matches: replay.matches, hash: replay.hash, score: replay.score }).toEqual({
        matches: true,
        hash: row.hash,
        score: row.score,
      });
      expect(replay.frames.map((frame) => frame.day)).toEqual(Array.from({ length: 20 }, (_, day) => day));
      const profit = replay.frames.reduce((sum, frame) => sum + frame.money.profit, 0);
      expect(profit).toBeCloseTo(row.score, 6);
    }
});

test("evaluation episodes of one agent differ: each has luck of its own", async () => {
  using folder = scratch();
  await runSweep(small({ seeds: 2 }), { directory: folder.path, threads: 0 });
  for (const { evaluated } of readRun(folder.path).cells) {
    const hashes = [...evaluated.values()].map(({ row }) => row.hash);
    expect(new Set(hashes).size).toBe(2);
  }
});

test("a replay that differs from its record says so", async () => {
  using folder = scratch();
  await runSweep(small({ seeds: 2 }), { directory: folder.path, threads: 0 });
  const file = join(folder.path, "config.json");
  const config = JSON.parse(readFileSync(file, "utf8"));
  config.experiment.scenarios[0].scenario.products[0].unitCost += 0.01;
  writeFileSync(file, JSON.stringify(config));
  const replay = await replayEpisode(folder.path, "campaign-season/no-promotion/1", 0);
  expect(replay.matches).toBe(false);
});

test("what is not there to replay is named, with what is", async () => {
  using folder = scratch();
  await runSweep(small({ seeds: 2 }), { directory: folder.path, threads: 0 });
  await expect(replayEpisode(folder.path, "campaign-season/nobody/1", 0)).rejects.toThrow(
    "no cell is called campaign-season/nobody/1; one is campaign-season/no-promotion/1",
  );
  await expect(replayEpisode(folder.path, "campaign-season/no-promotion/1", 9)).rejects.toThrow(
    "has no finished evaluation episode 9; finished: 0, 1",
  );
});
