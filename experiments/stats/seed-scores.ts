declare const oneScoreASeed: unique symbol;

/** Numbers of which each belongs to one seed: only what this file makes has the mark, episode scores do not. */
export type PerSeed = Float64Array & { readonly [oneScoreASeed]: true };

/** The scores of a task from a table that has a row a run: each is the run's own number already. A copy. */
export function runScores(scores: ArrayLike<number>): PerSeed {
  return Float64Array.from(scores) as PerSeed;
}

/** What one policy scored in one scenario, one number a seed. */
export interface SeedScores {
  /** the policy's name in rankings, unique in its scenario: agent and, where needed, parameters */
  readonly label: string;
  readonly agent: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scenario: string;
  readonly seeds: readonly string[];
  /** evaluation episodes behind each score */
  readonly episodes: number;
  /** mean score of the seed's evaluation episodes, money, shape [seeds] */
  readonly scores: PerSeed;
}

export interface EpisodeScore {
  readonly seed: string;
  readonly episode: number;
  /** profit of horizon and tail, money */
  readonly score: number;
}

/**
 * Averages every seed's evaluation episodes: the seed, a training run with luck of its own, is the unit of replication,
 * and its episodes share that training, so that counting them as replicates would make every interval too narrow.
 * The only way to a `SeedScores`.
 *
 * @param episodes  in any order; seeds keep the order of their first episode
 * @throws RangeError when there is no episode, an episode comes twice, a score is not finite, or seeds differ in their
 *   number of episodes (an unfinished seed)
 */
export function seedScores(
  policy: Pick<SeedScores, "label" | "agent" | "params" | "scenario">,
  episodes: Iterable<EpisodeScore>,
): SeedScores {
  const bySeed = new Map<string, Map<number, number>>();
  for (const { seed, episode, score } of episodes) {
    const found = `seedScores: ${policy.label}, seed ${seed}, episode ${episode}`;
    if (!Number.isFinite(score)) throw new RangeError(`${found} scored ${score}`);
    const ofSeed = bySeed.get(seed) ?? new Map<number, number>();
    if (ofSeed.has(episode)) throw new RangeError(`${found} comes twice`);
    ofSeed.set(episode, score);
    bySeed.set(seed, ofSeed);
  }
  if (bySeed.size === 0) throw new RangeError(`seedScores: ${policy.label} has no episode`);
  const seeds = [...bySeed.keys()];
  const scores = new Float64Array(seeds.length);
  const count = bySeed.get(seeds[0])!.size;
  seeds.forEach((seed, index) => {
    const ofSeed = bySeed.get(seed)!;
    if (ofSeed.size !== count)
      throw new RangeError(
        `seedScores: ${policy.label} has ${ofSeed.size} episodes of seed ${seed}, ${count} of seed ${seeds[0]}`,
      );
    let sum = 0;
    for (const score of ofSeed.values()) sum += score;
    scores[index] = sum / count;
  });
  const { label, agent, params, scenario } = policy;
  return { label, agent, params, scenario, seeds, episodes: count, scores: scores as PerSeed };
}

/**
 * The same policy on these seeds only, in this order.
 *
 * @throws RangeError when it lacks one of them
 */
export function onSeeds(policy: SeedScores, seeds: readonly string[]): SeedScores {
  const scores = new Float64Array(seeds.length);
  seeds.forEach((seed, index) => {
    const found = policy.seeds.indexOf(seed);
    if (found < 0) throw new RangeError(`onSeeds: ${policy.label} has no seed ${seed}`);
    scores[index] = policy.scores[found];
  });
  return { ...policy, seeds, scores: scores as PerSeed };
}

/**
 * Score less the other policy's under the same luck, seed by seed, in the first policy's order of seeds, money.
 *
 * @throws RangeError when the other policy lacks a seed
 */
export function pairedDifferences(policy: SeedScores, other: SeedScores): PerSeed {
  const against = onSeeds(other, policy.seeds).scores;
  return policy.scores.map((score, index) => score - against[index]) as PerSeed;
}
