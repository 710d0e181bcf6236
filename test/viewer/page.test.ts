import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningServer } from "../../experiments/server/server.js";
import type { DayFrame } from "../../experiments/wire.js";
import { startBuiltServer } from "../server/built-server.js";
import { launchChromium } from "./chromium.js";
import { fakeFrames, fakeHeader, fakeRanking, fakeReplay, fakeRun, fakeSource } from "./feed.js";
import { type OpenPage, openPage, until, violations } from "./open-page.js";

const LIVE = "promotion-baselines";
const DONE = "done";
const AGENT = "per-slot:thompson-sampling";
const source = fakeSource([fakeRun(DONE, 20, "finished"), fakeRun("half", 6, "stopped")]);

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await startBuiltServer({ runsDirectory: "", source, port: 0 });
  return () => server.close();
});

/** Opens the page and closes it when the test ends, which fails where the page met an error. */
async function withPage(hash: string, run: (page: Page) => Promise<void>, options = {}): Promise<void> {
  const opened: OpenPage = await openPage(browser, `${server.url}${hash}`, options);
  try {
    await run(opened.page);
    expect(opened.faults).toEqual([]);
  } finally {
    await opened.close();
  }
}

function publishRun(seedsDone: number, seed = "13"): DayFrame[] {
  const header = fakeHeader(AGENT, seed);
  const frames = fakeFrames(header);
  server.publish({ type: "run", run: { ...fakeRun(LIVE, seedsDone), cellsDone: 0 } }, LIVE);
  server.publish({ type: "ranking", ranking: fakeRanking(seedsDone) }, LIVE);
  server.publish({ type: "episode", header }, LIVE);
  for (const frame of frames) server.publish({ type: "frame", frame }, LIVE);
  return frames;
}

const heading = (page: Page) => page.locator("section[aria-label=market] h2").textContent();
const shownDay = async (page: Page) => Number(/day (\d+)/.exec((await heading(page)) ?? "")?.[1]);
const scrubber = (page: Page) => page.locator("#scrubber");
const verdictText = (page: Page) => page.locator(".verdict").textContent();

