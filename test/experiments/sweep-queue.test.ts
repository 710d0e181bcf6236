import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readJournal } from "../../experiments/journal.js";
import { connectQueue, optionsOf } from "../../experiments/queue/connection.js";
import { orderId, pack, unpack } from "../../experiments/queue/parcel.js";
import { openQueuePool } from "../../experiments/queue/queue-pool.js";
import { PREFIX, QUEUE } from "../../experiments/queue/settings.js";
import { readRun } from "../../experiments/results.js";
import { runSweep, taskOf } from "../../experiments/sweep.js";
import type { SweepEvent } from "../../experiments/wire.js";
import { entry } from "../cli/promolab.js";
import { startRedis, type TestRedis } from "./redis.js";
import { scratch, small } from "./small-experiment.js";

let redis: TestRedis;
let workers: { process: ChildProcess; said(): string }[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const worker of workers) await stopped(worker.process, "SIGKILL");
  workers = [];
});
afterAll(() => redis.stop());

function startWorker() {
  const words = ["worker", "--queue", redis.url, "--concurrency", "1"];
  const env = { ...process.env, REDIS_PASSWORD: redis.password };
  const child = spawn(process.execPath, [entry, ...words], { stdio: ["ignore", "pipe", "pipe"], env });
  let text = "";
  child.stderr.on("data", (piece) => {
    text += piece;
  });
  child.stdout.on("data", (piece) => {
    text += piece;
  });
  const worker = { process: child, said: () => text };
  workers.push(worker);
  return worker;
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

const openPool = () => openQueuePool({ address: { url: redis.url, password: redis.password }, remark() {} });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((tick) => setTimeout(tick, 20));
}

/** Waits a little without using the processor, so that it can be killed in the middle, and says who begins an episode. */
const napping = (file: string) => `
  import { appendFileSync } from "node:fs";
  const still = new Int32Array(new SharedArrayBuffer(4));
  export default { summary: "naps", acts: "discrete", create(params, { actions, rng }) {
    let seen = 0;
    return {
      begin() { appendFileSync(${JSON.stringify(file)}, process.pid + "\\n"); Atomics.wait(still, 0, 0, 30); },
      act(_, info) { const choice = Math.floor(rng.uniform() * (1 + seen % actions)); return info.mask[choice] === 1 ? choice : 0; },
      learn() { seen += 1; }, save: () => ({ seen }), load(state) { seen = state.seen; },
    };
  } };`;

test("two workers, one of them killed in mid-cell: every cell ends, and the results are those of one machine", async () => {
  using folder = scratch();
  const begun = join(folder.path, "begun");
  folder.write("naps.js", napping(begun));
  const experiment = small({ agents: ["no-promotion", "per-slot:./naps.js"], seeds: 4 }, folder.path);
  const local = await runSweep(experiment, { directory: join(folder.path, "local"), threads: 0 });
  const directory = join(folder.path, "queued");
  const [one, two] = [startWorker(), startWorker()];
  const events: SweepEvent[] = [];
  const sweeping = runSweep(experiment, { directory, threads: 0, openPool, onEvent: (event) => events.push(event) });
  await until(() => readFileSync(begun, "utf8").includes(`${one.process.pid}\n`));
  await stopped(one.process, "SIGKILL");
  const queued = await sweeping;
  expect(queued).toMatchObject({ state: "finished", cells: 8, cellsDone: 8, cellsFailed: 0, hash: local.hash });
  // what was learned is the same too
  for (const name of readdirSync(join(directory, "agents")))
    expect(readFileSync(join(directory, "agents", name))).toEqual(
      readFileSync(join(folder.path, "local", "agents", name)),
    );
  expect(readFileSync(begun, "utf8")).toContain(`${two.process.pid}\n`);
  expect(events.filter((event) => event.type === "run").length).toBeGreaterThan(1);

  // No secret is where somebody may read it, and nothing is left in Redis.
  const texts = ["config.json", "journal.ndjson"].map((file) => readFileSync(join(directory, file), "utf8"));
  for (const text of [...texts, one.said(), two.said(), JSON.stringify(events)])
    expect(text).not.toContain(redis.password);
  const client = new Redis(redis.url, { password: redis.password });
  expect(await client.keys(`${PREFIX}:${QUEUE}:result:*`)).toEqual([]);
  client.disconnect();
});

test("a cell that fails is tried three times, set aside with its error, and tried anew by the same command", async () => {
  using folder = scratch();
  const tries = join(folder.path, "tries");
  folder.write(
    "fails.js",
    `import { appendFileSync, existsSync } from "node:fs";
    export default { summary: "fails at first", acts: "discrete", learns: false, create: () => ({
      act() {
        if (existsSync(${JSON.stringify(join(folder.path, "mended"))})) return 0;
        appendFileSync(${JSON.stringify(tries)}, "x");
        throw new Error("cannot decide");
      }, save: () => ({}), load() {} }) };`,
  );
  const experiment = small({ agents: ["no-promotion", "./fails.js"], seeds: 1 }, folder.path);
  const directory = join(folder.path, "run");
  const worker = startWorker();
  const failed = await runSweep(experiment, { directory, threads: 0, openPool });
  expect(failed).toMatchObject({ state: "failed", cellsDone: 1, cellsFailed: 1 });
  expect(readFileSync(tries, "utf8")).toBe("xxx");
  expect(readRun(directory).byName.get("campaign-season/./fails.js/1")!.message).toMatch(
    /act: cannot decide \(3 tries\)$/,
  );
  folder.write("mended", "");
  expect(await runSweep(experiment, { directory, threads: 0, openPool })).toMatchObject({ state: "finished" });
  // a worker that is stopped in peace says what it did
  await stopped(worker.process, "SIGTERM");
  expect(worker.said()).toMatch(/2 cells done, 3 failed/);
});

