import { kmeans } from "ml-kmeans";
import type { Rng } from "../../envs/types.js";

export type Points = readonly (readonly number[])[];

/** Points in groups. */
export interface Clusters {
  /** shape [clusters][dimensions] */
  readonly centres: number[][];
  /** cluster of each point, whose centre is the nearest to it, shape [points] */
  readonly own: Int32Array;
  /** sum of squared distances to the own centres */
  readonly inertia: number;
}

/**
 * K-means from several k-means++ starts, the best by inertia kept. Each start goes through ml-kmeans and ends where moving no
 * single point helps, a condition that fewer partitions meet than that each point is nearest to its own centre.
 *
 * @param points  shape [points][dimensions], finite
 * @throws RangeError when there are fewer different points than clusters
 * @see Lloyd (1982); Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding; Hartigan and Wong (1979), A
 *   k-means clustering algorithm, Applied Statistics 28(1), for the moves of single points
 */
export function kMeans(
  points: Points,
  clusters: number,
  { rng, starts }: { readonly rng: Rng; readonly starts: number },
): Clusters {
  refuseTooFew(points, clusters);
  if (!(starts >= 1)) throw new RangeError(`kMeans: needs at least 1 start, got ${starts}`);
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const initialization = careful(points, clusters, rng);
    // ml-kmeans takes its points as arrays that may be written to; it does not
    const { centroids } = kmeans(points as number[][], clusters, {
      initialization,
      maxIterations: 100,
      tolerance: NEAR,
    });
    const found = exchange(points, centroids);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** The centre nearest to a point, the first of equals, and its squared distance. */
export function nearestCentre(point: readonly number[], centres: Points): { index: number; distance: number } {
  let index = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let k = 0; k < centres.length; k++) {
    const there = squaredDistance(point, centres[k]);
    if (there >= distance) continue;
    index = k;
    distance = there;
  }
  return { index, distance };
}

export function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

/** Squared distance by which centres may still move when ml-kmeans hands over to the moves of single points. */
const NEAR = 1e-4;

function refuseTooFew(points: Points, clusters: number): void {
  if (!(Number.isInteger(clusters) && clusters >= 1))
    throw new RangeError(`kMeans: needs a whole number of clusters from 1, got ${clusters}`);
  const different = new Set<string>();
  for (const point of points) {
    different.add(point.join());
    if (different.size >= clusters) return;
  }
  throw new RangeError(`kMeans: ${clusters} clusters of ${different.size} different points`);
}

/**
 * First centres by k-means++: each next one a point drawn in proportion to its squared distance from those there are.
 * ml-kmeans has it too, but draws from a generator of its own.
 */
function careful(points: Points, clusters: number, rng: Rng): number[][] {
  const centres = [[...points[rng.int(points.length)]]];
  const distances = Float64Array.from(points, (point) => squaredDistance(point, centres[0]));
  while (centres.length < clusters) {
    let left = rng.uniform() * distances.reduce((sum, distance) => sum + distance, 0);
    let chosen = -1;
    for (let i = 0; i < points.length && !(chosen >= 0 && left < 0); i++) {
      if (distances[i] === 0) continue;
      chosen = i;
      left -= distances[i];
    }
    const centre = [...points[chosen]];
    centres.push(centre);
    for (let i = 0; i < points.length; i++) distances[i] = Math.min(distances[i], squaredDistance(points[i], centre));
  }
  return centres;
}

/**
 * Moves single points between clusters while that lowers the inertia: from k to j where
 *   n[j] / (n[j] + 1) d2(j) < n[k] / (n[k] - 1) d2(k)
 */
function exchange(points: Points, first: Points): Clusters {
  const own = Int32Array.from(points, (point) => nearestCentre(point, first).index);
  const centres = first.map((centre) => centre.map(() => 0));
  const count = new Float64Array(first.length);
  points.forEach((point, i) => {
    count[own[i]] += 1;
    point.forEach((x, d) => {
      centres[own[i]][d] += x;
    });
  });
  // nobody's centre stays where it was: a point far from its own may move there
  centres.forEach((centre, k) => {
    for (let d = 0; d < centre.length; d++) centre[d] = count[k] > 0 ? centre[d] / count[k] : first[k][d];
  });
  for (let moved = true; moved; ) {
    moved = false;
    for (let i = 0; i < points.length; i++) {
      const from = own[i];
      if (count[from] === 1) continue;
      const point = points[i];
      let to = from;
      let least = (count[from] / (count[from] - 1)) * squaredDistance(point, centres[from]) * (1 - ROUNDING);
      for (let k = 0; k < centres.length; k++) {
        if (k === from) continue;
        const cost = (count[k] / (count[k] + 1)) * squaredDistance(point, centres[k]);
        if (cost >= least) continue;
        least = cost;
        to = k;
      }
      if (to === from) continue;
      for (let d = 0; d < point.length; d++) {
        centres[from][d] += (centres[from][d] - point[d]) / (count[from] - 1);
        centres[to][d] += (point[d] - centres[to][d]) / (count[to] + 1);
      }
      count[from] -= 1;
      count[to] += 1;
      own[i] = to;
      moved = true;
    }
  }
  let inertia = 0;
  for (let i = 0; i < points.length; i++) inertia += squaredDistance(points[i], centres[own[i]]);
  return { centres, own, inertia };
}

/** A move must gain more than rounding could, or points would go to and fro. */
const ROUNDING = 1e-10;