describe("the list of runs", () => {
  it("shows each run with its progress, running ones first, and opens one", async () => {
    publishRun(14);
    await withPage("", async (page) => {
      await until(
        () => page.locator("lab-runs li").first().textContent(),
        /promotion-baselines\s*14 of 20 seeds\s*running/,
      );
      expect(await page.locator("lab-runs li").count()).toBe(3);
      expect(await page.locator("progress").first().getAttribute("max")).toBe("240");
      await page.getByRole("link", { name: /^done/ }).click();
      await until(() => verdictText(page), /leads by/);
      expect(page.url()).toMatch(/#\/runs\/done$/);
    });
  });

  it("follows a run without a reload", async () => {
    await withPage("", async (page) => {
      await until(() => page.locator("lab-runs li").first().textContent(), /done|half/);
      publishRun(3);
      await until(() => page.locator("lab-runs li").first().textContent(), /3 of 20 seeds/);
      server.publish({ type: "run", run: fakeRun(LIVE, 4) }, LIVE);
      await until(() => page.locator("lab-runs li").first().textContent(), /4 of 20 seeds/);
    });
  });

  it("says how to start a run where there is none", async () => {
    const empty = await startBuiltServer({ runsDirectory: "", source: fakeSource([]), port: 0 });
    const { page, close } = await openPage(browser, empty.url);
    await until(() => page.locator("lab-notice").textContent(), /no runs here yet/);
    await until(() => page.locator("lab-notice code").textContent(), "npx promolab sweep promotion-baselines --serve");
    expect(await violations(page)).toEqual([]);
    await close();
    await empty.close();
  });
});

describe("a live run", () => {
  it("moves: the days pass, the ranking sharpens, the sentence changes", async () => {
    const frames = publishRun(9);
    await withPage(`#/runs/${LIVE}`, async (page) => {
      await until(() => verdictText(page), /after 9 of 20 seeds/);
      await expect.poll(() => shownDay(page)).toBeGreaterThan(2);
      const early = await shownDay(page);
      const width = () =>
        page
          .locator("lab-timeline path.line")
          .first()
          .evaluate((path: SVGPathElement) => path.getBBox().width);
      const narrow = await width();
      await expect.poll(() => shownDay(page)).toBeGreaterThan(early + 5);
      expect(await width()).toBeGreaterThan(narrow);
      const whisker = () =>
        page
          .locator("lab-ranking rect.whisker")
          .first()
          .evaluate((rect: SVGRectElement) => rect.width.baseVal.value);
      const wide = await whisker();
      server.publish({ type: "ranking", ranking: fakeRanking(20) }, LIVE);
      server.publish({ type: "run", run: { ...fakeRun(LIVE, 20), cellsDone: 0 } }, LIVE);
      await until(() => verdictText(page), /over 20 seeds/);
      expect(await whisker()).toBeLessThan(wide);
      await page.keyboard.press("End");
      await until(() => heading(page), `day ${frames.length - 1}`);
    });
  });

  it("goes on to the newest episode once the one on screen has been played", async () => {
    publishRun(9);
    await withPage(`#/runs/${LIVE}`, async (page) => {
      await until(() => heading(page), /seed 13/);
      await page.waitForTimeout(2100);
      publishRun(10, "14");
      await until(() => verdictText(page), /after 10 of 20/);
      expect(await heading(page)).toMatch(/seed 13/);
      await page.keyboard.press("End");
      await until(() => heading(page), /seed 14/);
    });
  });

  it("stays on screen when the run ends", async () => {
    publishRun(9);
    await withPage(`#/runs/${LIVE}`, async (page) => {
      await until(() => heading(page), /seed 13/);
      server.publish({ type: "run", run: { ...fakeRun(LIVE, 20, "finished"), cellsDone: 0 } }, LIVE);
      await until(() => page.locator("lab-app .progress").textContent(), /finished/);
      expect(await heading(page)).toMatch(/seed 13/);
    });
  });

  it("tells of failed cells, and what failed", async () => {
    publishRun(9);
    server.publish({ type: "cell-failed", cell: "lp-plan-3", message: "the plan is infeasible" }, LIVE);
    await withPage(`#/runs/${LIVE}`, async (page) => {
      await until(() => page.locator("lab-notice.failures").textContent(), /lp-plan-3: the plan is infeasible/);
    });
  });

  it("does not move by itself for readers who ask for less motion", async () => {
    const frames = publishRun(9);
    await withPage(
      `#/runs/${LIVE}`,
      async (page) => {
        await until(() => heading(page), `day ${frames.length - 1}`);
        const dot = page.locator("lab-ranking circle").first();
        expect(await dot.evaluate((circle) => getComputedStyle(circle).transitionDuration)).toBe("0s");
      },
      { reducedMotion: "reduce" },
    );
  });
});

describe("the ranking", () => {
  it("has in its table every number of the ranking, in full", async () => {
    await withPage(`#/runs/${DONE}`, async (page) => {
      const figure = page.locator("lab-figure", { has: page.locator("lab-ranking") });
      await figure.getByRole("button", { name: "Table" }).click();
      const cells = await figure
        .locator("tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim() ?? "")),
        );
      const number = (text: string) => Number(text.replaceAll(",", ""));
      const { rows } = fakeRanking(20);
      expect(cells.map(([policy]) => policy)).toEqual(rows.map((row) => row.agent));
      expect(cells.map((row) => row.slice(2, 11).map(number))).toEqual(
        rows.map((row) => [
          row.seeds,
          row.episodes,
          row.meanProfit,
          row.iqm,
          ...row.ci,
          row.difference,
          ...row.differenceCi,
        ]),
      );
    });
  });

  it("switches between difference and profit, and a row opens the policy's replay", async () => {
    await withPage(`#/runs/${DONE}`, async (page) => {
      const axis = () => page.locator("lab-ranking .axis-title").textContent();
      await until(axis, "profit less that of no-promotion, $ a day");
      await page.keyboard.press("m");
      await until(axis, "profit, interquartile mean, $ a day");
      await page.locator("lab-ranking a.row").nth(1).click();
      await until(() => heading(page), /day 0\s.*lp-plan, seed 0, evaluation episode 0/s);
      expect(page.url()).toMatch(/#\/runs\/done\?policy=lp-plan$/);
    });
  });
});

describe("a replay", () => {
  const REPLAY = `#/runs/${DONE}?policy=lp-plan&seed=3&episode=2`;
  const replay = fakeReplay("lp-plan", "3", 2);

  it("shows on every day the numbers of that day: the scrubber shows the day it says", async () => {
    await withPage(REPLAY, async (page) => {
      await until(() => heading(page), /day 0/);
      for (const day of [57, 20, 146]) {
        await scrubber(page).fill(String(day));
        await until(() => heading(page), `day ${day}`);
        const frame = replay.frames[day];
        expect(await page.locator("output").textContent()).toMatch(new RegExp(`^day ${day}\\s`));
        expect(await scrubber(page).getAttribute("aria-valuetext")).toMatch(new RegExp(`^day ${day},`));
        const rows = await page
          .locator("lab-shelf tbody tr")
          .evaluateAll((all) => all.map((row) => row.textContent ?? ""));
        replay.header.products.forEach((product, p) => {
          expect(rows[p]).toContain(product.name);
          expect(rows[p]).toContain(frame.price[p].toFixed(2));
          expect(rows[p].includes("−")).toBe(frame.depth[p] > 0);
        });
        const profit = `profit: ${frame.money.profit < 0 ? "−" : ""}$${Math.abs(frame.money.profit).toFixed(2)}`;
        expect(await page.locator("lab-waterfall svg").getAttribute("aria-label")).toContain(profit);
        const price = await page.locator("lab-timeline g.reading").filter({ hasText: "cola" }).first().textContent();
        expect(price).toContain(frame.price[0].toFixed(2));
      }
      expect(await page.locator("#scrubber").inputValue()).toBe("146");
    });
  });

  it("plays, pauses, changes speed and stops at the end", async () => {
    await withPage(REPLAY, async (page) => {
      await until(() => heading(page), /day 0/);
      await page.getByRole("button", { name: "Play" }).click();
      await expect.poll(() => shownDay(page)).toBeGreaterThan(6);
      await page.getByRole("button", { name: "Pause" }).click();
      const stopped = await shownDay(page);
      await page.waitForTimeout(300);
      expect(await shownDay(page)).toBe(stopped);
      await page.getByRole("radio", { name: "1x" }).click();
      await page.keyboard.press("p");
      await scrubber(page).fill("140");
      await page.getByRole("radio", { name: "16x" }).click();
      await page.getByRole("button", { name: "Play" }).click();
      await until(() => heading(page), /day 146/);
      await until(() => page.locator("button.play").textContent(), /Play/);
    });
  });

  it("goes to a day by a click into the time charts, and reads one under the pointer", async () => {
    await withPage(REPLAY, async (page) => {
      await until(() => heading(page), /day 0/);
      await page.locator("lab-timeline svg").scrollIntoViewIfNeeded();
      const box = (await page.locator("lab-timeline svg").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const x = box.x + 52 + ((box.width - 52 - 148) * 30.5) / 147;
      await page.mouse.move(x, box.y + 60);
      const label = () => page.locator("lab-timeline svg").getAttribute("aria-label");
      await until(label, /day 30,/);
      expect(await shownDay(page)).toBe(0);
      await page.mouse.click(x, box.y + 60);
      await until(() => heading(page), /day 30/);
    });
  });

  it("is chosen by policy, seed and episode, which the address keeps", async () => {
    await withPage(`#/runs/${DONE}`, async (page) => {
      await until(() => heading(page), /thompson-sampling, seed 0/);
      await page.getByLabel("policy").selectOption("random");
      await until(() => heading(page), /random, seed 0/);
      await page.getByLabel("seed").selectOption("7");
      await until(() => heading(page), /random, seed 7/);
      await page.locator("lab-picker select").nth(2).selectOption("3");
      await until(() => heading(page), /random, seed 7, evaluation episode 3/);
      expect(page.url()).toContain("?policy=random&seed=7&episode=3");
      await page.reload();
      await until(() => heading(page), /random, seed 7, evaluation episode 3/);
    });
  });

  it("says so where it is not what was recorded", async () => {
    const changed = { ...source, replay: async () => ({ ...replay, matches: false }) };
    const other = await startBuiltServer({ runsDirectory: "", source: changed, port: 0 });
    const { page, close } = await openPage(browser, `${other.url}${REPLAY}`);
    await until(() => page.locator("lab-notice").textContent(), /This is not what was recorded/);
    await close();
    await other.close();
  });

  it("says so where there is none", async () => {
    await withPage(`#/runs/${DONE}?policy=nobody`, async (page) => {
      await until(() => page.locator("lab-notice").textContent(), /The replay cannot be shown/);
    });
  });
});

describe("a chart", () => {
  const download = async (page: Page, press: () => Promise<void>) => {
    const [saved] = await Promise.all([page.waitForEvent("download"), press()]);
    return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
  };

  it("is saved as SVG and PNG as it looks, and its numbers as CSV", async () => {
    await withPage(`#/runs/${DONE}?policy=lp-plan&seed=3&episode=2`, async (page) => {
      await until(() => heading(page), /day 0/);
      const figure = page.locator("lab-figure", { has: page.locator("lab-timeline") });
      const svg = await download(page, () => figure.getByRole("button", { name: "SVG" }).click());
      expect(svg.name).toBe("promolab-over-time.svg");
      const text = svg.bytes.toString();
      expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(text).toContain("rgb(230, 159, 0)");
      expect(text).not.toMatch(/var\(|class=/);
      const png = await download(page, () => figure.getByRole("button", { name: "PNG" }).click());
      expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
      expect(png.bytes.length).toBeGreaterThan(10_000);
      const csv = await download(page, () => figure.getByRole("button", { name: "CSV" }).click());
      const lines = csv.bytes.toString().trim().split("\r\n");
      expect(lines[0]).toMatch(/^day,date,campaign,profit,revenue,price cola/);
      expect(lines).toHaveLength(1 + 147);
      expect(lines[58]).toMatch(/^57,Tue 3 Mar 2026,mid-year sale,/);
    });
  });
});

describe("the keyboard", () => {
  it("has a key for every control, and ? lists them", async () => {
    await withPage(`#/runs/${DONE}`, async (page) => {
      await until(() => heading(page), /day 0/);
      await page.keyboard.press("?");
      await until(() => page.locator("lab-keys dialog").textContent(), /play or pause/);
      expect(await violations(page)).toEqual([]);
      const keys = await page.locator("lab-keys kbd").allTextContents();
      expect(keys).toEqual(
        expect.arrayContaining(["Space", "→", "Shift ←", "1", "m", "]", "f", "b", "v", "i", "x", "t", "?"]),
      );
      await page.keyboard.press("Escape");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Shift+ArrowRight");
      await until(() => heading(page), /day 8/);
      await page.keyboard.press("ArrowLeft");
      await until(() => heading(page), /day 7/);
      await page.keyboard.press("Home");
      await page.keyboard.press("n");
      await expect.poll(() => shownDay(page)).toBeGreaterThan(0);
      await page.keyboard.press("2");
      expect(await page.getByRole("radio", { name: "4x", exact: true }).getAttribute("aria-checked")).toBe("true");
      await page.keyboard.press(" ");
      await until(() => page.locator("button.play").textContent(), /Pause/);
      await page.keyboard.press(" ");
      await until(() => page.locator("button.play").textContent(), /Play/);
      await page.keyboard.press("]");
      await until(() => heading(page), /lp-plan/);
      await page.keyboard.press("f");
      await page.keyboard.press("b");
      await until(() => page.locator("lab-figure table").first().textContent(), /interquartile/);
      await page.keyboard.press("t");
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
      await page.keyboard.press("r");
      await until(() => page.locator("h1").textContent(), "Runs");
    });
  });

  it("reaches everything by tab, the rows of the ranking too", async () => {
    await withPage(`#/runs/${DONE}`, async (page) => {
      await until(() => heading(page), /day 0/);
      const reached = new Set<string>();
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press("Tab");
        reached.add(
          await page.evaluate(() => {
            let element = document.activeElement;
            while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
            return `${element?.tagName.toLowerCase()} ${element?.getAttribute("class") ?? ""}`.trim();
          }),
        );
      }
      expect([...reached]).toEqual(expect.arrayContaining(["a row", "input", "select", "button play", "button quiet"]));
    });
  });
});

describe("the connection", () => {
  it("lost is told, with what to do, and heals by itself when the server is back", async () => {
    publishRun(9);
    const { page, close } = await openPage(browser, `${server.url}#/runs/${LIVE}`);
    await until(() => verdictText(page), /after 9 of 20/);
    await server.close();
    const notice = page.locator("lab-notice.connection");
    await until(() => notice.textContent(), /Disconnected: the server has not answered since \d\d:\d\d:\d\d/);
    expect(await notice.locator("code").textContent()).toBe("npx promolab serve");
    expect(await verdictText(page)).toMatch(/after 9 of 20/);
    expect(await violations(page)).toEqual([]);
    server = await startBuiltServer({ runsDirectory: "", source, port: server.port });
    publishRun(12);
    await until(() => verdictText(page), /after 12 of 20/);
    expect(await notice.count()).toBe(0);
    await close();
  });

  it("to a server of another version is told, with what to do", async () => {
    const { page, close } = await openPage(browser, "about:blank");
    await page.routeWebSocket(/\/live$/, (socket) => {
      socket.onMessage(() => socket.send(JSON.stringify({ type: "hello", version: 99, runs: [] })));
    });
    await page.goto(server.url);
    await until(() => page.locator("lab-notice.connection").textContent(), /speaks version 99.*Reload the page/s);
    await close();
  });

  it("that brings what the page does not understand is told", async () => {
    const { page, close } = await openPage(browser, "about:blank");
    await page.routeWebSocket(/\/live$/, (socket) => {
      socket.onMessage(() => socket.send(JSON.stringify({ type: "hello", version: 1, runs: [{ name: 5 }] })));
    });
    await page.goto(server.url);
    await until(() => page.locator("lab-notice.connection").textContent(), /fault at runs\.0\.name/);
    await close();
  });
});
