import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The machine's Chromium: $PROMOLAB_BROWSER or $CHROMIUM_PATH, else the first on the PATH. */
export function launchChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const { PROMOLAB_BROWSER, CHROMIUM_PATH } = process.env;
  const candidates = [
    PROMOLAB_BROWSER,
    CHROMIUM_PATH,
    ...folders.flatMap((path) => NAMES.map((name) => join(path, name))),
  ];
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
  if (!executablePath) throw new Error("no browser: install chromium, or set PROMOLAB_BROWSER to where one is");
  return chromium.launch({ executablePath, args: FLAGS });
}
