import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get as httpGet } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { RunningServer } from "../../experiments/server/server.js";
import {
  cellListSchema,
  explanationSchema,
  rankingSchema,
  replaySchema,
  runListSchema,
  WIRE_VERSION,
} from "../../experiments/wire.js";
import {
  fakeExplanation,
  fakeFrames,
  fakeHeader,
  fakeRanking,
  fakeReplay,
  fakeRun,
  fakeSource,
} from "../viewer/feed.js";
import { startBuiltServer } from "./built-server.js";
import { openSocket } from "./open-socket.js";

let server: RunningServer;
let page: string;
const source = fakeSource([fakeRun("baselines", 3, "finished"), fakeRun("empty", 0)]);

beforeEach(async () => {
  page = mkdtempSync(join(tmpdir(), "promolab-page-"));
  mkdirSync(join(page, "assets"));
  writeFileSync(join(page, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(page, "assets", "main-1.js"), "export {};");
  server = await startBuiltServer({ runsDirectory: "", source, page, port: 0 });
});
afterEach(async () => {
  await server.close();
  rmSync(page, { recursive: true });
});

/** Sends the path as it is; `fetch` would tidy it up. */
function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    httpGet({ host: "127.0.0.1", port: server.port, path, headers }, (response) => {
      let body = "";
      response.on("data", (part) => {
        body += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    }).on("error", reject);
  });
}
const getJson = async (path: string) => JSON.parse((await get(path)).body);

describe("the page's files", () => {
  it("come with their types, a content policy, and caching where the name holds a hash", async () => {
    const index = await get("/");
    expect(index).toMatchObject({ status: 200, body: "<!doctype html><title>page</title>" });
    expect(index.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
    expect(index.headers["content-security-policy"]).toContain(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
    );
    expect(index.headers["content-security-policy"]).toContain(`ws://127.0.0.1:${server.port}`);
    const script = await get("/assets/main-1.js");
    expect(script.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  it.each([
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/assets/../../package.json",
    "/..%5cpackage.json",
    "/%00.html",
    "/%zz",
    "//etc/hosts.json",
    "/assets",
    "/missing.js",
  ])("never leave their directory: %s is not found", async (path) => {
    writeFileSync(join(page, "..", "package.json"), "secret");
    const answer = await get(path);
    rmSync(join(page, "..", "package.json"));
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain("secret");
  });

  it("say how to build the page where it is not built", async () => {
    rmSync(join(page, "index.html"));
    expect(await get("/")).toMatchObject({ status: 503, body: "the page is not built; run: npm run build\n" });
  });

  it("are not for requests of other hosts and pages", async () => {
    expect((await get("/", { host: "evil.example" })).status).toBe(403);
    expect((await get("/api/runs", { origin: "http://evil.example" })).status).toBe(403);
  });

  it("are read, not written", async () => {
    const answer = await fetch(server.url, { method: "POST" });
    expect(answer.status).toBe(405);
  });
});

describe("the runs as JSON", () => {
  it("fit the wire's schemas", async () => {
    expect(runListSchema.parse(await getJson("/api/runs")).map((run) => run.name)).toEqual(["baselines", "empty"]);
    expect(await getJson("/api/runs/baselines")).toEqual(fakeRun("baselines", 3, "finished"));
    expect(rankingSchema.parse(await getJson("/api/runs/baselines/ranking"))).toEqual(fakeRanking(3));
    expect(cellListSchema.parse(await getJson("/api/runs/baselines/cells"))).toHaveLength(36);
    const replay = replaySchema.parse(await getJson("/api/runs/baselines/replay?cell=lp-plan-1&episode=2"));
    expect(replay).toEqual(fakeReplay("lp-plan", "1", 2));
    const explained = explanationSchema.parse(await getJson("/api/runs/baselines/explain?cell=lp-plan-1"));
    expect(explained).toEqual(fakeExplanation("lp-plan-1"));
  });

  it.each([
    ["/api/runs/nothing", 404, "there is no run nothing"],
    ["/api/runs/empty/ranking", 404, "no seed is finished yet: there is no ranking"],
    ["/api/runs/baselines/replay?cell=lp-plan-1", 400, "say which episode: &episode=<number>"],
    ["/api/runs/baselines/replay?episode=1", 400, "say which cell: ?cell=<cell>&episode=<number>"],
    ["/api/runs/baselines/replay?cell=lp-plan-1&episode=9", 404, "lp-plan-1 has no finished episode 9"],
    ["/api/runs/baselines/explain", 400, "say which cell: ?cell=<cell>"],
    ["/api/runs/baselines/explain?cell=nobody", 404, "baselines has no cell nobody with a trained agent"],
    ["/api/runs/..%2F..%2Fetc/cells", 400, "a run's name has letters, digits, . _ -"],
    ["/api/other", 404, "there is nothing at /api/other"],
  ])("say what is wrong with %s", async (path, status, error) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ error });
  });

  it("come from this process where it is the one that runs", async () => {
    server.publish({ type: "run", run: fakeRun("live", 5) }, "live");
    server.publish({ type: "ranking", ranking: fakeRanking(5) }, "live");
    expect(await getJson("/api/runs/live")).toEqual(fakeRun("live", 5));
    expect(await getJson("/api/runs/live/ranking")).toEqual(fakeRanking(5));
  });
});

describe("live news", () => {
  it("start with the version and all runs", async () => {
    const page = await openSocket(server.port);
    expect(await page.find("hello")).toMatchObject({
      version: WIRE_VERSION,
      runs: [{ name: "baselines" }, { name: "empty" }],
    });
    page.socket.close();
  });

  it("bring a page that joins late the ranking, the episode on stage, and its days so far", async () => {
    const header = fakeHeader("lp-plan", "0");
    const frames = fakeFrames(header);
    server.publish({ type: "ranking", ranking: fakeRanking(4) }, "live");
    server.publish({ type: "episode", header }, "live");
    for (const frame of frames) server.publish({ type: "frame", frame }, "live");
    const page = await openSocket(server.port, "live");
    expect((await page.find("ranking")).ranking).toEqual(fakeRanking(4));
    expect((await page.find("episode")).header).toEqual(header);
    await page.find("frames", (message) => message.frames.some((frame) => frame.day === frames.length - 1));
    const days = page.messages.flatMap((message) => (message.type === "frames" ? message.frames : []));
    expect(days).toEqual(frames);
    page.socket.close();
  });

  it("bring of a run only what its watchers asked for", async () => {
    const page = await openSocket(server.port, "other");
    await page.find("hello");
    server.publish({ type: "ranking", ranking: fakeRanking(4) }, "live");
    server.publish({ type: "run", run: fakeRun("live", 4) }, "live");
    await page.find("run");
    expect(page.messages.some((message) => message.type === "ranking")).toBe(false);
    page.socket.close();
  });

  it("tell of a failed cell", async () => {
    const page = await openSocket(server.port, "live");
    await page.find("hello");
    server.publish({ type: "cell-failed", cell: "lp-plan-3", message: "the plan is infeasible" }, "live");
    expect(await page.find("failure")).toMatchObject({ cell: "lp-plan-3", message: "the plan is infeasible" });
    page.socket.close();
  });

  it("are at most 20 messages a second, whatever is published", async () => {
    const page = await openSocket(server.port, "live");
    await page.find("hello");
    const header = fakeHeader("lp-plan", "0");
    server.publish({ type: "episode", header }, "live");
    const [frame] = fakeFrames(header);
    const before = page.messages.length;
    const start = performance.now();
    for (let day = 0; performance.now() - start < 1500; day++) {
      server.publish({ type: "frame", frame: { ...frame, day } }, "live");
      server.publish({ type: "run", run: fakeRun("live", day) }, "live");
      server.publish({ type: "ranking", ranking: fakeRanking(1) }, "live");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const elapsed = (performance.now() - start) / 1000;
    const received = page.messages.length - before;
    expect(received).toBeGreaterThan(10);
    expect(received).toBeLessThanOrEqual(20 * elapsed + 1);
    page.socket.close();
  });

  it("of runs that other processes make are found on disk", async () => {
    const runs = [fakeRun("elsewhere", 1)];
    const other = await startBuiltServer({
      runsDirectory: "",
      source: { ...source, list: async () => runs.slice() },
      page,
      port: 0,
    });
    const watcher = await openSocket(other.port, "elsewhere");
    await watcher.find("hello");
    runs[0] = fakeRun("elsewhere", 2);
    expect((await watcher.find("run", (m) => m.run.seedsDone === 2)).run).toEqual(fakeRun("elsewhere", 2));
    watcher.socket.close();
    await other.close();
  });

  it("end with a reason for who speaks another language", async () => {
    for (const message of [
      "no json",
      '{"type":"dance"}',
      '{"type":"watch","run":"../etc"}',
      '{"type":"hello","version":99}',
    ]) {
      const page = await openSocket(server.port);
      page.socket.send(message);
      const [code] = await once(page.socket, "close");
      expect(code).toBe(1008);
      expect(page.messages.at(-1)).toMatchObject({ type: "error" });
    }
  });

  it("end for who sends more than a page ever would", async () => {
    const page = await openSocket(server.port);
    page.socket.send("x".repeat(10_000));
    expect((await once(page.socket, "close"))[0]).toBe(1009);
  });

  it.each([
    ["another origin", "/live", { origin: "http://evil.example" }, 403],
    ["another host", "/live", { origin: "http://evil.example", headers: { host: "evil.example" } }, 403],
    ["another path", "/other", {}, 404],
  ])("are refused to %s", async (_, path, options, status) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, options);
    const [error] = await once(socket, "error");
    expect(String(error)).toContain(String(status));
  });
});

