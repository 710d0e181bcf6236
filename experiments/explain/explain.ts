import type { Finding } from "../../agents/explanation.js";
import type { CellTask } from "../cell.js";
import { choicesOf } from "./choices.js";
import type { EpisodeShare } from "./episode-share.js";
import { permutationImportance } from "./importance.js";
import { ownAccount } from "./own-account.js";
import { type DecisionRules, decisionRules } from "./rules.js";
import { valuesOf, type WatchedPolicy, watchPolicy } from "./watch.js";

/** What a trained policy goes by. Plain data. */
export interface PolicyExplanation {
  readonly cell: string;
  readonly policy: string;
  readonly agent: string;
  readonly env: string;
  /** null for envs without a market */
  readonly scenario: string | null;
  readonly seed: string;
  readonly trainingEpisodes: number;
  /** evaluation episodes played, and their steps together */
  readonly episodes: number;
  readonly steps: number;
  /** what the agent itself tells; empty where it cannot */
  readonly findings: readonly NamedFinding[];
  /** the weightiest first */
  readonly importance: readonly QuantityImportance[];
  /** one a decision, in the env's order */
  readonly rules: readonly DecisionRules[];
}

/** A finding with the names of the choices it is about. */
export type NamedFinding = Finding & { readonly about: string | null; readonly choiceNames: readonly string[] };

export interface QuantityImportance extends EpisodeShare {
  readonly name: string;
  /** false: it was the same in all observations */
  readonly varied: boolean;
}

export interface ExplainOptions {
  /** evaluation episodes to play, at least 2; default: the run's own number, 9 at least and 15 at most */
  readonly episodes?: number;
  /** questions on the way to a rule at most; default 3 */
  readonly depth?: number;
  onProgress?(stage: string, done: number, all: number): void;
}

/**
 * What the trained policy of a cell goes by: what it tells itself, which observed quantities its choices hang on, and rules that
 * choose almost as it does. Evaluation episodes are played with learning off; the last third is held out from the rules. Equal
 * cells give equal explanations.
 *
 * @param task  with its saved agent in `progress.state`
 * @throws EpisodeError where the policy breaks
 */
export async function explainPolicy(
  task: CellTask,
  { episodes = usualEpisodes(task), depth = 3, onProgress }: ExplainOptions = {},
): Promise<PolicyExplanation> {
  const policy = await watchPolicy(task);
  const findings = ownAccount(policy.agent, task.policy.label);
  const watched = Array.from({ length: episodes }, (_, episode) => {
    onProgress?.("playing episodes", episode, episodes);
    return policy.play(episode);
  });
  const { table, decisions } = policy;
  const choices = decisions.map((decision, d) => choicesOf(decision, valuesOf(watched, d, decisions.length)));
  const importance = permutationImportance(watched, {
    quantities: table.quantities.length,
    decisions: decisions.length,
    ask: policy.ask,
    same: (d, one, other) => choices[d].of(one) === choices[d].of(other),
    seed: task.cell,
    onProgress: (done, all) => onProgress?.("shuffling quantities", done, all),
  });
  return {
    cell: task.cell,
    policy: task.policy.label,
    agent: task.policy.agent,
    env: task.policy.env,
    scenario: task.scenario?.label ?? null,
    seed: task.seed,
    trainingEpisodes: task.progress.trained,
    episodes,
    steps: watched.reduce((sum, { steps }) => sum + steps, 0),
    findings: findings.map((finding) => named(finding, policy)),
    importance: importance
      .map(({ quantity, ...rest }) => ({ name: table.quantities[quantity].name, ...rest }))
      .sort((a, b) => b.share - a.share),
    rules: decisionRules(watched, policy, choices, depth),
  };
}

function usualEpisodes({ evaluation }: CellTask): number {
  return Math.min(15, Math.max(9, evaluation.episodes));
}

/** Of a part of a composition, the decision that is its own; its name, and its choices'. */
function named(finding: Finding, { decisions }: WatchedPolicy): NamedFinding {
  const own =
    decisions.length === 1
      ? decisions[0]
      : decisions.find(({ name, entry }) =>
          entry === undefined
            ? finding.part.includes(name)
            : finding.part.includes(entry) && finding.part.includes(name.slice(entry.length + 2)),
        );
  const count =
    "choices" in finding ? (typeof finding.choices === "number" ? finding.choices : finding.choices.length) : 0;
  const named = own?.choices ?? Array.from({ length: count }, (_, choice) => `choice ${choice}`);
  const about = decisions.length === 1 && finding.part.length === 0 ? null : (own?.name ?? null);
  return { ...finding, about, choiceNames: named };
}
