import type { Estimate } from "../../agents/explanation.js";
import type { Plot, Row, TreeNodeRow } from "../portable/plot.js";
import type { Explanation } from "../wire.js";
import type { NamedFinding, PolicyExplanation } from "./explain.js";
import type { DecisionRules, RuleNode } from "./rules.js";
import { surestTerms } from "./surest-terms.js";

/** Rows of a chart at the most. */
const MOST_ROWS = 16;
/** Rows of a heat map, and choices with one of their own. */
const MOST_STATES = 40;
const MOST_TILED = 6;
/** How limits begin that are most of those that cost anything, and say the same of every product. */
const ROOM = "one offer at a time for ";
/** Linear models of a part, and coefficients of one. */
const MOST_MODELS = 6;
const MOST_TERMS = 8;

/** A chart and the decision it is about; null: all of them. */
type AboutChart = Explanation["charts"][number];

/** An explanation as a page of charts. */
export function explanationPlot(explanation: PolicyExplanation): Plot {
  const { policy, scenario, env, seed } = explanation;
  return {
    title: `What ${policy} goes by on ${scenario ?? env}, seed ${seed}`,
    lead: leadOf(explanation),
    charts: explanationCharts(explanation),
  };
}

/** The same as the page of a run asks for it. */
export function drawnExplanation(explanation: PolicyExplanation): Explanation {
  return {
    cell: explanation.cell,
    lead: leadOf(explanation),
    decisions: explanation.rules.map(({ decision }) => decision),
    charts: explanationCharts(explanation),
  };
}

/** The sentence over the charts: what counts most, and how far rules can stand for the policy. */
function leadOf({ policy, importance, rules, episodes }: PolicyExplanation): string {
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
function explanationCharts(explanation: PolicyExplanation): AboutChart[] {
  return [
    ...importanceCharts(explanation),
    ...fidelityCharts(explanation),
    ...explanation.rules.flatMap(treeCharts),
    ...accountCharts(explanation),
  ];
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
        `Share of the policy's choices in ${heldOutText(judged[0].heldOut)} that the rules name, and that always naming the ` +
        "commonest choice names; whiskers: 95% (Student's t over those episodes).",
      x: { title: "choices named, %" },
      rows: judged.flatMap(({ decision, fidelity, commonest }) => [
        { name: `${decision}: rules`, ...inPercent(fidelity!) },
        { name: `${decision}: commonest`, ...inPercent(commonest!), colour: 4 },
      ]),
    },
  ];
}

function treeCharts({ decision, tree, made, fidelity, heldOut }: DecisionRules): AboutChart[] {
  if (tree === null || made.length < 2) return [];
  const judged =
    fidelity === null ? "" : ` In ${heldOutText(heldOut)} they name ${percent(fidelity.share)} of its choices.`;
  return [
    {
      about: decision,
      kind: "tree",
      heading: `${decision}: rules that choose as it does`,
      caption: `A decision tree fitted to the policy's choices where more than one was legal; right: how many of those that come to a choice are it.${judged}`,
      nodes: nodesOf(
        tree,
        made.map(({ choice }) => choice),
        { depth: 0, answer: "" },
      ),
    },
  ];
}

function nodesOf(node: RuleNode, choices: readonly string[], at: Pick<TreeNodeRow, "depth" | "answer">): TreeNodeRow[] {
  const { share } = node;
  if (node.kind === "choose") {
    const { choice, agrees } = node;
    return [{ ...at, text: choice, leaf: true, share, right: agrees, colour: choices.indexOf(choice) }];
  }
  const threshold = `${Number(node.threshold.toPrecision(5))} ${node.unit}`.trim();
  const depth = at.depth + 1;
  return [
    { ...at, text: `${node.quantity} < ${threshold}`, leaf: false, share },
    ...nodesOf(node.below, choices, { depth, answer: "yes" }),
    ...nodesOf(node.above, choices, { depth, answer: "no" }),
  ];
}

function accountCharts({ findings }: PolicyExplanation): AboutChart[] {
  const models = findings.filter((finding) => finding.kind === "coefficients");
  const parts = [...new Set(models.map(({ part }) => part.join(" / ")))];
  const coefficients = parts.flatMap((part) =>
    coefficientCharts(models.filter((model) => model.part.join(" / ") === part)),
  );
  return [...coefficients, ...findings.flatMap((finding) => findingCharts(finding))];
}