describe("the address", () => {
  it("is the next free port where the wanted one is taken", async () => {
    const next = await startBuiltServer({ runsDirectory: "", source, page, port: server.port });
    expect(next.port).toBeGreaterThan(server.port);
    await next.close();
  });

  it("asks a token of everybody where other machines can reach it, once in the address and then by cookie", async () => {
    const open = await startBuiltServer({ runsDirectory: "", source, page, port: 0, host: "0.0.0.0" });
    const url = new URL(open.url);
    expect(url.searchParams.get("token")).toMatch(/^[0-9a-f]{32}$/);
    const local = `http://127.0.0.1:${open.port}`;
    expect((await fetch(`${local}/api/runs`)).status).toBe(401);
    const entrance = await fetch(`${local}/${url.search}`, { redirect: "manual" });
    expect(entrance.status).toBe(303);
    const cookie = entrance.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await fetch(`${local}/api/runs`, { headers: { cookie } })).status).toBe(200);
    const stranger = new WebSocket(`ws://127.0.0.1:${open.port}/live`);
    expect(String((await once(stranger, "error"))[0])).toContain("401");
    const friend = new WebSocket(`ws://127.0.0.1:${open.port}/live`, { headers: { cookie } });
    await once(friend, "open");
    friend.terminate();
    await open.close();
  });

  it("is free again after close, with readers still there", async () => {
    const page = await openSocket(server.port, "live");
    const closed = once(page.socket, "close");
    await server.close();
    await closed;
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
  });
});
