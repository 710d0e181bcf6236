import type { Rng } from "../../../envs/types.js";
import { createCholesky } from "../../math/cholesky.js";
import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import { strongestFactors } from "./factorisation.js";
import { type Interactions, loadInteractions, type SparseRows, saveInteractions } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";

export interface ImplicitAlsOptions {
  /** length of a user's and an item's vector; default 16 */
  readonly factors?: number;
  /** each solves all users and then all items; default 10 */
  readonly rounds?: number;
  /** how much a unit of a value adds to the confidence that she wants the item, which is 1 where there is none; default 10 */
  readonly alpha?: number;
  /** weight of the squares of a vector, for each unit of confidence it answers for; default .1 */
  readonly ridge?: number;
  /** told after each round: how many are done, of how many */
  readonly onRound?: (done: number, all: number) => void;
}

/**
 * Matrix factorisation of what users did, not of ratings: each pair is wanted (1) where it has a value x and not (0) elsewhere,
 * the former with confidence c = 1 + alpha x, the latter with 1:
 *   minimise  sum over all pairs c (wanted - x[u]'y[i])^2 + ridge (sum C[u] |x[u]|^2 + sum C[i] |y[i]|^2)
 * with C[u] and C[i] the sum of the confidences of a user's or an item's pairs, by alternating least squares: a user's vector,
 * given the items' Y, is
 *   x[u] = (Y'Y + Y'(C - I)Y + ridge C[u] I)^-1 Y'C wanted
 * where the sums beyond Y'Y run over her own items only. Scores lie about 0 to 1.
 *
 * Departs from the source: there all vectors have one ridge, and a value that suits baskets of four leaves nothing of a market
 * of forty products; with C it is one share for both (Rendle et al. 2022, "Revisiting the performance of iALS", their frequency-scaled ridge with nu = 1).
 *
 * @param rng  of the items' start
 * @throws RangeError without any entry, where a value is below 0, or when an option is out of range
 * @see Hu, Koren & Volinsky (2008), equations 3 to 5, and 6 and 7 for the reasons
 */
export function fitImplicitAls(interactions: Interactions, options: ImplicitAlsOptions, rng: Rng): Recommender {
  const { factors = 16, rounds = 10, alpha = 10, ridge = 0.1, onRound } = options;
  const { byUser, byItem } = interactions;
  if (byUser.value.length === 0) throw new RangeError("implicitAls: needs at least 1 entry, got 0");
  const lowest = byUser.value.reduce((low, value) => Math.min(low, value), 0);
  if (lowest < 0) throw new RangeError(`implicitAls: needs values from 0, got ${lowest}`);
  if (!(factors >= 1 && rounds >= 1 && alpha > 0 && ridge > 0))
    throw new RangeError(
      `implicitAls: needs factors and rounds from 1, alpha and ridge above 0, got ${JSON.stringify(options)}`,
    );
  const users = new Float64Array(interactions.users * factors);
  const items = new Float64Array(interactions.items * factors);
  for (let at = 0; at < items.length; at++) items[at] = 0.1 * rng.normal();
  for (let round = 0; round < rounds; round++) {
    solveAll(byUser, users, createSolver(factors, alpha, ridge, items));
    solveAll(byItem, items, createSolver(factors, alpha, ridge, users));
    onRound?.(round + 1, rounds);
  }
  // the users' vectors answer to the items' as they are
  solveAll(byUser, users, createSolver(factors, alpha, ridge, items));
  return createImplicitAls(interactions, { factors, alpha, ridge }, users, items);
}

/** @param state  what a model of `fitImplicitAls` saved */
export function loadImplicitAls(state: ModelState): Recommender {
  return createImplicitAls(
    loadInteractions(state.interactions),
    state.options as Required<Pick<ImplicitAlsOptions, "factors" | "alpha" | "ridge">>,
    state.userVectors as Float64Array,
    state.itemVectors as Float64Array,
  );
}