/** A chart a model, those with the surest terms where there are many. */
function coefficientCharts(models: readonly Told<"coefficients">[]): AboutChart[] {
  const surest = new Set(surestTerms(models, MOST_ROWS).map(({ choice }) => choice));
  const shown = models.length <= MOST_MODELS ? models : models.filter(({ choice }) => surest.has(choice));
  return shown.slice(0, MOST_MODELS).map(({ part, unit, interval, choice, choiceNames, about, terms }) => {
    const rows = surestTerms([{ choice, terms }], MOST_TERMS);
    const more = terms.length > rows.length ? ` The surest ${rows.length} of ${terms.length}.` : "";
    const valued = choice === null ? "every choice" : choiceNames[choice];
    return {
      about,
      kind: "dots",
      heading: `${partName(part)}what moves the value of ${valued}`,
      caption: `Coefficients of its linear model, each for as much more of the quantity as stands beside it. Whiskers: 95%, ${interval}.${more}`,
      x: { title: `value, ${unit}` },
      rows: rows.map(({ term }) => ({
        name: term.per === "" ? term.name : `${term.name} (${term.per})`,
        ...rowOf(term),
      })),
      rule: { value: 0, label: "0" },
    };
  });
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
        caption: `Shadow prices of ${finding.of}, exact: ${shown[0].sentence}. ${finding.prices.length} limits cost anything.${shown.some(({ name }) => name.startsWith(ROOM)) ? " A product with days alone: room for one more offer on it then." : ""}`,
        x: { title: `for one more of a limit, ${unit}` },
        rows: shown.map(({ name, price }) => ({ name: name.replace(ROOM, ""), value: price })),
      },
    ];
  }
  if (finding.kind === "table") return tableCharts(finding);
  if (finding.kind === "tiles") return tileCharts(finding);
  return [];
}

type Told<K> = Extract<NamedFinding, { kind: K }>;

/** States in which choices differ, as rows of a heat map. */
function tableCharts({ about, part, unit, states, choices, choiceNames, values }: Told<"table">): AboutChart[] {
  const told = states.flatMap((state, s) => {
    const own = Array.from(values.subarray(s * choices, (s + 1) * choices));
    return own.some((value) => value !== own[0]) ? [{ state, own }] : [];
  });
  const shown = told.slice(0, MOST_STATES);
  if (shown.length === 0) return [];
  const more = states.length - shown.length;
  const left =
    more > 0
      ? ` ${more} of ${states.length} states are left out, first those where all choices are worth the same.`
      : "";
  return [
    {
      about,
      kind: "heat",
      heading: `${partName(part)}what every choice is worth`,
      caption: `The table it chooses by: in each state it takes the choice worth most.${left}`,
      x: { title: "choice", names: choiceNames.slice(0, choices) },
      y: { title: "state", names: shown.map(({ state }) => state) },
      value: { title: unit },
      values: shown.flatMap(({ own }) => own),
    },
  ];
}

/** A heat map a choice, under the same colours. */
function tileCharts({ about, part, unit, axes, held, choices, choiceNames, values }: Told<"tiles">): AboutChart[] {
  const [first, second] = axes;
  const columns = second?.at.length ?? 1;
  const title = (axis: typeof first) =>
    axis.unit === "" || axis.unit === "indicator" ? axis.name : `${axis.name}, ${axis.unit}`;
  const names = (at: readonly number[]) => at.map((amount) => String(Number(amount.toPrecision(3))));
  // the greatest amount on top, as at any upright axis
  const domain = [Math.min(...values), Math.max(...values)] satisfies [number, number];
  const rest = held.length > 0 ? ` ${held.join(", ")}: at the middle of their range.` : "";
  return Array.from(
    { length: Math.min(choices, MOST_TILED) },
    (_, choice): AboutChart => ({
      about,
      kind: "heat",
      heading: `${partName(part)}what ${choiceNames[choice]} is worth by ${axes.map(({ name }) => name).join(" and ")}`,
      caption: `Read off its tiles; the same colours for every choice.${rest}`,
      x:
        second === undefined
          ? { title: "", names: [choiceNames[choice]] }
          : { title: title(second), names: names(second.at) },
      y: { title: title(first), names: names(first.at.toReversed()) },
      value: { title: unit, domain },
      values: Array.from({ length: first.at.length * columns }, (_, cell) => {
        const row = first.at.length - 1 - Math.floor(cell / columns);
        return values[(row * columns + (cell % columns)) * choices + choice];
      }),
    }),
  );
}

const heldOutText = (episodes: number) => `${episodes} held-out ${episodes === 1 ? "episode" : "episodes"}`;
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
