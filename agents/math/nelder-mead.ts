export interface NelderMeadOptions {
  /** bounds of every coordinate, shape [size] */
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** length of the first simplex's edges as a part of the bounds' distance; default 0.2 */
  readonly edge?: number;
  /** values asked for at the most; default 200 for each coordinate */
  readonly evaluations?: number;
  /** it stops where the simplex's values differ by less than this part of the best; default 1e-10 */
  readonly tolerance?: number;
}

/**
 * Least value of a function of few coordinates within bounds, by the downhill simplex; a point outside is moved to the bound.
 * Our own, as the packages there are know no bounds, and an agent's arithmetic must be the same in every engine.
 *
 * @param start  shape [size], within the bounds
 * @returns the best point met and its value
 * @see Nelder and Mead (1965), A simplex method for function minimization; Lagarias et al. (1998) for the four moves
 */
export function nelderMead(
  objective: (point: Float64Array) => number,
  start: Float64Array,
  { low, high, edge = 0.2, evaluations = 200 * start.length, tolerance = 1e-10 }: NelderMeadOptions,
): { point: Float64Array; value: number } {
  const size = start.length;
  let asked = 0;
  const within = (point: Float64Array) => {
    for (let i = 0; i < size; i++) point[i] = Math.min(high[i], Math.max(low[i], point[i]));
    asked += 1;
    return { point, value: objective(point) };
  };
  const simplex = [within(start.slice())];
  for (let i = 0; i < size; i++) {
    const point = start.slice();
    const step = edge * (high[i] - low[i]);
    point[i] += point[i] + step <= high[i] ? step : -step;
    simplex.push(within(point));
  }
  const centre = new Float64Array(size);
  /** from the centre of the others, away from the worst: 1 reflects it, 2 expands, 1/2 and -1/2 contract */
  const moved = (by: number) => within(centre.map((middle, i) => middle + by * (middle - simplex[size].point[i])));
  while (asked < evaluations) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0].value;
    if (simplex[size].value - best <= tolerance * Math.abs(best)) break;
    centre.fill(0);
    for (let v = 0; v < size; v++) for (let i = 0; i < size; i++) centre[i] += simplex[v].point[i] / size;
    const reflected = moved(1);
    if (reflected.value < best) {
      const expanded = moved(2);
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
      continue;
    }
    if (reflected.value < simplex[size - 1].value) {
      simplex[size] = reflected;
      continue;
    }
    const contracted = moved(reflected.value < simplex[size].value ? 0.5 : -0.5);
    if (contracted.value < Math.min(reflected.value, simplex[size].value)) {
      simplex[size] = contracted;
      continue;
    }
    for (let v = 1; v <= size; v++)
      simplex[v] = within(simplex[v].point.map((value, i) => (value + simplex[0].point[i]) / 2));
  }
  simplex.sort((a, b) => a.value - b.value);
  return simplex[0];
}
