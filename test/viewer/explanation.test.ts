import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../experiments/server/server.js";
import { startBuiltServer } from "../server/built-server.js";
import { launchChromium } from "./chromium.js";
import { fakeRun, fakeSource } from "./feed.js";
import { openPage, PHONE, until, violations } from "./open-page.js";

const DONE = "done";

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startBuiltServer({ runsDirectory: "", source: fakeSource([fakeRun(DONE, 20, "finished")]), port: 0 });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens the page and closes it when the test ends, which fails where the page met an error. */
async function withPage(hash: string, run: (page: Page) => Promise<void>, options = {}): Promise<void> {
  const { page, faults, close } = await openPage(browser, `${server.url}${hash}`, options);
  try {
    await run(page);
    expect(faults).toEqual([]);
  } finally {
    await close();
  }
}

const heading = (page: Page) => page.locator("section[aria-label=market] h2").textContent();

describe("what the policy goes by", () => {
  const REPLAY = `#/runs/${DONE}?policy=lp-plan&seed=3&episode=2`;
  const figures = (page: Page) => page.locator("lab-explanation lab-figure h3").allTextContents();

  it("is asked for, drawn with its units and numbers, one decision at a time, and asked anew for another policy", async () => {
    await withPage(REPLAY, async (page) => {
      await until(() => heading(page), /day 0/);
      const part = page.locator("lab-explanation");
      expect(await part.locator("h2").textContent()).toBe("What the policy goes by");
      expect(await part.locator("p").first().textContent()).toMatch(/lp-plan, seed 3/);
      await part.getByRole("button", { name: "Find out" }).click();
      await until(() => part.locator("p").first().textContent(), /34% of the choices change/);
      expect(await figures(page)).toEqual([
        "What its choices hang on",
        "cola: rules that choose as it does",
        "cola: what every choice is worth",
      ]);
      expect(await part.locator(".node .words").allTextContents()).toEqual([
        "stock/cola < 37.5 units?",
        "yes: none",
        "no: days-left < 16.5 days?",
        "yes: percent-off 30%",
        "no: percent-off 10%",
      ]);
      expect(await part.locator(".cell text").allTextContents()).toEqual(["0.4", "−0.8", "−1.4", "1.9", "5.3", "4.8"]);
      expect(await part.locator("text.legend").textContent()).toBe(
        "−1.4 to 5.3, standard deviations of a usual reward",
      );
      const rules = part.locator("lab-figure", { has: page.locator(".node") });
      await rules.getByRole("button", { name: "Table" }).click();
      expect(await rules.locator("tbody tr").nth(3).locator("td").allTextContents()).toEqual([
        "stock/cola < 37.5 units: no, days-left < 16.5 days: yes",
        "choose",
        "percent-off 30%",
        "20",
        "80",
      ]);
      expect(await violations(page)).toEqual([]);
      await part.getByLabel("decision").selectOption("chips");
      expect(await figures(page)).toEqual(["What its choices hang on", "chips: coefficients of a choice's value"]);
      await page.getByLabel("seed").selectOption("4");
      await until(() => part.locator("p").first().textContent(), /lp-plan, seed 4/);
      await page.keyboard.press("w");
      await until(() => part.locator("p").first().textContent(), /34% of the choices change/);
    });
  });

  it("on a telephone in the dark: nothing scrolls sideways, names stand above their cells", async () => {
    await withPage(
      REPLAY,
      async (page) => {
        await page.getByRole("button", { name: "Find out" }).click();
        await until(async () => (await figures(page)).join(), /what every choice is worth/);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        const name = await page.locator("lab-explanation text.row-name").first().boundingBox();
        const cell = await page.locator("lab-explanation .cell rect").first().boundingBox();
        expect(name!.y + name!.height).toBeLessThanOrEqual(cell!.y + 4);
        expect(await violations(page)).toEqual([]);
      },
      { viewport: PHONE, colorScheme: "dark" },
    );
  });
});
