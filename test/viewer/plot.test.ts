import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LinesChart, Plot } from "../../experiments/portable/plot.js";
import { plotHtml, writePlot } from "../../experiments/report/write-plot.js";
import { launchChromium } from "./chromium.js";
import { type OpenPage, openPage, PHONE, violations } from "./open-page.js";

const weeks = Float64Array.from({ length: 12 }, (_, week) => 7305 + 7 * week);
const ahead = Float64Array.from({ length: 4 }, (_, week) => 7305 + 84 + 7 * week);

const forecast: LinesChart = {
  kind: "lines",
  heading: "cola </script> & more",
  caption: "Forecast with its 80% and 95% intervals.",
  x: { title: "week from", scale: "date" },
  y: { title: "units a week" },
  series: [
    { name: "sales", x: weeks, y: weeks.map((_, i) => (i === 5 ? Number.NaN : 100 + 10 * i)), colour: "context" },
    {
      name: "holt-winters",
      x: ahead,
      y: [220, 230, 240, 250],
      colour: 0,
      ribbons: [
        { name: "95%", low: [180, 180, 180, 170], high: [260, 280, 300, 330] },
        { name: "80%", low: [200, 200, 200, 190], high: [240, 260, 280, 310] },
      ],
    },
  ],
  rules: [{ x: 7305 + 84, label: "forecast" }],
};
const plot: Plot = {
  title: "Units & <forecast>",
  lead: "Cola sells 220 a week next.",
  charts: [
    forecast,
    {
      kind: "bars",
      heading: "error by model",
      x: { title: "mean absolute scaled error" },
      rows: [
        { name: "holt-winters", value: 0.82, low: 0.7, high: 0.95 },
        { name: "seasonal-naive with a name that is long enough to be cut somewhere", value: -0.4 },
      ],
      rule: { value: 1, label: "naive" },
    },
    {
      kind: "dots",
      heading: "elasticities",
      x: { title: "own-price elasticity" },
      rows: [
        { name: "dominicks", value: -2.9, low: -3, high: -2.8 },
        { name: "tropicana", value: -2.3, low: -2.4, high: -2.2 },
      ],
    },
    {
      kind: "lines",
      heading: "shoppers",
      x: { title: "days since the last purchase" },
      y: { title: "purchases" },
      series: [{ name: "loyal", x: [1, 2, 3], y: [8, 9, 7], draw: "points" }],
    },
    {
      kind: "heat",
      heading: "worth by stock",
      x: { title: "stock, units", names: ["10", "20"] },
      y: { title: "days left", names: ["2", "1"] },
      value: { title: "reward", domain: [0, 10] },
      values: [1, 2, 3, 10],
    },
    {
      kind: "tree",
      heading: "rules",
      nodes: [
        { depth: 0, answer: "", text: "stock < 15 units", leaf: false, share: 1 },
        { depth: 1, answer: "yes", text: "none", leaf: true, share: 0.5, right: 1 },
        { depth: 1, answer: "no", text: "half price", leaf: true, share: 0.5, right: 0.9, colour: 1 },
      ],
    },
  ],
};

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "promolab-plot-"));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function withPlot(run: (opened: OpenPage) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  const file = join(folder, "plot.html");
  await writePlot(file, plot);
  const opened = await openPage(browser, pathToFileURL(file).href, options);
  try {
    await run(opened);
    expect(await violations(opened.page)).toEqual([]);
    expect(await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(opened.faults).toEqual([]);
  } finally {
    await opened.close();
  }
}

describe("a page of charts that stands alone, accessible and never scrolled sideways", () => {
  it("draws every chart out of its one file and loads nothing else", async () => {
    await withPlot(async ({ page }) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.reload();
      expect(await page.title()).toBe(plot.title);
      expect(await page.locator("h1").textContent()).toBe(plot.title);
      expect(await page.locator("lab-figure h2").allTextContents()).toEqual(plot.charts.map(({ heading }) => heading));
      expect(await page.locator("path.ribbon").count()).toBe(2);
      expect(await page.locator(".reading text").allTextContents()).toContain("holt-winters");
      expect(await page.locator("rect.bar").count()).toBe(2);
      expect(await page.locator("a.row").count()).toBe(2);
      expect(await page.locator("lab-chart").nth(3).locator(".series circle").count()).toBe(3);
      expect(
        await page.locator(".cell rect").evaluateAll((all) => all.map((rect) => getComputedStyle(rect).fill)),
      ).toEqual(
        // viridis at .1, .2, .3 and 1, as d3-scale-chromatic 3.1 has it
        ["rgb(72, 36, 117)", "rgb(65, 68, 135)", "rgb(53, 95, 141)", "rgb(253, 231, 37)"],
      );
      expect(await page.locator(".node .figures").allTextContents()).toEqual([
        "100%",
        "50%, 100% right",
        "50%, 90% right",
      ]);
      // a week without a value breaks the line in two
      expect((await page.locator("path.line").first().getAttribute("d"))?.match(/M/g)).toHaveLength(2);
      expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
      expect(asked.filter((url) => url.startsWith("file:"))).toHaveLength(1);
    });
  });

  it("in the dark: reads all series at the pointer, and shows the numbers behind a chart", async () => {
    await withPlot(
      async ({ page }) => {
        const chart = page.locator("lab-chart svg").first();
        const box = await chart.boundingBox();
        await chart.hover({ position: { x: (box?.width ?? 0) - 172, y: 100 } });
        expect(await page.locator(".readout").textContent()).toBe("16 Apr 1990: holt-winters 250 (95% 170 to 330)");
        await page.mouse.move(0, 0);
        expect(await page.locator(".readout").count()).toBe(0);
        await page.getByRole("button", { name: "Table" }).first().click();
        const last = page.locator("lab-figure").first().locator("tbody tr").last();
        expect(await last.locator("td").allTextContents()).toEqual([
          "holt-winters",
          "1990-04-16",
          "250",
          "170",
          "330",
          "190",
          "310",
        ]);
      },
      { colorScheme: "dark" },
    );
  });

  it("on a telephone: names stand beside the lines, rows keep their words", async () => {
    await withPlot(
      async ({ page }) => {
        expect(await page.locator(".reading text").first().textContent()).not.toBe("");
        expect(await page.locator(".figures").allTextContents()).toContain("0.82 (0.7 to 0.95)");
      },
      { viewport: PHONE },
    );
  });
});

