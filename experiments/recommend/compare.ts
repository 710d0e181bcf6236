import type { RecommenderName } from "../../agents/models/recommend/registry.js";
import { UserError } from "../faults.js";
import {
  type Estimate,
  hitDifference,
  type RankingScore,
  type RatedPairs,
  type RatingScore,
  scoreRanking,
  scoreRatings,
} from "./evaluate.js";
import { fitNamed, learningOf, type ModelOptions } from "./fit-named.js";
import { leaveLastOut } from "./hold-out.js";
import type { ShopLog } from "./shop-log.js";

export interface CompareOptions extends ModelOptions {
  /** how many items are recommended; default 10 */
  readonly top?: number;
  /** pairs to test on, rather than leaving one of each user out; only of ratings */
  readonly test?: RatedPairs;
}

export interface Comparison {
  readonly users: number;
  readonly items: number;
  /** pairs of user and item learnt from */
  readonly pairs: number;
  /** pairs tested on */
  readonly tested: number;
  /** how they were chosen */
  readonly heldOut: "last" | "random" | "test file";
  readonly top: number;
  readonly models: readonly ModelScore[];
}

export interface ModelScore {
  readonly model: RecommenderName;
  /** where an item of each user was left out */
  readonly ranking?: Pick<RankingScore, "hitRate" | "ndcg" | "coverage">;
  /** hit rate less that of the first model; none of the first itself */
  readonly againstFirst?: Estimate;
  /** of ratings */
  readonly ratings?: RatingScore;
}

/**
 * Fits each model without what is held out, and scores it by that: all models on the same pairs. Ratings are tested by their
 * errors, too.
 *
 * @throws UserError, exit code 1, when nobody has an item to leave out
 */
export function compareRecommenders(
  shop: ShopLog,
  models: readonly RecommenderName[],
  options: CompareOptions = {},
): Comparison {
  const { top = 10, test, seed = "1" } = options;
  const held = test === undefined ? leaveLastOut(shop, seed) : { ...test, train: shop.log, took: shop.took };
  if (held.user.length === 0) {
    const message = "no user has two items, of which one could be left out to be found again";
    throw new UserError("evaluate", [{ code: "no-pairs", path: [], message }], 1);
  }
  const learning = learningOf(shop, held.train, held.took);
  const { value } = held.train;
  const range: [number, number] = [
    value.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    value.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  let first: RankingScore | undefined;
  const scores = models.map((name): ModelScore => {
    const model = fitNamed(name, shop, learning, options);
    const ranking = test === undefined ? scoreRanking(model, learning.known, held, top) : undefined;
    first ??= ranking;
    return {
      model: name,
      ...(ranking && { ranking: { hitRate: ranking.hitRate, ndcg: ranking.ndcg, coverage: ranking.coverage } }),
      ...(ranking && first && first !== ranking && { againstFirst: hitDifference(ranking, first) }),
      // popularity counts users and says nothing of a rating
      ...(shop.values === "ratings" && name !== "popularity" && { ratings: scoreRatings(model, held, range) }),
    };
  });
  return {
    users: shop.log.users,
    items: shop.log.items,
    pairs: learning.all.byUser.column.length,
    tested: held.user.length,
    heldOut: test !== undefined ? "test file" : shop.ordered ? "last" : "random",
    top,
    models: scores,
  };
}
