import { normalBelow, normalDensity } from "../../agents/math/normal.js";
import type { Rng } from "../../envs/types.js";
import type { Drawn } from "./job.js";
import { type Dimension, placeOf, valueAt } from "./space.js";

export interface TpeOptions {
  /** share of the trials that counts as good; the source's gamma */
  readonly good: number;
  /** values that are drawn for each parameter, of which the most promising is tried */
  readonly candidates: number;
}

export interface Scored {
  readonly drawn: Drawn;
  /** to be made large; minus infinity for a trial that failed */
  readonly score: number;
}

/**
 * Parameters to try next, by the tree-structured Parzen estimator. l(x) is the density of the best `good` share of the trials
 * and g(x) that of the others, each a product over parameters, on their scale's place in [0, 1]; of some x drawn from l the one
 * with the largest l(x) / g(x) is taken, which has the largest expected improvement. A candidate is drawn and judged with all its
 * parameters: judged one by one, a choice that is ahead early would never be left again.
 *
 * Our own: what npm has of it binds to Python or is no longer kept.
 *
 * @param trials  finished ones, at least two
 * @throws RangeError with fewer
 * @see Bergstra, Bardenet, Bengio and Kegl (2011), Algorithms for hyper-parameter optimization, section 4
 */
export function suggestByTpe(
  space: readonly Dimension[],
  trials: readonly Scored[],
  { good, candidates }: TpeOptions,
  rng: Rng,
): Drawn {
  if (trials.length < 2) throw new RangeError(`suggestByTpe: needs at least 2 trials, got ${trials.length}`);
  const order = trials.map((_, index) => index).sort((a, b) => trials[b].score - trials[a].score || a - b);
  const best = new Set(order.slice(0, Math.max(1, Math.ceil(good * trials.length))));
  const densities = space.map((dimension) => {
    const places = trials.map((trial) => placeOf(dimension, trial.drawn[dimension.name]));
    const densityOf = dimension.kind === "choice" ? choiceDensity(dimension.values.length) : parzenDensity;
    return {
      likely: densityOf(places.filter((_, index) => best.has(index))),
      other: densityOf(places.filter((_, index) => !best.has(index))),
    };
  });
  let chosen: number[] = [];
  let largest = 0;
  for (let i = 0; i < candidates; i++) {
    const places = densities.map(({ likely }) => likely.draw(rng));
    const ratio = densities.reduce(
      (product, { likely, other }, d) => (product * likely.at(places[d])) / other.at(places[d]),
      1,
    );
    if (ratio <= largest) continue;
    largest = ratio;
    chosen = places;
  }
  return Object.fromEntries(space.map((dimension, d) => [dimension.name, valueAt(dimension, chosen[d])]));
}

/** A density on [0, 1]. */
export interface Density {
  at(place: number): number;
  draw(rng: Rng): number;
}

/**
 * A mixture of normals cut to [0, 1], equally weighted: one at every point, as wide as the farther of its two neighbours is away
 * (an end of the stretch where there is none), and the prior N(1/2, 1) as one more. Widths are at least 1 / min(100, n + 2).
 *
 * @param points  n places, any order, none at all for the prior alone
 */
export function parzenDensity(points: readonly number[]): Density {
  const means = [...points].sort((a, b) => a - b);
  const narrowest = 1 / Math.min(100, means.length + 2);
  const widths = means.map((point, i) => {
    const below = point - (means[i - 1] ?? 0);
    const above = (means[i + 1] ?? 1) - point;
    return Math.min(1, Math.max(narrowest, below, above));
  });
  means.push(0.5);
  widths.push(1);
  const masses = means.map((mean, i) => normalBelow((1 - mean) / widths[i]) - normalBelow(-mean / widths[i]));
  return {
    at(place) {
      let sum = 0;
      for (let i = 0; i < means.length; i++)
        sum += normalDensity((place - means[i]) / widths[i]) / (widths[i] * masses[i]);
      return sum / means.length;
    },
    draw(rng) {
      const part = rng.int(means.length);
      for (;;) {
        const place = means[part] + widths[part] * rng.normal();
        // every width is at most 1 and every mean within [0, 1]: one draw in three or more is kept
        if (place >= 0 && place <= 1) return place;
      }
    },
  };
}

/** Chances of choices, each as often as it was found and once more (the source's N p + C), spread over its stretch of [0, 1]. */
function choiceDensity(count: number): (places: readonly number[]) => Density {
  return (places) => {
    const weights = new Array<number>(count).fill(1);
    const indexOf = (place: number) => Math.min(count - 1, Math.floor(place * count));
    for (const place of places) weights[indexOf(place)] += 1;
    const total = count + places.length;
    return {
      at: (place) => (weights[indexOf(place)] * count) / total,
      draw(rng) {
        let left = rng.uniform() * total;
        let index = 0;
        while (index < count - 1 && left >= weights[index]) {
          left -= weights[index];
          index += 1;
        }
        return (index + 0.5) / count;
      },
    };
  };
}
