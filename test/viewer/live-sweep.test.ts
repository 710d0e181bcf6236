import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cellListSchema, rankingSchema, replaySchema } from "../../experiments/wire.js";
import { launchChromium } from "./chromium.js";
import { openPage, until } from "./open-page.js";

/** Long enough, on a fast machine too, for a page to be opened and to see days pass. */
const EXPERIMENT = `
scenarios: [{ use: campaign-season, set: { population: 900 } }]
agents: [no-promotion, campaign-calendar, thompson-sampling]
baseline: no-promotion
seeds: 6
training: { episodes: 3 }
evaluation: { episodes: 2 }
`;

const command = fileURLToPath(new URL("../../dist/experiments/cli/main.js", import.meta.url));

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), "promolab-live-"));
  writeFileSync(join(folder, "lively.yaml"), EXPERIMENT);
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a command that prints an address first; resolves with it. */
async function startPrinting(words: string[]) {
  const child = spawn(process.execPath, [command, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  child.stderr.on("data", (part) => {
    told += part;
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGINT");
    await gone;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("http://")) return { url: line.trim(), stop };
  }
  throw new Error(`promolab ${words.join(" ")} printed no address: ${told}`);
}

async function compareJson(directory: string) {
  const child = spawn(process.execPath, [command, "compare", directory, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (part) => {
    out += part;
  });
  await once(child, "close");
  return rankingSchema.parse(JSON.parse(out));
}

it("during a real sweep the page moves; after it the ranking is that of compare --json, and any episode replays to its hash", async () => {
  const experiment = join(folder, "lively.yaml");
  const sweep = await startPrinting(["sweep", experiment, "--serve", "--port", "0", "--out", folder]);
  const { page, faults, close } = await openPage(browser, `${sweep.url}#/runs/lively`);
  try {
    const progress = () => page.locator("lab-app .progress").textContent();
    const heading = () => page.locator("section[aria-label=market] h2").textContent();
    await until(progress, /\d of 6 seeds/);
    const headings = new Set<string>();
    const stages = new Set<string>();
    const seeds = new Set<string>();
    const deadline = Date.now() + 150_000;
    for (let text = ""; !/finished/.test(text) && Date.now() < deadline; ) {
      text = (await progress()) ?? "";
      seeds.add(text.split(",")[0]);
      const shown = (await heading())?.replace(/\s+/g, " ").trim() ?? "";
      headings.add(shown);
      stages.add(shown.replace(/^Market on day \d+ [^,]*, /, ""));
      await page.waitForTimeout(40);
    }
    expect(await progress()).toMatch(/6 of 6 seeds, finished/);
    expect(headings.size, "days shown on the way").toBeGreaterThan(3);
    expect(seeds.size, "counts of finished seeds on the way").toBeGreaterThan(1);

    const ranking = await compareJson(join(folder, "lively"));
    const figure = page.locator("lab-figure", { has: page.locator("lab-ranking") });
    await figure.getByRole("button", { name: "Table" }).click();
    const table = await figure
      .locator("tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim() ?? "")),
      );
    const written = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 4 });
    expect(table).toEqual(
      ranking.rows.map((row) => [
        row.agent,
        row.scenario,
        written(row.seeds),
        written(row.episodes),
        written(row.meanProfit),
        written(row.iqm),
        ...row.ci.map(written),
        written(row.difference),
        ...row.differenceCi.map(written),
        written(row.probabilityOfImprovement),
        row.distinguishable ? "yes" : "no",
      ]),
    );

    const api = async (path: string) => (await fetch(new URL(`api/runs/lively/${path}`, sweep.url))).json();
    const cells = cellListSchema.parse(await api("cells"));
    const cell = cells.find(
      (candidate) => candidate.agent === "thompson-sampling" && candidate.seed === cells.at(-1)?.seed,
    );
    const { episode, score } = cell!.episodes[1];
    const replay = replaySchema.parse(
      await api(`replay?${new URLSearchParams({ cell: cell!.cell, episode: String(episode) })}`),
    );
    expect(replay.matches).toBe(true);
    expect(replay.score).toBe(score);
    const profits = replay.frames.reduce((sum, frame) => sum + frame.money.profit, 0);
    expect(profits).toBeCloseTo(score, 6);

    await page.goto(`${sweep.url}#/runs/lively?policy=thompson-sampling&seed=${cell!.seed}&episode=${episode}`);
    await until(heading, new RegExp(`thompson-sampling, seed ${cell!.seed}, evaluation episode ${episode}`));
    await page.locator("#scrubber").fill("30");
    await until(heading, /day 30/);
    const shelf = await page.locator("lab-shelf tbody tr").first().textContent();
    expect(shelf).toContain(replay.frames[30].price[0].toFixed(2));
    expect(faults).toEqual([]);
  } finally {
    await close();
    await sweep.stop();
  }

  const served = await startPrinting(["serve", "--port", "0", "--out", folder]);
  const later = await openPage(browser, served.url);
  try {
    await until(() => later.page.locator("lab-runs li").textContent(), /lively\s*6 of 6 seeds\s*finished/);
  } finally {
    await later.close();
    await served.stop();
  }
}, 300_000);
