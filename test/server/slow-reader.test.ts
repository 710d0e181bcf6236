import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningServer } from "../../experiments/server/server.js";
import type { DayFrame } from "../../experiments/wire.js";
import { fakeFrames, fakeHeader, fakeSource } from "../viewer/feed.js";
import { startBuiltServer } from "./built-server.js";
import { openSocket, type TestSocket } from "./open-socket.js";

/**
 * A page that stops reading must not be felt by the run. The run here is a loop that computes, publishes every day and lets
 * the event loop turn, as a sweep's main thread does. All rounds together publish 200,000 days, more than 200 MB.
 */
const DAYS = 12_000;
const ROUNDS = 9;

let server: RunningServer;
const header = fakeHeader("lp-plan", "0");
const frames = fakeFrames(header);

beforeAll(async () => {
  server = await startBuiltServer({ runsDirectory: "", source: fakeSource([]), page: "", port: 0 });
  server.publish({ type: "episode", header }, "run");
});
afterAll(() => server.close());

let published = 0;

/** @returns processor time of the whole process, ms: what else the machine does is not in it */
async function runMs(): Promise<number> {
  const start = process.cpuUsage();
  const end = published + DAYS;
  for (; published < end; published++) {
    let work = 0;
    for (let i = 0; i < 8000; i++) work = (Math.imul(work, 31) + i) | 0;
    server.publish({ type: "frame", frame: freshFrame(work === 1 ? 0 : published) }, "run");
    if (published % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

function freshFrame(day: number): DayFrame {
  const frame = frames[day % frames.length];
  const { price, depth, units, stock, onOrder, visits } = frame;
  return {
    ...frame,
    day,
    money: { ...frame.money },
    price: price.slice(),
    depth: depth.slice(),
    units: units.slice(),
    stock: stock.slice(),
    onOrder: onOrder.slice(),
    visits: visits.slice(),
  };
}

const median = (values: number[]) => values.slice().sort((a, b) => a - b)[values.length >> 1];
const bytesHeld = () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

it("a paused reader changes neither the run's time nor the memory", async () => {
  const alone: number[] = [];
  const watched: number[] = [];
  const paused: TestSocket[] = [];
  await runMs();
  const before = bytesHeld();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { socket } of paused) socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    alone.push(await runMs());
    const page = await openSocket(server.port, "run");
    await page.find("hello");
    page.socket.pause();
    paused.push(page);
    watched.push(await runMs());
  }
  const grownMb = (bytesHeld() - before) / 1e6;
  const figures = `alone ${alone.map(Math.round)} ms, with a paused reader ${watched.map(Math.round)} ms; ${grownMb.toFixed(1)} MB`;
  // round by round, as the machine's own speed drifts
  expect(median(watched.map((ms, round) => ms / alone[round])), figures).toBeLessThan(1.25);
  expect(grownMb, figures).toBeLessThan(50);
});
