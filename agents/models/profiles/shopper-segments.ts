import type { Rng } from "../../../envs/types.js";
import { expm1, log1p } from "../../../sim/math/elementary.js";
import { kMeans, nearestCentre } from "../../math/k-means.js";
import { meanSilhouette } from "../../math/silhouette.js";
import type { LearnedModel, ModelState } from "../model.js";

/** Figures that segments are told apart by. */
export interface SegmentFeatures {
  /** row-major [shoppers, features] */
  readonly points: Float64Array;
  readonly names: readonly string[];
  /** by feature: whether it counts by the logarithm of 1 + x, as skewed figures of 0 or more should; default all do */
  readonly logarithmic?: readonly boolean[];
}

export interface SegmentOptions {
  readonly segments: number;
  readonly rng: Rng;
  /** searches from different starts, of which the best is kept; default 10 */
  readonly starts?: number;
}

export interface SegmentModel extends LearnedModel {
  readonly names: readonly string[];
  /** shoppers in each segment, the largest first, shape [segments] */
  readonly sizes: Int32Array;
  /** segment of each shopper it was fitted on, shape [shoppers] */
  readonly segment: Int32Array;
  /** sum of squared distances to the segments' centres, in standardised features */
  readonly inertia: number;
  /**
   * Mean silhouette, in standardised features, of a sample of 2,000 where there are more shoppers: how much nearer a shopper is
   * to her own segment than to the next one, from -1 to 1; NaN of a single segment
   */
  readonly silhouette: number;
  /** centres in the features' own units (of a logarithmic one e^mean - 1), row-major [segments, features] */
  readonly centres: Float64Array;
  /** the segment whose centre is nearest to a shopper's features, `features[start ...]` */
  predictSegment(features: ArrayLike<number>, start?: number): number;
}

/**
 * Segments by k-means on standardised features (mean 0, population deviation 1), the best of several k-means++ starts by
 * inertia; a feature that does not vary counts for nothing.
 *
 * @throws RangeError when the shapes differ, a feature is not finite or a logarithmic one below 0, or there are fewer different
 *   shoppers than segments
 */
export function fitShopperSegments(features: SegmentFeatures, options: SegmentOptions): SegmentModel {
  const { segments, rng, starts = 10 } = options;
  const scale = scaleOf(features);
  const points = standardised(features, scale);
  const { centres, own, inertia } = kMeans(points, segments, { rng, starts });
  const sample = sampleOf(points.length, rng);
  const counts = new Int32Array(segments);
  for (const k of own) counts[k] += 1;
  const order = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a]);
  return modelOf({
    ...scale,
    names: [...features.names],
    inertia,
    silhouette: silhouetteOf(
      sample.map((row) => points[row]),
      Int32Array.from(sample, (row) => own[row]),
    ),
    standardCentres: Float64Array.from(order.flatMap((k) => centres[k])),
    segment: own.map((k) => order.indexOf(k)),
  });
}

/** @throws RangeError when the state is not one of `save` */
export function loadShopperSegments(state: ModelState): SegmentModel {
  const fit = state as unknown as Fit;
  if (!(fit.standardCentres instanceof Float64Array) || fit.names.length !== fit.mean.length)
    throw new RangeError("loadShopperSegments: needs the state of a segment model");
  return modelOf(fit);
}

/**
 * Mean silhouette for each number of segments, on a sample of 2,000 where there are more shoppers.
 *
 * @param counts  numbers of segments, 2 or more
 * @returns shape [counts]
 */
export function silhouettes(
  features: SegmentFeatures,
  counts: readonly number[],
  { rng, starts = 10 }: { readonly rng: Rng; readonly starts?: number },
): Float64Array {
  const width = features.names.length;
  const sample = sampleOf(features.points.length / width, rng);
  const points = new Float64Array(sample.length * width);
  sample.forEach((row, n) => {
    points.set(features.points.subarray(row * width, (row + 1) * width), n * width);
  });
  return Float64Array.from(counts, (segments) => {
    return fitShopperSegments({ ...features, points }, { segments, rng, starts }).silhouette;
  });
}

/** Shoppers whose silhouette is taken at the most: its time goes with their square. */
const SAMPLE = 2000;

/** Shoppers who differ in some feature: there are no more segments than that. */
export function differentShoppers({ points, names }: SegmentFeatures): number {
  const different = new Set<string>();
  for (let at = 0; at < points.length; at += names.length) different.add(points.subarray(at, at + names.length).join());
  return different.size;
}

