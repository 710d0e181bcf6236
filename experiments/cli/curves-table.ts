import type { ScenarioCurves } from "../run-curves.js";
import type { LearnerCurve, OverSeeds } from "../stats/learning-curve.js";
import { readable, table } from "./table.js";

/** Learning curves as a reader wants them: what came of them, then the curves window by window; tables a scenario. */
export function curvesTable(scenarios: readonly ScenarioCurves[], currency?: string): string {
  const sections = scenarios.flatMap((curves) => [
    ...(scenarios.length > 1 ? [curves.scenario] : []),
    summaryTable(curves),
    curveTable(curves),
    caption(curves, currency),
  ]);
  return sections.join("\n\n");
}

function summaryTable({ learners, against }: ScenarioCurves): string {
  const heads = ["area", "95% interval", `less ${against}`, "95% interval", "end", "95% interval"];
  const times = ["reached by", "episodes to", "95% interval", "steps to", "efficiency", "95% interval"];
  return table(
    [{ head: "learner", align: "left" }, ...[...heads, ...times].map((head) => ({ head, align: "right" as const }))],
    learners.map((learner) => [
      learner.label,
      ...[learner.area, learner.areaDifference, learner.final].flatMap((figure) => withInterval(figure, shown)),
      ...timeCells(learner),
    ]),
  );
}

function timeCells({ toThreshold: times, seeds }: LearnerCurve): string[] {
  if (times === null) return ["-", "", "", "", "", ""];
  const atLeast = times.reached < seeds ? "at least " : "";
  const episodes = (value: number) => readable(value, 1);
  const [mean, interval] = withInterval(times.episodes, episodes);
  return [
    `${times.reached} of ${seeds}`,
    `${atLeast}${mean}`,
    interval,
    `${atLeast}${readable(times.steps.value)}`,
    ...withInterval(times.efficiency, (value) => readable(value, 2)),
  ];
}

function curveTable({ learners }: ScenarioCurves): string {
  return table(
    [
      { head: "up to episode", align: "right" },
      ...learners.flatMap(({ label }) => [
        { head: label, align: "right" as const },
        { head: "95% interval", align: "right" as const },
      ]),
    ],
    learners[0].curve.map(({ episode }, at) => [
      String(episode),
      ...learners.flatMap(({ curve }) => withInterval(curve[at], shown)),
    ]),
  );
}

function caption({ learners, window, threshold, against }: ScenarioCurves, currency?: string): string {
  const unit = currency === undefined ? "" : `, ${currency}`;
  const lines = [
    `Scores of training episodes${unit}, over ${learners[0].seeds} seeds; curves are means of ${window} episode${window === 1 ? "" : "s"}. Area: under the curve, an episode.`,
  ];
  if (threshold === null) lines.push("No learner ends higher than they begin, so there is no threshold to reach.");
  else
    lines.push(
      `Threshold: ${shown(threshold)}, reached when the mean of the last ${window} episodes does. A seed that never does counts with all its episodes.`,
      `Efficiency: episodes that ${against} needs over one's own; above 1 learns from fewer.`,
    );
  return lines.join("\n");
}

const withInterval = ({ value, ci: [low, high] }: OverSeeds, show: (value: number) => string) => [
  show(value),
  `${show(low)} to ${show(high)}`,
];

/** Money to whole units, rewards of small problems to their digits. */
function shown(value: number): string {
  const size = Math.abs(value);
  return readable(value, size >= 1000 || size === 0 ? 0 : size >= 10 ? 1 : 3);
}
