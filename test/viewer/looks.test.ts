import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../experiments/server/server.js";
import { startBuiltServer } from "../server/built-server.js";
import { launchChromium } from "./chromium.js";
import { fakeFrames, fakeHeader, fakeRanking, fakeRun, fakeSource } from "./feed.js";
import { LAPTOP, openPage, PHONE, violations } from "./open-page.js";

const LIVE = "promotion-baselines";
const DONE = "done";
const source = fakeSource([fakeRun(DONE, 20, "finished"), fakeRun("half", 6, "stopped")]);

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startBuiltServer({ runsDirectory: "", source, port: 0 });
  const header = fakeHeader("per-slot:thompson-sampling", "13");
  server.publish({ type: "run", run: { ...fakeRun(LIVE, 14), cellsDone: 0 } }, LIVE);
  server.publish({ type: "ranking", ranking: fakeRanking(14) }, LIVE);
  server.publish({ type: "episode", header }, LIVE);
  for (const frame of fakeFrames(header)) server.publish({ type: "frame", frame }, LIVE);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each([
  ["laptop", { viewport: LAPTOP }],
  ["phone", { viewport: PHONE, hasTouch: true }],
] as const)("on a %s", (_, options) => {
  it.each([
    ["the runs", "", "lab-runs li"],
    ["a live run", `#/runs/${LIVE}`, "lab-player"],
    ["a replay", `#/runs/${DONE}?policy=lp-plan`, "lab-player"],
  ])("%s: axe finds nothing, in the dark neither, and nothing scrolls sideways", async (__, hash, there) => {
    const { page, faults, close } = await openPage(browser, `${server.url}${hash}`, {
      ...options,
      colorScheme: "light",
    });
    try {
      await page.locator(there).first().waitFor();
      await page.waitForTimeout(300);
      if (hash.includes(LIVE)) await page.keyboard.press(" ");
      const table = page.getByRole("button", { name: "Table" }).first();
      if ((await table.count()) > 0) await table.click();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await paper();
      await page.emulateMedia({ colorScheme: "dark" });
      await expect.poll(paper).not.toBe(light);
      // Of axe's rules this one alone looks at colours.
      expect(await violations(page, "color-contrast")).toEqual([]);
      expect(faults).toEqual([]);
    } finally {
      await close();
    }
  });
});
