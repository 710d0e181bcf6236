import type { Rng } from "../../../envs/types.js";
import type { ModelState } from "../model.js";
import { fitAssociationRules, loadAssociationRules } from "./association-rules.js";
import { fitBiases, loadBiases } from "./biases.js";
import { type Attributes, fitContentBased, loadContentBased } from "./content-based.js";
import { fitFactorisation, loadFactorisation } from "./factorisation.js";
import { fitImplicitAls, loadImplicitAls } from "./implicit-als.js";
import { type Interactions, withOnes } from "./interactions.js";
import { fitItemKnn, loadItemKnn } from "./item-knn.js";
import { fitItemMean, loadItemMean } from "./item-mean.js";
import { fitNeural, loadNeural } from "./neural.js";
import { fitPopularity, loadPopularity } from "./popularity.js";
import type { Recommender } from "./recommender.js";
import type { KnnOptions } from "./user-knn.js";
import { fitUserKnn, loadUserKnn } from "./user-knn.js";

/** What values mean: ratings to predict, or how often or how surely something was taken. */
export type Values = "ratings" | "purchases";

export interface FitContext {
  readonly values: Values;
  readonly rng: Rng;
  /** of the items, where something is known of them */
  readonly attributes?: Attributes;
  /** of models with neighbours; default 40, of users by purchases 200 */
  readonly neighbours?: number;
  /** of models with factors or vectors; default the model's own */
  readonly factors?: number;
  /** of rules: least part of the users who have their items; default .001 */
  readonly support?: number;
  /** of models that learn in rounds: told after each how many are done, of how many */
  readonly onRound?: (done: number, all: number) => void;
}

export interface RecommenderDef {
  /** one line, starting with a verb */
  readonly summary: string;
  readonly takes: readonly Values[];
  fit(interactions: Interactions, context: FitContext): Recommender;
  load(state: ModelState): Recommender;
}

/** All recommenders by name, as `promolab recommend --model` takes them. */
export const recommenders = {
  popularity: {
    summary: "names what most users have",
    takes: ["purchases", "ratings"],
    fit: (interactions) => fitPopularity(interactions),
    load: loadPopularity,
  },
  "item-mean": {
    summary: "predicts an item's mean rating",
    takes: ["ratings"],
    fit: (interactions) => fitItemMean(interactions),
    load: loadItemMean,
  },
  biases: {
    summary: "predicts the mean rating and what user and item lie above it",
    takes: ["ratings"],
    fit: (interactions) => fitBiases(interactions),
    load: loadBiases,
  },
  "user-knn": {
    summary: "follows the users most like her",
    takes: ["purchases", "ratings"],
    fit: (interactions, context) => fitUserKnn(compared(interactions, context), knnOf(context, 200)),
    load: loadUserKnn,
  },
  "item-knn": {
    summary: "goes by what is bought by the same users as her items",
    takes: ["purchases", "ratings"],
    fit: (interactions, context) => fitItemKnn(compared(interactions, context), knnOf(context, 40)),
    load: loadItemKnn,
  },
  rules: {
    summary: "follows association rules from one or two of her items",
    takes: ["purchases"],
    fit: (interactions, { support = 0.001 }) =>
      fitAssociationRules(interactions, { support, confidence: 0.05, longest: 3 }),
    load: loadAssociationRules,
  },
  als: {
    summary: "factorises who took what how often, by alternating least squares",
    takes: ["purchases"],
    fit: (interactions, { rng, factors, onRound }) => fitImplicitAls(interactions, { factors, onRound }, rng),
    load: loadImplicitAls,
  },
  factorisation: {
    summary: "factorises ratings beside their biases, by gradient descent",
    takes: ["ratings"],
    fit: (interactions, { rng, factors, onRound }) => fitFactorisation(interactions, { factors, onRound }, rng),
    load: loadFactorisation,
  },
  content: {
    summary: "finds items with the attributes of hers",
    takes: ["purchases"],
    fit(interactions, { attributes }) {
      if (attributes === undefined) throw new RangeError("content: needs attributes of the items, got none");
      return fitContentBased(withOnes(interactions), attributes);
    },
    load: loadContentBased,
  },
  neural: {
    summary: "learns vectors of users and items and a perceptron over them",
    takes: ["purchases"],
    fit: (interactions, { rng, factors, onRound }) => fitNeural(interactions, { size: factors, onRound }, rng),
    load: loadNeural,
  },
} as const satisfies Record<string, RecommenderDef>;

export type RecommenderName = keyof typeof recommenders;

/** The definition by a name that may be anybody's. */
export function recommenderDef(name: string): RecommenderDef | undefined {
  return Object.hasOwn(recommenders, name) ? recommenders[name as RecommenderName] : undefined;
}

/** Likeness by whether something was bought, not by how many: a crate of water would drown all else. */
function compared(interactions: Interactions, { values }: FitContext): Interactions {
  return values === "purchases" ? withOnes(interactions) : interactions;
}

/**
 * Ratings over common items by mean squared difference, as Surprise's KNNBasic. Purchases over all by cosine, shrunk, as in a
 * shop of thousands of items many a pair was bought once, by the same shopper; and by more neighbours, as each has few items.
 */
function knnOf({ values, neighbours }: FitContext, ofPurchases: number): KnnOptions {
  return values === "ratings"
    ? { measure: "msd", over: "common", values, neighbours: neighbours ?? 40 }
    : { measure: "cosine", over: "all", values, neighbours: neighbours ?? ofPurchases, shrink: 10 };
}
