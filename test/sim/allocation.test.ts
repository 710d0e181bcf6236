import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("./heap-growth.mjs", import.meta.url));

interface Growth {
  steps: number;
  grownBytes: number;
  scavenges: number;
  collections: number;
}

/** Runs an env of what was built in a process of its own, collects, runs on, collects, and answers what stayed. */
function growth(fidelity: string, steps: number): Growth {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, fidelity, String(steps)], {
    encoding: "utf8",
    timeout: 110_000,
  });
  expect(status, stderr).toBe(0);
  const found = JSON.parse(stdout) as Growth;
  const rate = (100_000 * found.scavenges) / found.steps;
  console.log(`${fidelity}: ${found.grownBytes} bytes grown in ${steps} steps, ${rate} scavenges in 100,000`);
  return found;
}

/** What a step may leave behind: a million of them less than 1 MB. */
const BYTES_A_STEP = 1;

describe("the heap", () => {
  it("grows by less than 1 MB a million steps at cohort fidelity, over 300,000", () => {
    const { steps, grownBytes } = growth("cohort", 300_000);
    expect(steps).toBe(300_000);
    expect(grownBytes).toBeLessThan(BYTES_A_STEP * steps);
  });

  it("grows by less than 1 MB over 20,000 days of 200 shoppers", () => {
    const { steps, grownBytes } = growth("shopper", 20_000);
    expect(steps).toBe(20_000);
    expect(grownBytes).toBeLessThan(1e6);
  });
});
