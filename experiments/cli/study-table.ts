import type { Figure, PairStudy, Study } from "../stats/study.js";
import { table } from "./table.js";

/** A study as a reader wants it: agents with their aggregate scores, every pair, then what the figures are. */
export function studyTable(study: Study, { profiles }: { readonly profiles: boolean }): string {
  const sections = [agentTable(study)];
  if (profiles) sections.push(profileTable(study));
  const paired = study.pairs.filter((pair) => pair.paired !== null);
  if (study.pairs.length > 0) sections.push(chanceTable(study.pairs));
  if (paired.length > 0) sections.push(testTable(paired), effectTable(paired));
  if (paired.some((pair) => pair.paired?.planning.worth)) sections.push(planningTable(paired));
  return [...sections, caption(study)].join("\n\n");
}

function agentTable({ agents, gap }: Study): string {
  const heads = ["agent", "runs", "mean", "median", "IQM", `gap to ${gap}`];
  return table(
    heads.flatMap((head, c) => [
      { head, align: c === 0 ? ("left" as const) : ("right" as const) },
      ...(c < 2 ? [] : [{ head: "95% interval", align: "right" as const }]),
    ]),
    agents.map(({ agent, runs, mean, median, iqm, optimalityGap }) => [
      agent,
      String(runs),
      ...[mean, median, iqm, optimalityGap].flatMap(withInterval),
    ]),
  );
}

function profileTable({ agents }: Study): string {
  return table(
    [
      { head: "share of runs above", align: "right" },
      ...agents.flatMap(({ agent }) => [
        { head: agent, align: "right" as const },
        { head: "95% interval", align: "right" as const },
      ]),
    ],
    agents[0].profile.map(({ threshold }, at) => [
      String(threshold),
      ...agents.flatMap(({ profile }) => [
        profile[at].share.toFixed(3),
        `${profile[at].ci[0].toFixed(3)} to ${profile[at].ci[1].toFixed(3)}`,
      ]),
    ]),
  );
}

function chanceTable(pairs: readonly PairStudy[]): string {
  return table(
    [
      { head: "X", align: "left" },
      { head: "Y", align: "left" },
      { head: "P(X > Y)", align: "right" },
      { head: "95% interval", align: "right" },
    ],
    pairs.map(({ one, other, probabilityOfImprovement }) => [one, other, ...withInterval(probabilityOfImprovement)]),
  );
}

function testTable(pairs: readonly PairStudy[]): string {
  const heads = ["pairs", "X - Y", "95% interval", "t", "p", "Holm", "permutation p", "Holm"];
  return table(
    [
      { head: "X", align: "left" },
      { head: "Y", align: "left" },
      ...heads.map((head) => ({ head, align: "right" as const })),
    ],
    pairs.map(({ one, other, paired }) => {
      const { pairs: count, difference, ci, t, permutation } = paired!;
      const statistic = t.t === null ? "-" : t.t.toFixed(2);
      const tests = [chance(t.p), chance(t.holm), chance(permutation.p), chance(permutation.holm)];
      return [one, other, String(count), shown(difference), interval(ci), statistic, ...tests];
    }),
  );
}

function effectTable(pairs: readonly PairStudy[]): string {
  const heads = ["Cohen's d", "Hedges' g", "A12", "correlation", "factor", "detectable"];
  return table(
    [
      { head: "X", align: "left" },
      { head: "Y", align: "left" },
      ...heads.map((head) => ({ head, align: "right" as const })),
    ],
    pairs.map(({ one, other, paired }) => {
      const { d, hedges, a12, correlation, factor, planning } = paired!;
      const figures = [d, hedges, a12, correlation, factor].map((value) => (value === null ? "-" : value.toFixed(3)));
      return [one, other, ...figures, shown(planning.detectable)];
    }),
  );
}

function planningTable(pairs: readonly PairStudy[]): string {
  const heads = ["worth finding", "chance of it", "runs needed", "still needed"];
  return table(
    [
      { head: "X", align: "left" },
      { head: "Y", align: "left" },
      ...heads.map((head) => ({ head, align: "right" as const })),
    ],
    pairs.map(({ one, other, paired }) => {
      const { difference, power, seedsNeeded, seedsStillNeeded } = paired!.planning.worth!;
      const many = (count: number | null) => (count === null ? "over 1,000,000" : count.toLocaleString("en-US"));
      return [one, other, shown(difference), power.toFixed(3), many(seedsNeeded), many(seedsStillNeeded)];
    }),
  );
}

function caption({ tasks, gap, method, resamples, seed, pairs }: Study): string {
  const paired = pairs.find((pair) => pair.paired !== null)?.paired;
  const apart = pairs.filter((pair) => pair.paired === null).length;
  const lines = [
    `${tasks.length} task${tasks.length === 1 ? "" : "s"}. Scores are taken as they come: aggregates over tasks and the gap to ${gap} make sense for normalised scores,`,
    "such as (policy - none) / (oracle - none). Mean and IQM: of all scores; median: of the tasks' means; IQM: of the middle half.",
    `Intervals: ${resamples} stratified bootstrap resamples, runs drawn within each task (${method}, seed ${seed}).`,
  ];
  if (paired)
    lines.push(
      "X - Y, tests and effect sizes: of the runs' means over tasks, in pairs. Holm: p adjusted over all pairs.",
      `Permutation: ${paired.permutation.exact ? `all ${paired.permutation.permutations.toLocaleString("en-US")} assignments of signs` : `${paired.permutation.permutations.toLocaleString("en-US")} drawn assignments of signs`}. Factor: by which the pairing cuts the variance of X - Y.`,
      `Detectable: the smallest true difference that the t test at .05 finds with a chance of ${paired.planning.asked} in so many pairs.`,
    );
  if (apart > 0)
    lines.push(
      `${apart} of ${pairs.length} pairs have no runs in common that could be paired (a column run names them): no test of these.`,
    );
  return lines.join("\n");
}

const withInterval = ({ value, ci }: Figure) => [shown(value), interval(ci)];
const interval = ([low, high]: readonly [number, number]) => `${shown(low)} to ${shown(high)}`;
const chance = (p: number) => (p < 0.0001 ? "< 0.0001" : p.toFixed(4));

/** Normalised scores to four digits behind the point, money to whole units. */
function shown(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 1000 ? 0 : size >= 10 ? 2 : 4;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
