import type { PerSeed } from "./seed-scores.js";

/** Runs of one agent on several tasks: a table with a row a run and a column a task. */
export interface AgentScores {
  readonly name: string;
  readonly tasks: readonly string[];
  readonly runs: readonly string[];
  /** the runs' names were given: equal names are one luck. Else they are places, and pairs need equally many runs */
  readonly named: boolean;
  /** by task, in the order of `tasks`, one score a run in the order of `runs` */
  readonly scores: readonly PerSeed[];
}

/** A run's score over all tasks: their mean. The unit of every paired figure. */
export function runMeans({ scores, runs }: AgentScores): PerSeed {
  const means = new Float64Array(runs.length);
  for (let run = 0; run < runs.length; run++) {
    for (const ofTask of scores) means[run] += ofTask[run];
    means[run] /= scores.length;
  }
  return means as PerSeed;
}

/** The runs that two agents share, as both agents with these alone in one order; undefined where fewer than two. */
export function inPairs(one: AgentScores, other: AgentScores): [AgentScores, AgentScores] | undefined {
  if (!one.named || !other.named) return one.runs.length === other.runs.length ? [one, other] : undefined;
  const shared = one.runs.filter((run) => other.runs.includes(run));
  return shared.length < 2 ? undefined : [onRuns(one, shared), onRuns(other, shared)];
}

function onRuns(agent: AgentScores, runs: readonly string[]): AgentScores {
  const at = runs.map((run) => agent.runs.indexOf(run));
  return { ...agent, runs, scores: agent.scores.map((ofTask) => Float64Array.from(at, (i) => ofTask[i]) as PerSeed) };
}
