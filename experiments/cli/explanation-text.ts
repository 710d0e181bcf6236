import type { ActionValues, Coefficients, Estimate } from "../../agents/explanation.js";
import type { EpisodeShare } from "../explain/episode-share.js";
import type { NamedFinding, PolicyExplanation } from "../explain/explain.js";
import type { DecisionRules, RuleNode } from "../explain/rules.js";
import { surestTerms } from "../explain/surest-terms.js";
import { readable, table } from "./table.js";

/** Rows of a table printed at the most; all are in the JSON. */
const MOST_ROWS = 12;
/** Parts of a composition whose account is printed, and decisions whose rules are. */
const MOST_PARTS = 4;
const MOST_DECISIONS = 8;
/** Choices with a column of their own. */
const MOST_COLUMNS = 6;

/** An explanation as a reader of a terminal has it. */
export function explanationText(explanation: PolicyExplanation): string {
  const { policy, env, scenario, seed, trainingEpisodes, episodes, steps } = explanation;
  const trained = trainingEpisodes > 0 ? `after ${trainingEpisodes} training episodes` : "without training";
  const head = `${policy} on ${scenario ?? env}, seed ${seed}, ${trained}; ${episodes} evaluation episodes, ${readable(steps)} steps`;
  return [head, account(explanation), importanceText(explanation), rulesText(explanation)]
    .filter((part) => part !== "")
    .join("\n\n");
}

const right = (head: string) => ({ head, align: "right" }) as const;
const left = (head: string) => ({ head, align: "left" }) as const;

function account({ findings, policy }: PolicyExplanation): string {
  if (findings.length === 0)
    return `${policy} keeps nothing that it could tell itself; what follows holds for any policy.`;
  const parts = byPart(findings);
  const told = parts.slice(0, MOST_PARTS).flatMap(partTexts);
  return [...told, ...leftOut(parts.length - MOST_PARTS, "part")].join("\n\n");
}

function leftOut(more: number, what: string): string[] {
  if (more <= 0) return [];
  return [`${more} ${what}${more === 1 ? "" : "s"} more: --decision tells of one, --json of all`];
}

/** Findings of one agent together, in order. */
function byPart(findings: readonly NamedFinding[]): NamedFinding[][] {
  const parts = new Map<string, NamedFinding[]>();
  for (const finding of findings) {
    const key = finding.part.join("/");
    const known = parts.get(key);
    if (known) known.push(finding);
    else parts.set(key, [finding]);
  }
  return [...parts.values()];
}

function partTexts(findings: readonly NamedFinding[]): string[] {
  const models = findings.filter((finding) => finding.kind === "coefficients");
  const others = findings.filter((finding) => finding.kind !== "coefficients").map(findingText);
  return models.length === 0 ? others : [coefficientsText(models), ...others];
}

/** The surest terms of a linear model, or of one model a choice. */
function coefficientsText(models: readonly (NamedFinding & Coefficients)[]): string {
  const [{ part, unit, interval, choiceNames }] = models;
  const terms = surestTerms(models, MOST_ROWS);
  const all = models.reduce((sum, { terms }) => sum + terms.length, 0);
  const more = all > terms.length ? `\nthe surest ${terms.length} of ${all}` : "";
  const shared = models[0].choice === null;
  return `${partName(part)}coefficients of a choice's value, ${unit}\n${table(
    [...(shared ? [] : [left("choice")]), left("quantity"), right("for"), right("estimate"), right("95% interval")],
    terms.map(({ choice, term }) => [
      ...(choice === null ? [] : [choiceNames[choice]]),
      term.name,
      term.per,
      ...estimateCells(term),
    ]),
  )}${more}\nintervals ${interval}`;
}

const partName = (part: readonly string[]) => (part.length > 0 ? `${part.join(" / ")}: ` : "");

function findingText(finding: Exclude<NamedFinding, Coefficients>): string {
  const of = partName(finding.part);
  const { unit, choiceNames } = finding;
  switch (finding.kind) {
    case "means":
      return `${of}mean reward of each choice, ${unit}; 95% intervals ${finding.interval}\n${table(
        [left("choice"), right("pulls"), right("mean"), right("95% interval")],
        finding.choices.map((choice, c) => [
          choiceNames[c],
          readable(choice.pulls),
          ...(choice.pulls === 0 && Number.isNaN(choice.estimate) ? ["never taken", ""] : estimateCells(choice)),
        ]),
      )}`;
    case "table":
      return `${of}what every choice is worth in every state, ${unit}\n${valuesText(finding)}`;
    case "tiles": {
      const [first, second] = finding.axes;
      const best = bestOfTiles(finding.values, finding.choices);
      const cell = (i: number, j: number) => choiceNames[best[i * (second?.at.length ?? 1) + j]];
      const held = finding.held.length > 0 ? `, ${finding.held.join(", ")} at the middle of their range` : "";
      const columns = (second?.at ?? [0]).map((_, j) => j).filter((j, _, all) => j % Math.ceil(all.length / 6) === 0);
      const rows = first.at.map((_, i) => i).filter((i, _, all) => i % Math.ceil(all.length / 8) === 0);
      const top = second ? `${first.name} down, ${second.name} across` : first.name;
      return `${of}the choice worth most, ${top}${held}\n${table(
        [
          right(unitOf(first)),
          ...columns.map((j) => left(second ? `${three(second.at[j])} ${second.unit}`.trim() : "choice")),
        ],
        rows.map((i) => [three(first.at[i]), ...columns.map((j) => cell(i, j))]),
      )}`;
    }
    case "shadow-prices": {
      const lines = finding.prices.slice(0, MOST_ROWS).map(({ sentence }) => `  ${sentence}`);
      const none = finding.prices.length === 0 ? ["  no limit binds: more of anything would earn nothing"] : [];
      const more = finding.prices.length - lines.length;
      return [
        `${of}what its limits cost, by ${finding.of}, ${unit}`,
        ...lines,
        ...none,
        ...(more > 0 ? [`  and ${more} limits that cost less`] : []),
      ].join("\n");
    }
  }
}

