import type { Estimate, Evaluation } from "../ope/evaluate.js";
import { readable, table } from "./table.js";

/** What a policy is worth, as a reader wants it: estimates, then what speaks against believing them. */
export function opeTable(policy: string, { interval, level }: { interval: string; level: number }, found: Evaluation) {
  const { estimates, difference, trajectories, rows, actions, warnings, calibration, constants } = found;
  const head = `${readable(100 * level, level === 0.95 ? 0 : 1)}% ${interval}`;
  const { effectiveSampleSize, largestWeight, meanWeight } = found;
  return [
    `${policy} on ${readable(rows)} decisions among ${actions} actions`,
    estimatesTable("reward a decision", head, estimates),
    ...(difference ? [estimatesTable("less the other's", head, difference)] : []),
    ...(trajectories
      ? [
          estimatesTable(`return an episode, discount ${trajectories.discount}`, head, trajectories.estimates),
          `${readable(trajectories.episodes)} episodes; effective sample size ${readable(trajectories.effectiveSampleSize, 1)}, largest weight ${short(trajectories.largestWeight)}`,
        ]
      : []),
    [
      `effective sample size ${readable(effectiveSampleSize, 1)}, largest weight ${short(largestWeight)}, mean weight ${short(meanWeight)}`,
      `constants: clip ${short(constants.clip)}, switch ${short(constants.switch)}, shrink ${short(constants.shrink)}, sub-Gaussian ${short(constants.subGaussian)}`,
      `propensities: ${calibration.test} ${short(calibration.statistic)}${calibration.freedom === null ? "" : ` with ${calibration.freedom} degrees of freedom`}, p ${short(calibration.pValue)}`,
    ].join("\n"),
    ...(warnings.length > 0 ? [warnings.map((warning) => `! ${warning}`).join("\n")] : []),
  ].join("\n\n");
}

function estimatesTable(what: string, interval: string, estimates: { readonly [name: string]: Estimate }): string {
  return table(
    [
      { head: what, align: "left" },
      { head: "value", align: "right" },
      { head: "error", align: "right" },
      { head: interval, align: "right" },
    ],
    Object.entries(estimates).map(([name, { value, se, ci }]) => [
      name,
      value === null ? "unknown" : short(value),
      se === null ? "" : short(se),
      ci === null ? "none" : `${short(ci[0])} to ${short(ci[1])}`,
    ]),
  );
}

/** Five digits, not in powers of ten where it can be helped. */
function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-5)) return value.toExponential(3);
  return String(Number(value.toPrecision(5)));
}
