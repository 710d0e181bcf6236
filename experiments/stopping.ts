import type { ResolvedExperiment } from "./config.js";
import type { JournalEntry } from "./journal.js";
import { createRunState, type RunState, rankingOf } from "./run-state.js";
import { type Stopping, seedNames } from "./stopping-plan.js";
import type { Ranking } from "./wire.js";

/**
 * The experiment with as many seeds as are in play by its plan: the first `from`, and `by` more for each look after which a
 * policy was not yet told from the baseline. Looks are at whole seeds of all policies, in order, so that neither threads nor
 * interruptions count. An experiment without a plan stays as it is.
 */
export function inPlay(experiment: ResolvedExperiment, entries: readonly JournalEntry[]): ResolvedExperiment {
  let current = experiment;
  for (;;) {
    const next = withMoreSeeds(createRunState(current, entries));
    if (next === undefined) return current;
    current = next;
  }
}

/** The experiment with the seeds that its plan adds now; undefined where there is no plan, or it is at its end, or cells are open. */
function withMoreSeeds(state: RunState): ResolvedExperiment | undefined {
  const { experiment, cells } = state;
  const { stopping, seeds } = experiment;
  if (stopping === undefined || seeds.length >= stopping.to) return undefined;
  if (cells.some((record) => record.state !== "finished")) return undefined;
  if (open(rankingOf(state), stopping).length === 0) return undefined;
  return { ...experiment, seeds: seedNames(Math.min(stopping.to, seeds.length + stopping.by)) };
}

/** The rows of policies that more seeds are asked for: neither told from the baseline nor known to be within the margin of it. */
function open({ rows, baseline }: Ranking, { margin }: Stopping): Ranking["rows"] {
  return rows.filter(
    ({ label, distinguishable, differenceCi: [low, high] }) =>
      label !== baseline && !distinguishable && !(low >= -margin && high <= margin && margin > 0),
  );
}

/** How a plan ended, in a sentence; undefined where it has not ended. */
export function stoppingVerdict(ranking: Ranking, seeds: number, stopping: Stopping): string | undefined {
  const left = open(ranking, stopping);
  const { baseline } = ranking;
  const near = stopping.margin > 0 ? `, or known to lie within ${stopping.margin} of it,` : "";
  if (left.length === 0)
    return `every policy is told from ${baseline}${near} after ${seeds} seeds, of ${stopping.to} at the most`;
  if (seeds < stopping.to) return undefined;
  const names = left.map(({ label, agent }) => label ?? agent);
  return `all ${seeds} seeds are used; not told from ${baseline}: ${[...new Set(names)].join(", ")}`;
}
