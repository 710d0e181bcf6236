import type { SparseRows } from "./interactions.js";

export interface Itemset {
  /** rising */
  readonly items: readonly number[];
  /** baskets that hold them all */
  readonly count: number;
}

export interface ItemsetOptions {
  /** part of all baskets that hold the set, above 0 to 1 */
  readonly support: number;
  /** items in a set at the most; default 10 */
  readonly longest?: number;
  /** sets at the most, before it is given up; default 1,000,000 */
  readonly most?: number;
}

/**
 * All sets of items that at least a part `support` of the baskets hold together, by FP-growth: baskets become paths of a
 * tree, commonest items first, and the sets that end in an item are grown in the tree of what lies above it.
 *
 * Our own, as no maintained package for it runs in a browser on typed arrays.
 *
 * @param baskets  rows are baskets, columns items; values do not matter
 * @param items    number of columns
 * @returns by length, then by items
 * @throws RangeError when the support is not above 0 and at most 1, or there are more than `most` sets
 * @see Han, Pei & Yin (2000), "Mining frequent patterns without candidate generation", algorithms 1 and 2
 */
export function frequentItemsets(baskets: SparseRows, items: number, options: ItemsetOptions): Itemset[] {
  const { support, longest = 10, most = 1_000_000 } = options;
  if (!(support > 0 && support <= 1))
    throw new RangeError(`frequentItemsets: needs a support above 0 and at most 1, got ${support}`);
  const count = baskets.start.length - 1;
  const fewest = Math.max(1, Math.ceil(support * count - 1e-9));
  const found: Itemset[] = [];

  function grow(paths: Paths, suffix: readonly number[]): void {
    const tree = createTree(paths, items, fewest);
    for (let place = tree.order.length - 1; place >= 0; place--) {
      const item = tree.order[place];
      const set = [...suffix, item];
      found.push({ items: set.slice().sort((a, b) => a - b), count: tree.total[place] });
      if (found.length > most)
        throw new RangeError(
          `frequentItemsets: needs a higher support: more than ${most} sets reach ${support} of ${count} baskets`,
        );
      if (set.length < longest) grow(tree.above(place), set);
    }
  }
  grow({ start: baskets.start, item: baskets.column, weight: null }, []);
  return found.sort((a, b) => a.items.length - b.items.length || compare(a.items, b.items));
}

/** Lists of items, each with how many baskets it stands for; 1 each where `weight` is null. */
interface Paths {
  readonly start: Int32Array;
  readonly item: Int32Array;
  readonly weight: Int32Array | null;
}

interface Tree {
  /** items frequent enough, the commonest first; ties by the lower place */
  readonly order: Int32Array;
  /** baskets with each, shape [order] */
  readonly total: Int32Array;
  /** what lies above the nodes of an item of the order, as paths with those nodes' counts */
  above(place: number): Paths;
}

function createTree({ start, item, weight }: Paths, items: number, fewest: number): Tree {
  const paths = start.length - 1;
  const totals = new Int32Array(items);
  for (let path = 0; path < paths; path++)
    for (let at = start[path]; at < start[path + 1]; at++) totals[item[at]] += weight === null ? 1 : weight[path];
  const order = Int32Array.from(totals.keys())
    .filter((one) => totals[one] >= fewest)
    .sort((a, b) => totals[b] - totals[a] || a - b);
  const placeOf = new Int32Array(items).fill(-1);
  order.forEach((one, place) => {
    placeOf[one] = place;
  });

  // nodes by place in the order; node 0 is the root
  const place = [-1];
  const parent = [-1];
  const count = [0];
  /** the node before of the same item, -1 none */
  const before = [-1];
  const last = new Int32Array(order.length).fill(-1);
  const children = new Map<number, number>();
  const path = new Int32Array(order.length);
  for (let row = 0; row < paths; row++) {
    let length = 0;
    for (let at = start[row]; at < start[row + 1]; at++) {
      if (placeOf[item[at]] < 0) continue;
      path[length] = placeOf[item[at]];
      length += 1;
    }
    path.subarray(0, length).sort();
    const times = weight === null ? 1 : weight[row];
    let node = 0;
    for (let at = 0; at < length; at++) {
      const key = node * order.length + path[at];
      let child = children.get(key);
      if (child === undefined) {
        child = place.length;
        children.set(key, child);
        place.push(path[at]);
        parent.push(node);
        count.push(0);
        before.push(last[path[at]]);
        last[path[at]] = child;
      }
      count[child] += times;
      node = child;
    }
  }

  return {
    order,
    total: Int32Array.from(order, (one) => totals[one]),
    above(wanted) {
      const starts = [0];
      const above: number[] = [];
      const weights: number[] = [];
      for (let node = last[wanted]; node >= 0; node = before[node]) {
        for (let up = parent[node]; up > 0; up = parent[up]) above.push(order[place[up]]);
        starts.push(above.length);
        weights.push(count[node]);
      }
      return { start: Int32Array.from(starts), item: Int32Array.from(above), weight: Int32Array.from(weights) };
    },
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] - b[at];
  return 0;
}
