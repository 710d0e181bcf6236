import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

export const LAPTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface OpenPage {
  readonly page: Page;
  /** errors of the page itself: exceptions, and what it logs as one, its content policy's objections too */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Opens an address in a fresh browser profile. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: LAPTOP, acceptDownloads: true, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

/**
 * What axe finds against WCAG 2.1 A and AA and its best practices, in words.
 *
 * @param rule  looked at alone; all where left out
 */
export async function violations(page: Page, rule?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (rule) axe.withRules(rule);
  const { violations: found } = await axe.analyze();
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map((node) => node.html)
        .slice(0, 3)
        .join(" | ")}`,
  );
}

/** Waits until a text read off the page is as wanted. */
export async function until(read: () => Promise<string | null>, wanted: string | RegExp): Promise<void> {
  await expect.poll(read, { timeout: 10_000, interval: 50 }).toMatch(wanted);
}
