import type { Choices } from "./choices.js";
import { fitDecisionTree, rankColumns, type TreeNode, treeChoice } from "./decision-tree.js";
import { type EpisodeShare, shareOverEpisodes } from "./episode-share.js";
import type { Quantity } from "./quantities.js";
import { valuesOf, type WatchedEpisode, type WatchedPolicy } from "./watch.js";

/** A shallow decision tree in place of the policy, and how far it can be believed. */
export interface DecisionRules {
  readonly decision: string;
  /** the choices the policy made, with the share of its free choices, the commonest first */
  readonly made: readonly { readonly choice: string; readonly share: number }[];
  /** null where nothing was ever free to choose */
  readonly tree: RuleNode | null;
  /** share of free choices of held-out episodes that the tree names; null where none was free there */
  readonly fidelity: EpisodeShare | null;
  /** the same of always naming the commonest choice */
  readonly commonest: EpisodeShare | null;
  /** episodes the tree was not fitted to */
  readonly heldOut: number;
}

export type RuleNode =
  | { readonly kind: "choose"; readonly choice: string; readonly share: number; readonly agrees: number }
  | {
      readonly kind: "if";
      readonly quantity: string;
      readonly unit: string;
      /** in the quantity's unit: `below` holds where it is less */
      readonly threshold: number;
      /** of the free choices fitted to, those that come here */
      readonly share: number;
      readonly below: RuleNode;
      readonly above: RuleNode;
    };

/** A leaf holds at least this part of the choices fitted to, so that a rule is no single day. */
const LEAST_LEAF = 0.01;

/**
 * A tree for every decision, fitted to what the policy chose in all episodes but the last third, which judges it. Only choices count of
 * which more than one was legal: what the market leaves no choice in says nothing of the policy.
 *
 * @param choices  by decision
 * @param depth    questions on the way to a rule at most
 */
export function decisionRules(
  watched: readonly WatchedEpisode[],
  { table, decisions }: Pick<WatchedPolicy, "table" | "decisions">,
  choices: readonly Choices[],
  depth: number,
): DecisionRules[] {
  const heldOut = watched.slice(watched.length - Math.max(1, Math.floor(watched.length / 3)));
  const fitted = watched.slice(0, watched.length - heldOut.length);
  const width = table.quantities.length;
  const rows = concatenated(fitted.map(({ seen }) => seen));
  const ranked = rankColumns(rows, width);
  return decisions.map((decision, d) => {
    const numbers = valuesOf(fitted, d, decisions.length).map(choices[d].of);
    const free = freeRows(fitted, d, decisions.length);
    const { names } = choices[d];
    const counts = new Array<number>(names.length).fill(0);
    for (const row of free) counts[numbers[row]] += 1;
    const made = counts
      .map((count, choice) => ({ choice: names[choice], share: count / free.length }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share);
    const answer = { decision: decision.name, made, heldOut: heldOut.length };
    if (free.length === 0) return { ...answer, tree: null, fidelity: null, commonest: null };
    const leastRows = Math.max(1, Math.ceil(LEAST_LEAF * free.length));
    const tree = fitDecisionTree(ranked, { choice: numbers, choices: names.length }, { depth, leastRows }, free);
    const right = (guess: (episode: WatchedEpisode, step: number) => number) =>
      shareRight(heldOut, (episode, step) => {
        const at = step * decisions.length + d;
        return episode.free[at] === 0 ? undefined : guess(episode, step) === choices[d].of(episode.done[at]);
      });
    return {
      ...answer,
      tree: inWords(tree, { quantities: table.quantities, names, all: free.length }),
      fidelity: right(({ seen }, step) => treeChoice(tree, seen, step * width)),
      commonest: right(() => tree.choice),
    };
  });
}

/** Share of trues, over the episodes that have one to judge. */
function shareRight(
  episodes: readonly WatchedEpisode[],
  right: (episode: WatchedEpisode, step: number) => boolean | undefined,
): EpisodeShare | null {
  const shares = episodes.flatMap((episode) => {
    const judged = Array.from({ length: episode.steps }, (_, step) => right(episode, step)).filter(
      (one) => one !== undefined,
    );
    return judged.length === 0 ? [] : [judged.filter((one) => one).length / judged.length];
  });
  return shares.length === 0 ? null : shareOverEpisodes(shares);
}

function freeRows(episodes: readonly WatchedEpisode[], decision: number, decisions: number): Int32Array {
  const rows: number[] = [];
  let from = 0;
  for (const { free, steps } of episodes) {
    for (let step = 0; step < steps; step++) if (free[step * decisions + decision] === 1) rows.push(from + step);
    from += steps;
  }
  return Int32Array.from(rows);
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface Wording {
  readonly quantities: readonly Quantity[];
  readonly names: readonly string[];
  /** rows at the root */
  readonly all: number;
}

function inWords(node: TreeNode, wording: Wording): RuleNode {
  const { quantities, names, all } = wording;
  const here = node.counts.reduce((sum, count) => sum + count, 0);
  if (node.kind === "leaf")
    return { kind: "choose", choice: names[node.choice], share: here / all, agrees: node.counts[node.choice] / here };
  const { name, unit, scale } = quantities[node.column];
  return {
    kind: "if",
    quantity: name,
    unit,
    threshold: node.threshold * scale,
    share: here / all,
    below: inWords(node.below, wording),
    above: inWords(node.above, wording),
  };
}
