import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../experiments/server/server.js";
import { presets } from "../../sim/presets/registry.js";
import type { MarketAnswer, MarketOrder } from "../../viewer/market-worker.js";
import { startBuiltServer } from "../server/built-server.js";
import { launchChromium } from "./chromium.js";
import { fakeSource } from "./feed.js";
import { openPage } from "./open-page.js";

const command = fileURLToPath(new URL("../../dist/experiments/cli/main.js", import.meta.url));

let browser: Browser;
let server: RunningServer;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startBuiltServer({ runsDirectory: "", source: fakeSource([]), port: 0 });
  ({ page } = await openPage(browser, server.url));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Plays in the browser's worker, under the page's own content policy. */
function inChromium(order: Omit<MarketOrder, "id">): Promise<MarketAnswer> {
  return page.evaluate(
    (data) =>
      new Promise((resolve, reject) => {
        const worker = new Worker("/market-worker.js", { type: "module" });
        worker.addEventListener("message", (event) => resolve(event.data));
        worker.addEventListener("error", (event) => reject(new Error(event.message)));
        worker.postMessage(data);
      }),
    { ...order, id: 1 },
  ) as Promise<MarketAnswer>;
}

/** @param file  of a scenario that is no preset */
function inNode({ env, agent, scenario, seed, episodes }: Omit<MarketOrder, "id">, file?: string) {
  const words = ["run", env, agent, "--seed", seed, "--episodes", String(episodes), "--json"];
  if (typeof scenario === "string" || file) words.push("--scenario", file ?? (scenario as string));
  const { stdout, stderr } = spawnSync(process.execPath, [command, ...words], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as { episodes: { return: number }[]; hash: string };
}

describe("the market in a browser's worker", () => {
  it.each([
    { env: "Promotion-v1", agent: "thompson-sampling", scenario: "campaign-season", seed: "7", episodes: 2 },
    { env: "Promotion-v1", agent: "per-slot:q-learning", scenario: "yogurt", seed: "luck", episodes: 1 },
    { env: "Restock-v1", agent: "random", scenario: "orange-juice", seed: "3", episodes: 1 },
    { env: "CliffWalking-v1", agent: "q-learning", seed: "1", episodes: 50 },
  ])("plays $env with $agent to the bit as Node does", async (order) => {
    const node = inNode(order);
    const chromium = await inChromium(order);
    expect(chromium).toEqual({ id: 1, returns: node.episodes.map((episode) => episode.return), hash: node.hash });
    expect(node.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it("plays a market at cohort fidelity, whose numerics are WebAssembly, to the bit as Node does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cohort-"));
    const file = join(folder, "shop.yaml");
    const scenario = { ...presets["campaign-season"], fidelity: "cohort" as const };
    writeFileSync(file, JSON.stringify(scenario));
    const order = { env: "Promotion-v1", agent: "lin-ucb", scenario, seed: "7", episodes: 2 };
    const node = inNode(order, file);
    rmSync(folder, { recursive: true });
    expect(await inChromium(order)).toEqual({
      id: 1,
      returns: node.episodes.map((episode) => episode.return),
      hash: node.hash,
    });
  });

  it("says what is wrong with an order", async () => {
    const order = { env: "Promotion-v1", seed: "1", episodes: 1 };
    expect(await inChromium({ ...order, agent: "nobody" })).toMatchObject({
      id: 1,
      error: expect.stringContaining("nobody"),
    });
    expect(await inChromium({ ...order, agent: "random", scenario: "nowhere" })).toEqual({
      id: 1,
      error: "market-worker: no scenario nowhere",
    });
    expect(await inChromium({ ...order, agent: "lp-plan" })).toEqual({
      id: 1,
      error: "lp-plan plans by linear programs, whose solver is not in the page",
    });
  });
});
