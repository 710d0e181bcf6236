/** A smooth function to be minimised: its value, and its slope written into `gradient`, both shape [parameters]. */
export type Valley = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** it has arrived where no part of the slope is larger; default 1e-6 */
  readonly flat?: number;
  /** default 500 */
  readonly mostSteps?: number;
}

/**
 * A minimum by limited-memory BFGS: each step runs downhill along the slope bent by what the last ten steps taught about
 * the curvature, and is halved until it descends enough. For thousands of parameters, whose second derivatives would fill
 * a table too large. The function should be convex, or the minimum is a local one.
 *
 * @param start  shape [parameters]; left as it is
 * @returns shape [parameters]
 * @throws RangeError when the value at the start is not a number
 * @see Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4 and 7.5; Armijo (1966) for the halving
 */
export function minimise(
  valley: Valley,
  start: Float64Array,
  { flat = 1e-6, mostSteps = 500 }: MinimiseOptions = {},
): Float64Array {
  const size = start.length;
  let point = start.slice();
  let next = new Float64Array(size);
  let gradient = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const memory: Step[] = [];
  let value = valley(point, gradient);
  if (!Number.isFinite(value)) throw new RangeError(`minimise: the value at the start is ${value}`);
  for (let step = 0; step < mostSteps && largest(gradient) > flat; step++) {
    bend(gradient, memory, direction);
    let slope = dot(gradient, direction);
    if (!(slope < 0)) {
      memory.length = 0;
      for (let i = 0; i < size; i++) direction[i] = -gradient[i];
      slope = -dot(gradient, gradient);
    }
    // without a memory the slope says nothing of how far to go: no further than 1
    let length = memory.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let there = Number.NaN;
    while (length > SHORTEST) {
      for (let i = 0; i < size; i++) next[i] = point[i] + length * direction[i];
      there = valley(next, nextGradient);
      if (there <= value + ENOUGH * length * slope) break;
      length /= 2;
    }
    // no descent left that the numbers can show
    if (length <= SHORTEST) break;
    remember(memory, point, next, gradient, nextGradient);
    [point, next] = [next, point];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = there;
  }
  return point;
}

/** A step that was taken, the change of the slope along it, and 1 / (move . turn). */
interface Step {
  readonly move: Float64Array;
  readonly turn: Float64Array;
  readonly inverse: number;
}

const REMEMBERED = 10;
const ENOUGH = 1e-4;
const SHORTEST = 1e-12;

function remember(
  memory: Step[],
  point: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const move = new Float64Array(point.length);
  const turn = new Float64Array(point.length);
  for (let i = 0; i < point.length; i++) {
    move[i] = next[i] - point[i];
    turn[i] = nextGradient[i] - gradient[i];
  }
  const curvature = dot(move, turn);
  if (!(curvature > 1e-12 * dot(turn, turn))) return;
  if (memory.length === REMEMBERED) memory.shift();
  memory.push({ move, turn, inverse: 1 / curvature });
}

/** direction = -(inverse curvature) gradient, by the two loops. */
function bend(gradient: Float64Array, memory: readonly Step[], direction: Float64Array): void {
  for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i];
  if (memory.length === 0) return;
  const along = new Float64Array(memory.length);
  for (let k = memory.length - 1; k >= 0; k--) {
    const { move, turn, inverse } = memory[k];
    along[k] = inverse * dot(move, direction);
    for (let i = 0; i < direction.length; i++) direction[i] -= along[k] * turn[i];
  }
  const { turn: lastTurn, inverse: lastInverse } = memory[memory.length - 1];
  const scale = 1 / (lastInverse * dot(lastTurn, lastTurn));
  for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  for (let k = 0; k < memory.length; k++) {
    const { move, turn, inverse } = memory[k];
    const back = along[k] - inverse * dot(turn, direction);
    for (let i = 0; i < direction.length; i++) direction[i] += back * move[i];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