/** A row a state in which choices differ; the best two alone where there are many. */
function valuesText({ states, choices, values, choiceNames }: ActionValues & NamedFinding): string {
  const rows = states.flatMap((state, s) => {
    const own = Array.from(values.subarray(s * choices, (s + 1) * choices));
    const order = own.map((_, choice) => choice).sort((a, b) => own[b] - own[a]);
    return own[order[0]] > own[order[choices - 1]] ? [{ state, own, order }] : [];
  });
  if (rows.length === 0) return "  in every state all choices are worth the same: nothing is learnt yet";
  const shown = rows.slice(0, 3 * MOST_ROWS);
  const few = choices <= MOST_COLUMNS;
  const more = states.length - shown.length;
  return [
    table(
      [
        left("state"),
        ...(few ? choiceNames.map(right) : [left("best"), right("worth"), left("next best"), right("worth")]),
      ],
      shown.map(({ state, own, order }) => [
        state,
        ...(few ? own.map(three) : order.slice(0, 2).flatMap((choice) => [choiceNames[choice], three(own[choice])])),
      ]),
    ),
    ...(more > 0
      ? [`${more} of ${states.length} states left out, first those where all choices are worth the same`]
      : []),
  ].join("\n");
}

const unitOf = ({ name, unit }: { name: string; unit: string }) => (unit === "" ? name : `${name}, ${unit}`);

function bestOfTiles(values: Float64Array, choices: number): number[] {
  return Array.from({ length: values.length / choices }, (_, at) => {
    const own = Array.from(values.subarray(at * choices, (at + 1) * choices));
    return own.indexOf(Math.max(...own));
  });
}

function estimateCells({ estimate, low, high }: Estimate): [string, string] {
  return [three(estimate), low === undefined || high === undefined ? "" : `${three(low)} to ${three(high)}`];
}

function importanceText({ importance, episodes }: PolicyExplanation): string {
  const moved = importance.filter(({ share }) => share > 0);
  const shown = moved.slice(0, MOST_ROWS);
  const still = importance.length - moved.length;
  const constant = importance.filter(({ varied }) => !varied).length;
  const same = constant > 0 ? `, ${constant} of them because they never varied` : "";
  const rest = [
    ...(moved.length > shown.length ? [`${moved.length - shown.length} more change fewer choices`] : []),
    ...(still > 0 ? [`${still} ${still === 1 ? "changes" : "change"} none${same}`] : []),
  ].join("; ");
  if (shown.length === 0) return `No observed quantity changes a choice when it is shuffled${same}.`;
  return [
    `Choices that change when a quantity is shuffled; 95% intervals over ${episodes} episodes`,
    table(
      [left("quantity"), right("choices"), right("95% interval")],
      shown.map((row) => [row.name, percent(row.share), interval(row)]),
    ),
    ...(rest === "" ? [] : [rest]),
  ].join("\n");
}

function rulesText({ rules }: PolicyExplanation): string {
  const choosing = rules.filter(({ made }) => made.length > 1);
  const fixed = rules.filter(({ made }) => made.length <= 1);
  const told = choosing.slice(0, MOST_DECISIONS).map(treeText);
  return [
    ...told,
    ...leftOut(choosing.length - MOST_DECISIONS, "decision"),
    ...(fixed.length > 0 ? [fixed.map(fixedText).join("\n")] : []),
  ].join("\n\n");
}

function fixedText({ decision, made }: DecisionRules): string {
  return made.length === 0 ? `${decision}: never had a choice` : `${decision}: always ${made[0].choice}`;
}

function treeText({ decision, tree, fidelity, commonest, heldOut, made }: DecisionRules): string {
  const judged =
    fidelity === null || commonest === null
      ? "nothing was free to choose in the episodes held out"
      : `in ${heldOut} held-out ${heldOut === 1 ? "episode" : "episodes"} these rules name ${percent(fidelity.share)}${within(fidelity)} of its choices, ` +
        `always "${made[0].choice}" ${percent(commonest.share)}${within(commonest)}`;
  return [`${decision}: ${judged}`, ...(tree === null ? [] : ruleLines(tree, "  "))].join("\n");
}

const within = (share: EpisodeShare) => (share.low === undefined ? "" : ` (${interval(share)})`);

/** Rules, indented two spaces a question. */
export function ruleLines(node: RuleNode, indent: string): string[] {
  if (node.kind === "choose")
    return [`${indent}${node.choice}  (${percent(node.share)} of choices, right in ${percent(node.agrees)})`];
  const threshold = `${Number(node.threshold.toPrecision(5))} ${node.unit}`.trim();
  return [
    `${indent}if ${node.quantity} < ${threshold}`,
    ...ruleLines(node.below, `${indent}  `),
    `${indent}else`,
    ...ruleLines(node.above, `${indent}  `),
  ];
}

const three = (value: number) => String(Number(value.toPrecision(3)));
const percent = (share: number) => `${readable(100 * share, share > 0 && share < 0.1 ? 1 : 0)}%`;
const interval = ({ low, high }: EpisodeShare) =>
  low === undefined || high === undefined ? "" : `${readable(100 * low)}% to ${readable(100 * high)}%`;