function createImplicitAls(
  interactions: Interactions,
  options: Required<Pick<ImplicitAlsOptions, "factors" | "alpha" | "ridge">>,
  users: Float64Array,
  items: Float64Array,
): Recommender {
  const { factors, alpha, ridge } = options;
  const { byUser } = interactions;
  const product = (user: number, item: number) => {
    let sum = 0;
    for (let f = 0; f < factors; f++) sum += users[user * factors + f] * items[item * factors + f];
    return sum;
  };
  let solver: Solver | undefined;
  const model: Recommender = {
    users: interactions.users,
    items: interactions.items,
    score(user, item) {
      checkPair("implicitAls", model, user, item);
      return product(user, item);
    },
    scores(user, out) {
      checkPair("implicitAls", model, user);
      for (let item = 0; item < model.items; item++) out[item] = product(user, item);
    },
    reasons(user, item, most) {
      checkPair("implicitAls", model, user, item);
      solver ??= createSolver(factors, alpha, ridge, items);
      const parts = solver.parts(byUser, user, items.subarray(item * factors, (item + 1) * factors));
      return Array.from(largest(parts.map(Math.abs), most), (place): Reason => {
        const own = byUser.column[byUser.start[user] + place];
        return { of: "bought", which: [own], weight: parts[place] };
      });
    },
    save: () => ({
      kind: "implicit-als",
      options: { ...options },
      userVectors: users,
      itemVectors: items,
      interactions: saveInteractions(interactions),
    }),
    explain: () => ({
      summary: `Knows ${model.users} users and ${model.items} items by ${factors} factors of who took what, each unit adding ${alpha} to a confidence of 1.`,
      findings: strongestFactors(users, items, factors),
    }),
  };
  return model;
}

/** Every row's vector from those of the columns; 0 for a row without an entry. */
function solveAll(rows: SparseRows, out: Float64Array, { size, solve }: Solver): void {
  for (let row = 0; row + 1 < rows.start.length; row++) {
    const vector = out.subarray(row * size, (row + 1) * size);
    if (rows.start[row + 1] > rows.start[row]) solve(rows, row, vector);
    else vector.fill(0);
  }
}

interface Solver {
  /** of a vector */
  readonly size: number;
  /** a row's vector @param out  shape [size], overwritten */
  solve(rows: SparseRows, row: number, out: Float64Array): void;
  /** what each entry of a row adds to the score of the column whose vector is `wanted`; shape [entries of the row] */
  parts(rows: SparseRows, row: number, wanted: Float64Array): Float64Array;
}

/**
 * Solves vectors of one side from those of the other, as they are now. The Cholesky is our own, on typed arrays: 12,000
 * systems of 32 take it .15 s, and ml-matrix's CholeskyDecomposition, which makes its matrices anew for each, 1.1 s.
 *
 * @param vectors  of the columns, row-major [columns, size]
 */
function createSolver(size: number, alpha: number, ridge: number, vectors: Float64Array): Solver {
  const cholesky = createCholesky(size);
  const gram = gramOf(vectors, size);
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const y = new Float64Array(size);

  /** matrix = gram + sum of (c - 1) y y' over a row's entries + ridge sum of c, lower triangle; right = sum of c y */
  function normal(rows: SparseRows, row: number): void {
    matrix.set(gram);
    right.fill(0);
    let confidence = vectors.length / size;
    for (let at = rows.start[row]; at < rows.start[row + 1]; at++) {
      const extra = alpha * rows.value[at];
      confidence += extra;
      const from = rows.column[at] * size;
      for (let f = 0; f < size; f++) y[f] = vectors[from + f];
      for (let i = 0; i < size; i++) {
        const weighted = extra * y[i];
        right[i] += weighted + y[i];
        const line = i * size;
        for (let j = 0; j <= i; j++) matrix[line + j] += weighted * y[j];
      }
    }
    for (let i = 0; i < size; i++) matrix[i * size + i] += ridge * confidence;
  }

  return {
    size,
    solve(rows, row, out) {
      normal(rows, row);
      cholesky.factor(matrix);
      cholesky.solve(right, out);
    },
    parts(rows, row, wanted) {
      normal(rows, row);
      cholesky.factor(matrix);
      const weighted = new Float64Array(size);
      cholesky.solve(wanted, weighted);
      const parts = new Float64Array(rows.start[row + 1] - rows.start[row]);
      for (let place = 0; place < parts.length; place++) {
        const at = rows.start[row] + place;
        let sum = 0;
        for (let f = 0; f < size; f++) sum += weighted[f] * vectors[rows.column[at] * size + f];
        parts[place] = (1 + alpha * rows.value[at]) * sum;
      }
      return parts;
    },
  };
}

/** Sum of y y' over all vectors, lower triangle. */
function gramOf(vectors: Float64Array, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (let at = 0; at < vectors.length; at += size) {
    for (let i = 0; i < size; i++) {
      const y = vectors[at + i];
      for (let j = 0; j <= i; j++) gram[i * size + j] += y * vectors[at + j];
    }
  }
  return gram;
}
