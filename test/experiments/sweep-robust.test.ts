import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import type { ResolvedExperiment } from "../../experiments/config.js";
import { readJournal } from "../../experiments/journal.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "./small-experiment.js";

const built = (file: string) =>
  JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../dist/experiments", file)).href);

/** A program that runs a sweep once a file is there, and says how it ended. */
const sweeping = (experiment: ResolvedExperiment, directory: string, go = "/") => `
  import { existsSync } from "node:fs";
  import { runSweep } from ${built("sweep.js")};
  console.log("ready");
  while (!existsSync(${JSON.stringify(go)})) await new Promise((tick) => setTimeout(tick, 2));
  const told = (error) => ({ message: error.message, exitCode: error.exitCode });
  const options = { directory: ${JSON.stringify(directory)}, threads: 0 };
  console.log(JSON.stringify(await runSweep(${JSON.stringify(experiment)}, options).catch(told)));`;

function episodesOf(directory: string): string[] {
  return readJournal(directory).flatMap((entry) =>
    entry.type === "trained"
      ? entry.rows.map(({ episode }) => `${entry.cell} train ${episode}`)
      : entry.type === "evaluated"
        ? [`${entry.cell} evaluate ${entry.row.episode}`]
        : [],
  );
}

test.skipIf(process.platform === "win32")(
  "a disk that is full ends a sweep with a clear message, what was reported is kept, and the same command goes on (needs ulimit)",
  async () => {
    using folder = scratch();
    const experiment = small();
    const whole = await runSweep(experiment, { directory: join(folder.path, "whole"), threads: 0 });
    const directory = join(folder.path, "full");
    const script = folder.write("sweep.mjs", sweeping(experiment, directory));
    // no file may grow beyond 24 or 48 kB, whatever this shell counts in
    const { stdout } = spawnSync("sh", ["-c", `ulimit -f 48; exec "${process.execPath}" "${script}"`], {
      encoding: "utf8",
    });
    const { message, exitCode } = JSON.parse(stdout.split("\n")[1]);
    expect(message).toMatch(
      /the disk takes no more \(EFBIG.*\); what was reported is safe: make room, and give the same/,
    );
    expect(exitCode).toBe(1);
    const kept = readJournal(directory);
    expect(kept.length).toBeGreaterThan(0);
    expect(existsSync(join(directory, "lock"))).toBe(false);

    const summary = await runSweep(experiment, { directory, threads: 0 });
    expect(summary).toMatchObject({ state: "finished", hash: whole.hash });
    expect(readJournal(directory).slice(0, kept.length)).toEqual(kept);
    const names = episodesOf(directory);
    expect(new Set(names).size).toBe(names.length);
  },
);

test("of sweeps that are started on one folder at once one alone runs, the others are refused, and nothing is played twice", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  const go = join(folder.path, "go");
  const script = folder.write("sweep.mjs", sweeping(small(), directory, go));
  const outputs = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
      let text = "";
      child.stdout.on("data", (piece) => {
        text += piece;
      });
      await once(child.stdout, "data");
      return { gone: once(child, "exit"), said: () => JSON.parse(text.split("\n")[1]) };
    }),
  );
  folder.write("go", "");
  for (const { gone } of outputs) await gone;
  const ends = outputs.map(({ said }) => said());
  const refused = ends.filter(({ message }) => message?.includes("another sweep is at work here: process"));
  const finished = ends.filter(({ state }) => state === "finished");
  expect(finished.length).toBeGreaterThan(0);
  expect(finished.length + refused.length).toBe(3);
  const names = episodesOf(directory);
  expect(names).toHaveLength(9 * 2 + 3 * 3);
  expect(new Set(names).size).toBe(names.length);
});

test("a dead process's lock is taken over by one at a time, however many find it at once", async () => {
  using folder = scratch();
  const [go, held, log] = ["go", "held", "log"].map((name) => join(folder.path, name));
  // Each that gets the lock leaves it as a killed process would, so that every take-over is of a dead one.
  const script = folder.write(
    "race.mjs",
    `import { appendFileSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
    import { lockRun } from ${built("lock.js")};
    const file = ${JSON.stringify(join(folder.path, "lock"))};
    console.log("ready");
    while (!existsSync(${JSON.stringify(go)})) await new Promise((tick) => setTimeout(tick, 1));
    let got = 0;
    for (const until = performance.now() + 1000; performance.now() < until; ) {
      try { lockRun(${JSON.stringify(folder.path)}); } catch { continue; }
      try { closeSync(openSync(${JSON.stringify(held)}, "wx")); } catch { appendFileSync(${JSON.stringify(log)}, "two at once\\n"); }
      got += 1;
      const dead = { ...JSON.parse(readFileSync(file, "utf8")), started: "before/" + process.pid + "/" + got };
      rmSync(${JSON.stringify(held)});
      writeFileSync(file + ".next" + process.pid, JSON.stringify(dead));
      renameSync(file + ".next" + process.pid, file);
    }
    appendFileSync(${JSON.stringify(log)}, "got " + got + "\\n");`,
  );
  const gone = [1, 2, 3].map(async () => {
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    await once(child.stdout, "data");
    return exit;
  });
  await new Promise((tick) => setTimeout(tick, 300));
  folder.write("go", "");
  for (const exit of gone) await await exit;
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(lines.filter((line) => line === "two at once")).toEqual([]);
  expect(lines.filter((line) => line.startsWith("got"))).toHaveLength(3);
  expect(lines.reduce((sum, line) => sum + Number(line.split(" ")[1]), 0)).toBeGreaterThan(3);
});

test("a clock that jumps by years changes neither results nor what is finished", async () => {
  using folder = scratch();
  const experiment = small({ seeds: 2 });
  const still = await runSweep(experiment, { directory: join(folder.path, "still"), threads: 0 });
  const now = Date.now();
  let calls = 0;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now + (calls++ % 2 === 0 ? 1 : -1) * 3e11);
  try {
    const directory = join(folder.path, "jumps");
    const stop = new AbortController();
    await runSweep(experiment, {
      directory,
      threads: 0,
      signal: stop.signal,
      onEvent: (event) => event.type === "run" && event.run.cellsDone > 2 && stop.abort(),
    });
    const jumped = await runSweep(experiment, { directory, threads: 0 });
    expect(jumped).toMatchObject({ state: "finished", hash: still.hash });
    const names = episodesOf(directory);
    expect(new Set(names).size).toBe(names.length);
  } finally {
    clock.mockRestore();
  }
});
