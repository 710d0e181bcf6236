import type { Rng } from "../../../envs/types.js";
import { createCholesky } from "../../math/cholesky.js";
import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import { strongestFactors } from "./factorisation.js";
import { type Interactions, loadInteractions, type SparseRows, saveInteractions } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";

export interface ImplicitAlsOptions {
  /** length of a user's and an item's vector; default 32 */
  readonly factors?: number;
  /** each solves all users and then all items; default 10 */
  readonly rounds?: number;
  /** how much a unit of a value adds to the confidence that she wants the item, which is 1 where there is none; default 40 */
  readonly alpha?: number;
  /** weight of the squares of the vectors; default 10 */
  readonly ridge?: number;
}

/**
 * Matrix factorisation of what users did, not of ratings: each pair is wanted (1) where it has a value x and not (0) elsewhere,
 * the former with confidence c = 1 + alpha x, the latter with 1:
 *   minimise  sum over all pairs c (wanted - x[u]'y[i])^2 + ridge (sum |x[u]|^2 + sum |y[i]|^2)
 * by alternating least squares; a user's vector, given the items' Y, is
 *   x[u] = (Y'Y + Y'(C - I)Y + ridge I)^-1 Y'C wanted
 * where the sums beyond Y'Y run over her own items only. Scores lie about 0 to 1.
 *
 * @param rng  of the items' start
 * @throws RangeError without any entry, where a value is below 0, or when an option is out of range
 * @see Hu, Koren & Volinsky (2008), equations 3 to 5, and 6 and 7 for the reasons
 */
export function fitImplicitAls(interactions: Interactions, options: ImplicitAlsOptions, rng: Rng): Recommender {
  const { factors = 32, rounds = 10, alpha = 40, ridge = 10 } = options;
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
  const solve = createSolver(factors, alpha, ridge);
  for (let round = 0; round < rounds; round++) {
    solve.all(byUser, items, users);
    solve.all(byItem, users, items);
  }
  // the users' vectors answer to the items' as they are
  solve.all(byUser, items, users);
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
      const solve = createSolver(factors, alpha, ridge);
      const parts = solve.parts(byUser, items, user, items.subarray(item * factors, (item + 1) * factors));
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

/**
 * Solves the vectors of one side from those of the other. The Cholesky is our own, on typed arrays: 12,000 systems of 32
 * take it .15 s, and ml-matrix's CholeskyDecomposition, which makes its matrices anew for each, 1.1 s.
 */
function createSolver(factors: number, alpha: number, ridge: number) {
  const cholesky = createCholesky(factors);
  const gram = new Float64Array(factors * factors);
  const matrix = new Float64Array(factors * factors);
  const right = new Float64Array(factors);
  const y = new Float64Array(factors);

  /** gram = sum of y y' + ridge I, lower triangle */
  function gramOf(vectors: Float64Array): void {
    gram.fill(0);
    for (let at = 0; at < vectors.length; at += factors) {
      for (let i = 0; i < factors; i++) {
        const y = vectors[at + i];
        for (let j = 0; j <= i; j++) gram[i * factors + j] += y * vectors[at + j];
      }
    }
    for (let i = 0; i < factors; i++) gram[i * factors + i] += ridge;
  }

  /** matrix = gram + sum of (c - 1) y y' over a row's entries, lower triangle; right = sum of c y */
  function normal(rows: SparseRows, row: number, vectors: Float64Array): void {
    matrix.set(gram);
    right.fill(0);
    for (let at = rows.start[row]; at < rows.start[row + 1]; at++) {
      const extra = alpha * rows.value[at];
      const from = rows.column[at] * factors;
      for (let f = 0; f < factors; f++) y[f] = vectors[from + f];
      for (let i = 0; i < factors; i++) {
        const weighted = extra * y[i];
        right[i] += weighted + y[i];
        const row = i * factors;
        for (let j = 0; j <= i; j++) matrix[row + j] += weighted * y[j];
      }
    }
  }

  return {
    /** @param vectors  of the columns @param out  of the rows, overwritten; 0 for a row without an entry */
    all(rows: SparseRows, vectors: Float64Array, out: Float64Array): void {
      gramOf(vectors);
      for (let row = 0; row + 1 < rows.start.length; row++) {
        const solution = out.subarray(row * factors, (row + 1) * factors);
        if (rows.start[row + 1] === rows.start[row]) {
          solution.fill(0);
          continue;
        }
        normal(rows, row, vectors);
        cholesky.factor(matrix);
        cholesky.solve(right, solution);
      }
    },
    /** what each entry of a row adds to the score of the column whose vector is `wanted`; shape [entries of the row] */
    parts(rows: SparseRows, vectors: Float64Array, row: number, wanted: Float64Array): Float64Array {
      gramOf(vectors);
      normal(rows, row, vectors);
      cholesky.factor(matrix);
      const weighted = new Float64Array(factors);
      cholesky.solve(wanted, weighted);
      const parts = new Float64Array(rows.start[row + 1] - rows.start[row]);
      for (let place = 0; place < parts.length; place++) {
        const at = rows.start[row] + place;
        let sum = 0;
        for (let f = 0; f < factors; f++) sum += weighted[f] * vectors[rows.column[at] * factors + f];
        parts[place] = (1 + alpha * rows.value[at]) * sum;
      }
      return parts;
    },
  };
}
