/*
 * A classification tree of our own: none of the libraries that promolab stands on has one, and over ranked columns, which all trees of
 * a table share, it is a page.
 */

/** Columns as ranks, shared by the trees of one table. */
export interface RankedColumns {
  readonly rows: number;
  /** by column: its distinct values, ascending, and the rank of each row's */
  readonly columns: readonly { readonly values: Float64Array; readonly rank: Int32Array }[];
}

export type TreeNode = TreeLeaf | TreeSplit;
interface Counted {
  /** the commonest choice of the rows that come here, the first of equals */
  readonly choice: number;
  /** rows that come here, by choice */
  readonly counts: readonly number[];
}
export interface TreeLeaf extends Counted {
  readonly kind: "leaf";
}
export interface TreeSplit extends Counted {
  readonly kind: "split";
  readonly column: number;
  /** a row whose value is less goes `below`; midway between two values of the node's rows */
  readonly threshold: number;
  readonly below: TreeNode;
  readonly above: TreeNode;
}

export interface TreeOptions {
  /** splits on the way to a leaf at most; 0: a leaf */
  readonly depth: number;
  /** rows of a leaf at least; default 1 */
  readonly leastRows?: number;
}

/**
 * CART: at each node the split  column < threshold  that leaves least Gini impurity,
 *   sum over both sides of n (1 - sum over choices of p^2),
 * down to `depth`; of equal splits the first column's lowest threshold. A split whose sides choose alike is taken back, as it says
 * nothing of what is chosen.
 *
 * @param choice   of every row, 0 .. choices - 1
 * @param members  rows fitted to; default all
 * @throws RangeError where there is no row
 * @see Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, sections 2.4 and 4.3
 */
export function fitDecisionTree(
  ranked: RankedColumns,
  { choice, choices }: { readonly choice: ArrayLike<number>; readonly choices: number },
  { depth, leastRows = 1 }: TreeOptions,
  members: Int32Array = Int32Array.from({ length: ranked.rows }, (_, row) => row),
): TreeNode {
  if (members.length === 0) throw new RangeError("decision tree: needs at least 1 row, got none");
  return grow(members, depth);

  function grow(rows: Int32Array, left: number): TreeNode {
    const counts = new Array<number>(choices).fill(0);
    for (const row of rows) counts[choice[row]] += 1;
    const commonest = counts.indexOf(Math.max(...counts));
    const leaf: TreeLeaf = { kind: "leaf", choice: commonest, counts };
    if (left === 0 || counts[commonest] === rows.length) return leaf;
    const split = bestSplit(rows, counts);
    if (split === undefined) return leaf;
    const { rank, values } = ranked.columns[split.column];
    const below = grow(
      rows.filter((row) => rank[row] < split.rank),
      left - 1,
    );
    const above = grow(
      rows.filter((row) => rank[row] >= split.rank),
      left - 1,
    );
    if (below.kind === "leaf" && above.kind === "leaf" && below.choice === above.choice) return leaf;
    const threshold = (values[split.after] + values[split.rank]) / 2;
    return { kind: "split", choice: commonest, counts, column: split.column, threshold, below, above };
  }

  /** The rank from which on rows go above, and the one met before it; undefined where no split purifies. */
  function bestSplit(rows: Int32Array, counts: readonly number[]) {
    const n = rows.length;
    let all = 0;
    for (const count of counts) all += count * count;
    // the impurity of a side is n - (sum of squared counts) / n: the largest sum over both sides is sought
    let best = all / n + 1e-9;
    let found: { column: number; after: number; rank: number } | undefined;
    const below = new Float64Array(choices);
    for (let column = 0; column < ranked.columns.length; column++) {
      const { rank, values } = ranked.columns[column];
      if (values.length < 2) continue;
      const table = new Int32Array(values.length * choices);
      for (const row of rows) table[rank[row] * choices + choice[row]] += 1;
      below.fill(0);
      let rowsBelow = 0;
      let squaresBelow = 0;
      let squaresAbove = all;
      let lastMet = -1;
      for (let r = 0; r < values.length; r++) {
        let here = 0;
        for (let c = 0; c < choices; c++) here += table[r * choices + c];
        if (here === 0) continue;
        if (rowsBelow >= leastRows && n - rowsBelow >= leastRows && lastMet >= 0) {
          const purity = squaresBelow / rowsBelow + squaresAbove / (n - rowsBelow);
          if (purity > best) {
            best = purity;
            found = { column, after: lastMet, rank: r };
          }
        }
        for (let c = 0; c < choices; c++) {
          const more = table[r * choices + c];
          if (more === 0) continue;
          const above = counts[c] - below[c];
          squaresAbove += (above - more) * (above - more) - above * above;
          squaresBelow += (below[c] + more) * (below[c] + more) - below[c] * below[c];
          below[c] += more;
        }
        rowsBelow += here;
        lastMet = r;
      }
    }
    return found;
  }
}

/** @param rows  shape [rows, width] */
export function rankColumns(rows: Float64Array, width: number): RankedColumns {
  const count = rows.length / width;
  const columns = Array.from({ length: width }, (_, column) => {
    const all = Float64Array.from({ length: count }, (_, row) => rows[row * width + column]);
    const values = Float64Array.from(new Set(all)).sort();
    const rankOf = new Map(Array.from(values, (value, rank) => [value, rank]));
    return { values, rank: Int32Array.from(all, (value) => rankOf.get(value)!) };
  });
  return { rows: count, columns };
}

/** What the tree says of the row that begins at `from`. */
export function treeChoice(tree: TreeNode, rows: Float64Array, from: number): number {
  let node = tree;
  while (node.kind === "split") node = rows[from + node.column] < node.threshold ? node.below : node.above;
  return node.choice;
}
