/*
 * `npm run test:queue [cells]`: how busy two workers are with cells of 10 ms, out of a queue in a Redis of its own. Cells hold a
 * worker's thread but not the processor, so that what is measured is the queue. The machine should have nothing else to do.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openQueuePool } from "../../experiments/queue/queue-pool.js";
import { runSweep } from "../../experiments/sweep.js";
import { startRedis } from "../experiments/redis.js";
import { scratch, small } from "../experiments/small-experiment.js";

const cells = Number(process.argv[2] ?? 600);
const entry = join(import.meta.dirname, "../../dist/experiments/cli/main.js");
using folder = scratch();
folder.write(
  "naps.js",
  `const still = new Int32Array(new SharedArrayBuffer(4));
  export default { summary: "naps", acts: "discrete", learns: false, create() {
    let rested = false;
    return { act() { if (!rested) Atomics.wait(still, 0, 0, 10); rested = true; return 0; }, save: () => ({}), load() {} };
  } };`,
);
const redis = await startRedis();
const { url, password } = redis;
const workers = [1, 2].map(() => {
  const words = ["worker", "--queue", url, "--concurrency", "1", "--json"];
  const child = spawn(process.execPath, [entry, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, REDIS_PASSWORD: password },
  });
  let text = "";
  child.stdout.on("data", (piece) => {
    text += piece;
  });
  return { child, waiting: once(child.stderr, "data"), gone: once(child, "exit"), said: () => JSON.parse(text) };
});
try {
  for (const { waiting } of workers) await waiting;
  const experiment = small(
    {
      env: "BernoulliBandit-v1",
      agents: ["./naps.js"],
      seeds: cells,
      training: { episodes: 0 },
      evaluation: { episodes: 1 },
    },
    folder.path,
  );
  const openPool = () => openQueuePool({ address: { url, password }, remark: console.error });
  const { state } = await runSweep(experiment, { directory: join(folder.path, "run"), threads: 0, openPool });
  console.log(`${cells} cells of 10 ms, ${state}`);
} finally {
  for (const { child, gone, said } of workers) {
    child.kill("SIGTERM");
    await gone;
    const { done, busy } = said() as { done: number; busy: number };
    console.log(`a worker played ${done}, busy ${Math.round(100 * busy)}% of the time`);
  }
  await redis.stop();
}