describe("the file", () => {
  it("is whole, the same for the same plot, and holds no way out of its script elements", async () => {
    const file = join(folder, "again.html");
    await writePlot(file, plot);
    expect(readdirSync(folder).filter((name) => name.startsWith("again"))).toEqual(["again.html"]);
    const text = readFileSync(file, "utf8");
    expect(text).toBe(plotHtml(plot));
    expect(text.match(/<script/gi)).toHaveLength(2);
    expect(text.match(/<\/script/gi)).toHaveLength(2);
  });

  it("is refused where a chart has nothing to draw, or columns that differ in length", () => {
    expect(() => plotHtml({ title: "none", charts: [] })).toThrow("needs at least 1 chart, got none");
    const [first] = forecast.series;
    expect(() => plotHtml({ ...plot, charts: [{ ...forecast, series: [] }] })).toThrow("needs at least 1 series");
    expect(() => plotHtml({ ...plot, charts: [{ ...forecast, series: [{ ...first, y: [1] }] }] })).toThrow(
      "sales: needs 12 values, got 1",
    );
    expect(() => plotHtml({ ...plot, charts: [{ kind: "bars", heading: "b", x: { title: "" }, rows: [] }] })).toThrow(
      '"b" needs at least 1 row',
    );
    const names = { title: "", names: ["a", "b"] };
    const heat = { kind: "heat", heading: "h", x: names, y: names, value: { title: "" }, values: [1, 2, 3] } as const;
    expect(() => plotHtml({ ...plot, charts: [heat] })).toThrow('"h" needs 4 values, got 3');
    expect(() => plotHtml({ ...plot, charts: [{ kind: "tree", heading: "t", nodes: [] }] })).toThrow(
      '"t" needs at least 1 node',
    );
  });
});
