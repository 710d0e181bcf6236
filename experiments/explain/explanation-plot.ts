import type { Estimate } from "../../agents/explanation.js";
import type { Chart, Plot, Row } from "../portable/plot.js";
import type { NamedFinding, PolicyExplanation } from "./explain.js";
import { surestTerms } from "./surest-terms.js";

/** Rows of a chart at the most. */
const MOST_ROWS = 16;

/** A chart and the decision it is about; null: all of them. */
export type AboutChart = Chart & { readonly about: string | null };

/** An explanation as a page of charts. */
export function explanationPlot(explanation: PolicyExplanation): Plot {
  const { policy, scenario, env, seed } = explanation;
  return {
    title: `What ${policy} goes by on ${scenario ?? env}, seed ${seed}`,
    lead: leadOf(explanation),
    charts: explanationCharts(explanation),
  };
}

/** The sentence over the charts: what counts most, and how far rules can stand for the policy. */
export function leadOf({ policy, importance, rules, episodes }: PolicyExplanation): string {
  const [first] = importance;
  const hangs =
    first === undefined || first.share === 0
      ? `${policy} chooses the same whatever it observes`
      : `${percent(first.share)} of the choices of ${policy} change when ${first.name} is shuffled`;
  const judged = rules.flatMap(({ fidelity, made }) => (fidelity === null || made.length < 2 ? [] : [fidelity.share]));
  const faithful =
    judged.length === 0
      ? ""
      : `; its rules name ${percent(judged.reduce((sum, one) => sum + one, 0) / judged.length)} of its choices`;
  return `${hangs}${faithful} (${episodes} evaluation episodes).`;
}

/** What every decision shares first, then what is about one, decision by decision. */
export function explanationCharts(explanation: PolicyExplanation): AboutChart[] {
  return [...importanceCharts(explanation), ...fidelityCharts(explanation), ...accountCharts(explanation)];
}

function importanceCharts({ importance, episodes }: PolicyExplanation): AboutChart[] {
  const moved = importance.filter(({ share }) => share > 0).slice(0, MOST_ROWS);
  if (moved.length === 0) return [];
  const still = importance.filter(({ share }) => share === 0).length;
  return [
    {
      about: null,
      kind: "bars",
      heading: "What its choices hang on",
      caption:
        `Share of choices that change when a quantity is shuffled among the observations; whiskers: 95% (Student's t over ` +
        `${episodes} episodes). ${still} of ${importance.length} quantities change none.`,
      x: { title: "choices that change, %" },
      rows: moved.map((row) => ({ name: row.name, ...inPercent(row) })),
    },
  ];
}

function fidelityCharts({ rules }: PolicyExplanation): AboutChart[] {
  const judged = rules.filter(({ fidelity, made }) => fidelity !== null && made.length > 1);
  if (judged.length === 0) return [];
  return [
    {
      about: null,
      kind: "dots",
      heading: "How far its rules can be believed",
      caption:
        `Share of the policy's choices in ${judged[0].heldOut} held-out episodes that the rules name, and that always naming the ` +
        "commonest choice names; whiskers: 95% (Student's t over those episodes).",
      x: { title: "choices named, %" },
      rows: judged.flatMap(({ decision, fidelity, commonest }) => [
        { name: `${decision}: rules`, ...inPercent(fidelity!) },
        { name: `${decision}: commonest`, ...inPercent(commonest!), colour: 4 },
      ]),
    },
  ];
}

function accountCharts({ findings }: PolicyExplanation): AboutChart[] {
  const models = findings.filter((finding) => finding.kind === "coefficients");
  const parts = [...new Set(models.map(({ part }) => part.join(" / ")))];
  const coefficients = parts.map((part) => coefficientChart(models.filter((model) => model.part.join(" / ") === part)));
  return [...coefficients, ...findings.flatMap((finding) => findingCharts(finding))];
}

type Models = Extract<NamedFinding, { kind: "coefficients" }>[];

function coefficientChart(models: Models): AboutChart {
  const [{ part, unit, interval, choiceNames, about }] = models;
  const all = models.reduce((sum, { terms }) => sum + terms.length, 0);
  const terms = surestTerms(models, MOST_ROWS);
  const surest = all > terms.length ? ` The surest ${terms.length} of ${all}.` : "";
  return {
    about,
    kind: "dots",
    heading: `${partName(part)}coefficients of a choice's value`,
    caption: `Whiskers: 95%, ${interval}.${surest}`,
    x: { title: `value, ${unit}` },
    rows: terms.map(({ choice, term }) => ({
      name: [
        choice === null ? "" : `${choiceNames[choice]}: `,
        term.name,
        term.per === "" ? "" : ` (${term.per})`,
      ].join(""),
      ...rowOf(term),
    })),
    rule: { value: 0, label: "0" },
  };
}

function findingCharts(finding: NamedFinding): AboutChart[] {
  const { about, unit, choiceNames } = finding;
  const heading = partName(finding.part);
  if (finding.kind === "means") {
    const rows = finding.choices.flatMap((choice, c) =>
      Number.isNaN(choice.estimate) ? [] : [{ name: `${choiceNames[c]} (${choice.pulls} pulls)`, ...rowOf(choice) }],
    );
    if (rows.length === 0) return [];
    const caption = `Whiskers: 95%, ${finding.interval}.`;
    return [
      { about, kind: "dots", heading: `${heading}mean reward of each choice`, caption, x: { title: unit }, rows },
    ];
  }
  if (finding.kind === "shadow-prices" && finding.prices.length > 0) {
    const shown = finding.prices.slice(0, MOST_ROWS);
    return [
      {
        about,
        kind: "bars",
        heading: `${heading}what its limits cost`,
        caption: `Shadow prices of ${finding.of}, exact: ${shown[0].sentence}. ${finding.prices.length} limits cost anything.`,
        x: { title: `for one more of a limit, ${unit}` },
        rows: shown.map(({ name, price }) => ({ name, value: price })),
      },
    ];
  }
  return [];
}

const partName = (part: readonly string[]) => (part.length > 0 ? `${part.join(" / ")}: ` : "");
const percent = (share: number) => `${Math.round(100 * share)}%`;

function rowOf({ estimate, low, high }: Estimate): Omit<Row, "name"> {
  return low === undefined || high === undefined ? { value: estimate } : { value: estimate, low, high };
}

function inPercent({ share, low, high }: { share: number; low?: number; high?: number }): Omit<Row, "name"> {
  return rowOf({
    estimate: 100 * share,
    low: low === undefined ? undefined : 100 * low,
    high: high === undefined ? undefined : 100 * high,
  });
}
