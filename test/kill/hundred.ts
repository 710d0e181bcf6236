/*
 * `npm run test:kill [kills] [seed]`: kills real sweeps with -9 at random moments, a hundred times. Some are started twice on one
 * folder, and some find a torn tail in their journal. Every folder in the end holds the results of a sweep that nobody disturbed,
 * and no episode twice. `npm test` does a handful of this: test/experiments/kill.test.ts.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRng } from "../../agents/math/rng.js";
import { JOURNAL_FILE, readJournal } from "../../experiments/journal.js";
import { readRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "../experiments/small-experiment.js";

const SWEEP = pathToFileURL(join(import.meta.dirname, "../../dist/experiments/sweep.js")).href;
const kills = Number(process.argv[2] ?? 100);
const seed = process.argv[3] ?? String(process.hrtime.bigint());
const rng = createRng(seed);
console.log(`${kills} kills, seed ${seed}`);

using folder = scratch();
folder.write(
  "slow.js",
  `export default { summary: "takes its time", acts: "discrete", create(params, { actions, rng }) {
    let seen = 0;
    return {
      act(_, info) {
        const until = performance.now() + 0.1;
        while (performance.now() < until);
        const choice = Math.floor(rng.uniform() * (1 + seen % actions));
        return info.mask[choice] === 1 ? choice : 0;
      },
      learn() { seen += 1; }, save: () => ({ seen }), load(state) { seen = state.seen; },
    };
  } };`,
);
const experiment = small(
  { agents: ["no-promotion", "per-slot:./slow.js"], training: { episodes: 8 }, evaluation: { episodes: 4 } },
  folder.path,
);

/** Starts a sweep in a process of its own, and answers once it begins. */
async function start(directory: string): Promise<{ child: ChildProcess; said(): string; gone: Promise<unknown> }> {
  const script = folder.write(
    "sweep.mjs",
    `import { runSweep } from ${JSON.stringify(SWEEP)};
    process.stdout.write("begins\\n");
    await runSweep(${JSON.stringify(experiment)}, { directory: process.argv[2], threads: 2, checkpointMs: 0 });`,
  );
  const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "pipe"] });
  const gone = once(child, "exit");
  let text = "";
  child.stderr.on("data", (piece) => {
    text += piece;
  });
  await once(child.stdout, "data");
  return { child, said: () => text, gone };
}

const whole = await runSweep(experiment, { directory: join(folder.path, "whole"), threads: 2 });
const begunAt = performance.now();
await (await start(join(folder.path, "timed"))).gone;
const takesMs = performance.now() - begunAt;

let killed = 0;
let twice = 0;
let torn = 0;
let finished = 0;
for (let number = 0; killed < kills; number++) {
  const directory = join(folder.path, String(number));
  for (let state = ""; state !== "finished"; ) {
    const { child, gone, said } = await start(directory);
    const second = rng.uniform() < 0.2 ? await start(directory) : undefined;
    await Promise.race([gone, new Promise((late) => setTimeout(late, rng.uniform() * takesMs * 0.6))]);
    if (child.exitCode === null && child.kill("SIGKILL")) killed += 1;
    await gone;
    if (second !== undefined) {
      twice += 1;
      await second.gone;
      // one of the two is refused, whichever came second, unless the other had ended by then
      const refused = [said(), second.said()].filter((text) => text.includes("another sweep is at work here"));
      if (refused.length > 1) throw new Error(`both were refused: ${refused.join("\n")}`);
    } else if (child.signalCode === null && child.exitCode !== 0) throw new Error(said());
    const journal = join(directory, JOURNAL_FILE);
    if (existsSync(journal) && rng.uniform() < 0.2) {
      torn += 1;
      appendFileSync(journal, '{"type":"evaluated","cell":"campaign-sea');
    }
    state = existsSync(join(directory, "config.json")) ? readRun(directory).summary.state : "";
  }
  const { summary } = readRun(directory);
  if (summary.hash !== whole.hash) throw new Error(`${directory}: hash ${summary.hash}, expected ${whole.hash}`);
  const names = readJournal(directory).flatMap((entry) =>
    entry.type === "trained"
      ? entry.rows.map((row) => `${entry.cell} train ${row.episode}`)
      : entry.type === "evaluated"
        ? [`${entry.cell} evaluate ${entry.row.episode}`]
        : [],
  );
  if (new Set(names).size !== names.length || names.length !== 3 * 4 + 3 * (8 + 4))
    throw new Error(`${directory}: ${names.length} episodes, ${new Set(names).size} different`);
  finished += 1;
  console.log(`${killed} kills, ${finished} sweeps whole and equal`);
}
console.log(
  `${killed} kills, ${twice} sweeps started twice, ${torn} torn tails: ${finished} sweeps, all whole and equal`,
);
