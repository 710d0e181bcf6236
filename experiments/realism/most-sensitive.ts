import type { Scenario } from "../../sim/scenario.js";

/** Index of the segment of highest price sensitivity, the first of several. */
export function mostSensitive({ segments }: Scenario): number {
  const sensitivity = segments.map((segment) => segment.price.sensitivity);
  return sensitivity.indexOf(Math.max(...sensitivity));
}
