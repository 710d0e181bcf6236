import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { readJournal } from "../../experiments/journal.js";
import { readRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "./small-experiment.js";

const SWEEP = pathToFileURL(join(import.meta.dirname, "../../dist/experiments/sweep.js")).href;

test("after kill -9 the same command goes on: no finished episode runs again, and the results are those of an uninterrupted run", async () => {
  using folder = scratch();
  const episodesFile = join(folder.path, "episodes");
  // Slow enough to be killed in the middle, learning from all it sees, and telling of every episode that it begins.
  folder.write(
    "slow.js",
    `import { appendFileSync } from "node:fs";
    export default {
      summary: "takes its time", acts: "discrete",
      create(params, { actions, rng }) {
        let seen = 0;
        return {
          begin: () => appendFileSync(${JSON.stringify(episodesFile)}, process.pid + "\\n"),
          act(observation, info) {
            const until = performance.now() + 0.5;
            while (performance.now() < until);
            const choice = Math.floor(rng.uniform() * (1 + seen % actions));
            return info.mask[choice] === 1 ? choice : 0;
          },
          learn() { seen += 1; },
          save: () => ({ seen }),
          load(state) { seen = state.seen; },
        };
      },
    };`,
  );
  const experiment = small(
    { agents: ["no-promotion", "per-slot:./slow.js"], training: { episodes: 8 }, evaluation: { episodes: 4 } },
    folder.path,
  );
  const whole = await runSweep(experiment, { directory: join(folder.path, "whole"), threads: 2 });

  const directory = join(folder.path, "killed");
  const script = folder.write(
    "sweep.mjs",
    `import { runSweep } from ${JSON.stringify(SWEEP)};
    await runSweep(${JSON.stringify(experiment)}, { directory: ${JSON.stringify(directory)}, threads: 2, checkpointMs: 0 });`,
  );
  const perRun: { pid: number; journaled: number }[] = [];
  for (const killAfter of [4, 9, 14, Number.POSITIVE_INFINITY]) {
    const before = readJournal(directory).length;
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "inherit", "inherit"] });
    const exit = once(child, "exit");
    let ended = false;
    exit.then(() => {
      ended = true;
    });
    while (!ended && readJournal(directory).length < before + killAfter)
      await new Promise((tick) => setTimeout(tick, 5));
    child.kill("SIGKILL");
    await exit;
    perRun.push({ pid: child.pid!, journaled: readJournal(directory).length - before });
  }
  expect(perRun.slice(0, 3).every(({ journaled }) => journaled > 0)).toBe(true);

  const { summary, cells } = readRun(directory);
  expect(summary).toMatchObject({ state: "finished", hash: whole.hash });
  const names = readJournal(directory).flatMap((entry) =>
    entry.type === "trained"
      ? entry.rows.map((row) => `${entry.cell} train ${row.episode}`)
      : entry.type === "evaluated"
        ? [`${entry.cell} evaluate ${entry.row.episode}`]
        : [],
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(3 * 4 + 3 * (8 + 4));

  // In the last process, which nobody killed, episodes begun are episodes journaled: each slot's learner tells of each.
  const last = String(perRun[3].pid);
  const begun = readFileSync(episodesFile, "utf8")
    .split("\n")
    .filter((pid) => pid === last).length;
  const slots = cells[0].scenario!.scenario.products.length;
  const entries = readJournal(directory).slice(-perRun[3].journaled);
  const finished = entries
    .filter((entry) => entry.cell.includes("slow"))
    .reduce(
      (sum, entry) => sum + (entry.type === "trained" ? entry.rows.length : entry.type === "evaluated" ? 1 : 0),
      0,
    );
  expect(begun).toBe(finished * slots);
  expect(finished).toBeGreaterThan(0);
  expect(finished).toBeLessThan(3 * (8 + 4));
});