interface Scale {
  readonly logarithmic: readonly boolean[];
  /** shape [features] */
  readonly mean: Float64Array;
  /** population deviation; 1 where a feature does not vary, shape [features] */
  readonly deviation: Float64Array;
}

interface Fit extends Scale {
  readonly names: readonly string[];
  readonly inertia: number;
  readonly silhouette: number;
  /** row-major [segments, features] */
  readonly standardCentres: Float64Array;
  readonly segment: Int32Array;
}

function modelOf(fit: Fit): SegmentModel {
  const { names, logarithmic, mean, deviation, standardCentres, segment } = fit;
  const width = names.length;
  const segments = standardCentres.length / width;
  const rows = Array.from({ length: segments }, (_, k) => [...standardCentres.subarray(k * width, (k + 1) * width)]);
  const sizes = new Int32Array(segments);
  for (const k of segment) sizes[k] += 1;
  const centres = standardCentres.map((z, at) => {
    const f = at % width;
    const x = mean[f] + deviation[f] * z;
    return logarithmic[f] ? expm1(x) : x;
  });
  return {
    names,
    sizes,
    segment,
    inertia: fit.inertia,
    silhouette: fit.silhouette,
    centres,
    predictSegment(features, start = 0) {
      const point = names.map((name, f) => {
        const x = checked(features[start + f], name, logarithmic[f]);
        return ((logarithmic[f] ? log1p(x) : x) - mean[f]) / deviation[f];
      });
      return nearestCentre(point, rows).index;
    },
    save: () => ({ ...fit }),
    explain: () => ({
      summary:
        `${segments} ${segments === 1 ? "segment" : "segments"} of ${segment.length} shoppers by ${names.join(", ")}` +
        (Number.isNaN(fit.silhouette) ? "" : `, mean silhouette ${fit.silhouette.toFixed(3)}`),
      findings: rows.flatMap((_, k) => [
        { name: `segment ${k + 1}, size`, value: sizes[k], unit: "shoppers" },
        ...names.map((name, f) => ({ name: `segment ${k + 1}, ${name}`, value: centres[k * width + f], unit: name })),
      ]),
    }),
  };
}

function scaleOf({ points, names, logarithmic = names.map(() => true) }: SegmentFeatures): Scale {
  const width = names.length;
  const rows = points.length / width;
  if (!(rows >= 1 && Number.isInteger(rows)) || logarithmic.length !== width)
    throw new RangeError(`shopper segments: ${points.length} figures, ${width} names, ${logarithmic.length} scales`);
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    const figure = (row: number) => {
      const x = checked(points[row * width + f], names[f], logarithmic[f]);
      return logarithmic[f] ? log1p(x) : x;
    };
    for (let row = 0; row < rows; row++) mean[f] += figure(row) / rows;
    for (let row = 0; row < rows; row++) deviation[f] += (figure(row) - mean[f]) * (figure(row) - mean[f]);
    const spread = Math.sqrt(deviation[f] / rows);
    deviation[f] = spread > 1e-12 * Math.abs(mean[f]) ? spread : 1;
  }
  return { logarithmic, mean, deviation };
}

function checked(x: number, name: string, logarithmic: boolean): number {
  if (!Number.isFinite(x) || (logarithmic && x < 0))
    throw new RangeError(`shopper segments: ${name} needs a number${logarithmic ? " of 0 or more" : ""}, got ${x}`);
  return x;
}

/** ml-kmeans and silhouette take arrays of points. */
function standardised({ points, names }: SegmentFeatures, { logarithmic, mean, deviation }: Scale): number[][] {
  const width = names.length;
  return Array.from({ length: points.length / width }, (_, row) =>
    names.map((_, f) => {
      const x = points[row * width + f];
      return ((logarithmic[f] ? log1p(x) : x) - mean[f]) / deviation[f];
    }),
  );
}

/** NaN where the points are of fewer than two segments. */
function silhouetteOf(points: readonly number[][], own: Int32Array): number {
  return own.every((segment) => segment === own[0]) ? Number.NaN : meanSilhouette(points, own);
}

/** SAMPLE of the rows at the most, drawn without replacement. */
function sampleOf(rows: number, rng: Rng): number[] {
  const order = Array.from({ length: rows }, (_, row) => row);
  if (rows <= SAMPLE) return order;
  for (let n = 0; n < SAMPLE; n++) {
    const at = n + rng.int(rows - n);
    [order[n], order[at]] = [order[at], order[n]];
  }
  return order.slice(0, SAMPLE);
}
