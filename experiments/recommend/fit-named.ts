import { createRng } from "../../agents/math/rng.js";
import {
  createInteractions,
  type InteractionLog,
  type Interactions,
} from "../../agents/models/recommend/interactions.js";
import type { Recommender } from "../../agents/models/recommend/recommender.js";
import { type RecommenderName, recommenders } from "../../agents/models/recommend/registry.js";
import { rowsOf } from "./hold-out.js";
import type { ShopLog } from "./shop-log.js";

export interface ModelOptions {
  /** of the models that draw; default "1" */
  readonly seed?: string;
  readonly neighbours?: number;
  readonly factors?: number;
  readonly support?: number;
  /** told of the model in hand how far it is: 0 when it begins, 1 when it is fitted */
  readonly onProgress?: (model: RecommenderName, part: number) => void;
}

/** What a model learns from, and what users have already. */
export interface Learning {
  readonly all: Interactions;
  readonly known: Interactions;
}

/** Purchases add up; of a rating given twice the later one counts. @param took  as in `ShopLog`, of these rows */
export function learningOf({ values }: ShopLog, log: InteractionLog, took: Uint8Array): Learning {
  const repeats = values === "ratings" ? "last" : "sum";
  const all = createInteractions(log, repeats);
  if (!took.includes(0)) return { all, known: all };
  const rows = Int32Array.from(took.keys()).filter((row) => took[row] === 1);
  return { all, known: createInteractions(rowsOf(log, rows), repeats) };
}

/** Fits a model by name, with a stream of its own, so that it learns the same whichever others are fitted beside it. */
export function fitNamed(name: RecommenderName, shop: ShopLog, { all }: Learning, options: ModelOptions): Recommender {
  const { seed = "1", neighbours, factors, support, onProgress } = options;
  onProgress?.(name, 0);
  const model = recommenders[name].fit(all, {
    values: shop.values,
    rng: createRng(`recommend/${name}/${seed}`),
    attributes: shop.attributes,
    neighbours,
    factors,
    support,
    // the last round is not the end of it yet
    onRound: onProgress && ((done, of) => onProgress(name, Math.min(0.99, done / of))),
  });
  onProgress?.(name, 1);
  return model;
}