test("a stop takes waiting cells out of the queue; what a worker went on with is there the next time, not played again", async () => {
  using folder = scratch();
  const begun = join(folder.path, "begun");
  folder.write("naps.js", napping(begun));
  const experiment = small(
    { agents: ["per-slot:./naps.js"], seeds: 3, training: { episodes: 6 }, evaluation: { episodes: 1 } },
    folder.path,
  );
  const slots = experiment.scenarios[0].scenario.products.length;
  const directory = join(folder.path, "run");
  startWorker();
  const stop = new AbortController();
  const sweeping = runSweep(experiment, { directory, threads: 0, openPool, signal: stop.signal });
  await until(() => existsSync(begun));
  stop.abort();
  expect(await sweeping).toMatchObject({ state: "stopped" });
  const connection = new Redis(redis.url, { password: redis.password, maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE, { prefix: PREFIX, connection });
  expect(await queue.getWaitingCount()).toBe(0);
  await until(async () => (await queue.getActiveCount()) === 0);
  await queue.close();
  connection.disconnect();
  expect(await runSweep(experiment, { directory, threads: 0, openPool })).toMatchObject({ state: "finished" });
  expect(readFileSync(begun, "utf8").split("\n").filter(Boolean)).toHaveLength(slots * 3 * 7);
  expect(readJournal(directory).filter(({ type }) => type === "done")).toHaveLength(3);
});

test("a wrong password, no Redis, and what is no address are refused in words that hold no secret", async () => {
  const refused = (url: string, password?: string) =>
    connectQueue({ url, password }, () => {}).then(
      () => "",
      (error: Error & { exitCode: number }) => `${error.exitCode}: ${error.message}`,
    );
  const host = redis.url.slice("redis://".length);
  expect(await refused(redis.url, "guessed")).toMatch(/^1: .*WRONGPASS.*; give the password in REDIS_PASSWORD$/s);
  expect(await refused(`redis://:guessed@${host}`)).not.toContain("guessed");
  expect(await refused(redis.url)).toMatch(/NOAUTH/);
  expect(await refused("redis://127.0.0.1:1")).toMatch(/^1: --queue: no Redis .* at 127\.0\.0\.1:1: .*ECONNREFUSED/);
  expect(await refused("http://:secret@host")).toBe(
    "2: --queue: needs an address of the form redis://host:port or rediss://host:port",
  );
  expect(optionsOf({ url: "redis://me:p%40ss@host/3" })).toMatchObject({ username: "me", password: "p@ss", db: 3 });
  expect(() => optionsOf({ url: "redis://host", caFile: "/no/such" })).toThrow(/for rediss:\/\/.*\n.*ENOENT/s);
});

test("TLS is taken with the certificate it is checked against, and refused without (needs openssl)", async ({
  skip,
}) => {
  if (redis.tls === undefined) return skip("there is no openssl to make a certificate");
  const { url, caFile } = redis.tls;
  const { password } = redis;
  const connections = await connectQueue({ url, caFile, password }, () => {});
  expect(await connections.open().ping()).toBe("PONG");
  connections.close();
  await expect(connectQueue({ url, password }, () => {})).rejects.toThrow(/self-signed certificate/);
});

test("a parcel comes back to the bit, and an order's name tells cells, and where they stand, apart", async () => {
  const days = Float64Array.of(1 / 3, Number.NaN, -0, Number.NEGATIVE_INFINITY, 5e-324);
  const row = { role: "evaluate", episode: 0, score: 0.1 + 0.2, steps: 3, hash: "ab", metrics: { x: -0 } } as const;
  const messages = [{ type: "evaluated", row, days }] as never;
  expect(unpack(pack({ messages, ms: 12.5 }))).toEqual({ messages, ms: 12.5 });

  using folder = scratch();
  const twoNames = [{ agent: "random", label: "a" }, { agent: "random", label: "b" }, "no-promotion"];
  await runSweep(small({ agents: twoNames, seeds: 1 }), {
    directory: folder.path,
    threads: 0,
    signal: AbortSignal.abort(),
  });
  const run = readRun(folder.path);
  const tasks = await Promise.all(
    run.cells.map((record) => taskOf(record, run.experiment, { directory: folder.path })),
  );
  const [a, b, other] = tasks.map((task) => orderId({ task, limits: {} }));
  expect(a).toBe(b);
  expect(other).not.toBe(a);
  const begun = { ...tasks[0], progress: { ...tasks[0].progress, evaluated: [0] } };
  expect(orderId({ task: begun, limits: {} })).not.toBe(a);
});
