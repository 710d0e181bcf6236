import { expect, test } from "vitest";
import { type Coverage, count, modelPanel, shopperPanel } from "./recovery.js";

const PANELS = 200;

test.each([
  ["made by the conditional logit", modelPanel],
  ["bought by the simulator's shoppers", shopperPanel],
])("intervals at .95 hold the true parameters 93 to 97 times of 100, pooled over 200 panels %s", (_, make) => {
  const coverage: Coverage = { covered: 0, intervals: 0 };
  for (let panel = 0; panel < PANELS; panel++) count(make(String(panel)), coverage);
  expect(coverage.intervals).toBe(6 * PANELS);
  // standard error of the share .0063 if the intervals were independent
  const share = coverage.covered / coverage.intervals;
  expect(share).toBeGreaterThanOrEqual(0.93);
  expect(share).toBeLessThanOrEqual(0.97);
});
