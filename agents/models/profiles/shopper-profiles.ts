import type { Rng } from "../../../envs/types.js";
import type { LearnedModel, ModelState } from "../model.js";
import { type BasketValueModel, fitBasketValue, loadBasketValue } from "./basket-value.js";
import { type BetaGeometricModel, fitBetaGeometric, loadBetaGeometric } from "./beta-geometric.js";
import { fitMix, loadMix, type MixModel } from "./category-mix.js";
import { fitPriceResponse, loadPriceResponse, type PriceResponseModel } from "./price-response.js";
import { purchaseHistories } from "./purchase-histories.js";
import { type ByShopper, byShopper, type Purchases, spanOf } from "./purchases.js";
import {
  fitRecencyFrequencyValue,
  loadRecencyFrequencyValue,
  type RecencyFrequencyValueModel,
  spendingFeatures,
} from "./recency-frequency-value.js";
import { differentShoppers, fitShopperSegments, loadShopperSegments, type SegmentModel } from "./shopper-segments.js";

/** What a shop believes of one shopper. Undefined is what its log cannot tell of anybody. */
export interface ShopperProfile {
  /** days since her last purchase */
  readonly recency: number;
  /** days with a purchase */
  readonly frequency: number;
  /** money paid in all */
  readonly value: number;
  /** 0 is the largest segment */
  readonly segment: number;
  /** chance that she still is a customer */
  readonly alive: number | undefined;
  /** days with a purchase expected in the time ahead */
  readonly expectedPurchases: number | undefined;
  /** money expected of her next basket */
  readonly basketValue: number | undefined;
  /** units she had in a basket, the mean of her days with a purchase */
  readonly unitsPerBasket: number;
  /** expected shares of her lines by category, shape [categories] */
  readonly categoryShares: Float64Array | undefined;
  /** expected share of her lines that are promoted */
  readonly promotedShare: number | undefined;
  /** minus the elasticity of how often she buys a product */
  readonly priceResponse: number | undefined;
  /** logarithm of how many times as often she buys a product on a promoted day */
  readonly promotionResponse: number | undefined;
}

/** The models a profile is read from; undefined where the log cannot tell. */
export interface ProfileParts {
  readonly spending: RecencyFrequencyValueModel;
  readonly segments: SegmentModel;
  /** time in weeks */
  readonly purchasing: BetaGeometricModel | undefined;
  readonly basketValue: BasketValueModel | undefined;
  readonly categories: MixModel | undefined;
  /** kinds "regular" and "promoted" */
  readonly promoted: MixModel | undefined;
  readonly price: PriceResponseModel | undefined;
  readonly promotion: PriceResponseModel | undefined;
}

export interface ShopperProfilesModel extends LearnedModel {
  /** who bought at least once, ascending: codes of the log */
  readonly shopper: Int32Array;
  /** days ahead that purchases are expected in */
  readonly aheadDays: number;
  readonly parts: ProfileParts;
  /** @throws RangeError of a shopper who is not in the log */
  predictProfile(shopper: number): ShopperProfile;
}

export interface ProfileOptions {
  readonly rng: Rng;
  /** default 4; as many as there are different shoppers where they are fewer */
  readonly segments?: number;
  /** the day the log is looked at; default the day after its last one */
  readonly today?: number;
  /** default 28 */
  readonly aheadDays?: number;
  /** names of the categories, by code; default their codes */
  readonly categories?: readonly string[];
}

/**
 * Profiles of a log's shoppers, from what they bought and paid: recency, frequency and value, a segment by these, BG/NBD for
 * who is still there and how often she will come, gamma-gamma for her baskets, Dirichlet shares for her categories and her
 * promoted lines, and her response to price and promotion. What a shopper's own purchases do not tell is the population's.
 *
 * @throws RangeError when the log is empty or out of range
 */
export function fitShopperProfiles(purchases: Purchases, options: ProfileOptions): ShopperProfilesModel {
  const { rng, segments = 4, aheadDays = 28 } = options;
  const grouped = byShopper(purchases);
  const today = options.today ?? spanOf(purchases).last + 1;
  const spending = fitRecencyFrequencyValue(purchases, { today, grouped });
  const features = spendingFeatures(spending);
  const histories = purchaseHistories(purchases, grouped, { end: today - 1 });
  const baskets = basketsOf(purchases, grouped);
  const parts: ProfileParts = {
    spending,
    segments: fitShopperSegments(features, { segments: Math.min(segments, differentShoppers(features)), rng }),
    purchasing: histories.repeats.some((x) => x > 0) ? fitBetaGeometric(histories, "week") : undefined,
    basketValue: fitBaskets(baskets),
    categories: fitCategories(purchases, grouped, options.categories),
    promoted: fitPromoted(purchases, grouped),
    price: purchases.product && fitPriceResponse(purchases, grouped, "price"),
    promotion: purchases.product && purchases.discount && fitPriceResponse(purchases, grouped, "promotion"),
  };
  const columns = {
    ...histories,
    ...baskets,
    categoryLines: parts.categories && linesByKind(grouped, purchases.category!, parts.categories.names.length),
    promotedLines: parts.promoted && linesByKind(grouped, promotedFlags(purchases), 2),
  };
  return modelOf(parts, columns, aheadDays);
}

/** @throws RangeError when the state is not one of `save` */
export function loadShopperProfiles(state: ModelState): ShopperProfilesModel {
  const { parts, columns, aheadDays } = state as unknown as SavedProfiles;
  if (parts?.spending === undefined) throw new RangeError("loadShopperProfiles: needs the state of shopper profiles");
  const load = <M>(part: ModelState | undefined, loader: (state: ModelState) => M) => part && loader(part);
  const loaded: ProfileParts = {
    spending: loadRecencyFrequencyValue(parts.spending),
    segments: loadShopperSegments(parts.segments),
    purchasing: load(parts.purchasing, loadBetaGeometric),
    basketValue: load(parts.basketValue, loadBasketValue),
    categories: load(parts.categories, loadMix),
    promoted: load(parts.promoted, loadMix),
    price: load(parts.price, loadPriceResponse),
    promotion: load(parts.promotion, loadPriceResponse),
  };
  return modelOf(loaded, columns, aheadDays);
}

interface SavedProfiles {
  readonly parts: { readonly [part in "spending" | "segments"]: ModelState } & {
    readonly [part in Exclude<keyof ProfileParts, "spending" | "segments">]: ModelState | undefined;
  };
  readonly columns: ProfileColumns;
  readonly aheadDays: number;
}

/** What the models are asked with, by shopper. */
interface ProfileColumns {
  readonly repeats: Float64Array;
  readonly last: Float64Array;
  readonly observed: Float64Array;
  /** baskets that were paid something for, and their mean */
  readonly paidBaskets: Float64Array;
  readonly meanValue: Float64Array;
  readonly unitsPerBasket: Float64Array;
  /** row-major [shoppers, kinds] */
  readonly categoryLines: Float64Array | undefined;
  readonly promotedLines: Float64Array | undefined;
}

function modelOf(parts: ProfileParts, columns: ProfileColumns, aheadDays: number): ShopperProfilesModel {
  const { spending, segments, purchasing, basketValue, categories, promoted, price, promotion } = parts;
  const { shopper } = spending;
  const { repeats, last, observed } = columns;
  const place = new Map(Array.from(shopper, (code, i) => [code, i]));
  const shares = (mix: MixModel | undefined, lines: Float64Array | undefined, i: number) => {
    if (mix === undefined || lines === undefined) return undefined;
    const out = new Float64Array(mix.names.length);
    mix.predictShares(lines, out, i * out.length);
    return out;
  };
  return {
    shopper,
    aheadDays,
    parts,
    predictProfile(code) {
      const i = place.get(code);
      if (i === undefined) throw new RangeError(`predictProfile: shopper ${code} is not in the log`);
      return {
        recency: spending.recency[i],
        frequency: spending.frequency[i],
        value: spending.value[i],
        segment: segments.segment[i],
        alive: purchasing?.predictAlive(repeats[i], last[i], observed[i]),
        expectedPurchases: purchasing?.predictPurchases(repeats[i], last[i], observed[i], aheadDays / 7),
        basketValue: basketValue?.predictBasket(columns.paidBaskets[i], columns.meanValue[i]),
        unitsPerBasket: columns.unitsPerBasket[i],
        categoryShares: shares(categories, columns.categoryLines, i),
        promotedShare: shares(promoted, columns.promotedLines, i)?.[1],
        priceResponse: price?.response[i],
        promotionResponse: promotion?.response[i],
      };
    },
    save: () => ({
      parts: Object.fromEntries(Object.entries(parts).map(([part, model]) => [part, model?.save()])),
      columns,
      aheadDays,
    }),
    explain() {
      const told = Object.values(parts).flatMap((model: LearnedModel | undefined) => (model ? [model.explain()] : []));
      return {
        summary: told.map(({ summary }) => summary).join("; "),
        findings: told.flatMap(({ findings }) => findings),
      };
    },
  };
}

/** Baskets, a shopper's day each: those paid something for, their mean value, and units in all of them. */
function basketsOf({ day, paid, units }: Purchases, { start, row, days }: ByShopper) {
  const shoppers = days.length;
  const paidBaskets = new Float64Array(shoppers);
  const meanValue = new Float64Array(shoppers);
  const unitsPerBasket = new Float64Array(shoppers);
  for (let i = 0; i < shoppers; i++) {
    let spent = 0;
    let bought = 0;
    let basket = 0;
    for (let n = start[i]; n < start[i + 1]; n++) {
      basket += paid[row[n]];
      bought += units?.[row[n]] ?? 1;
      if (n + 1 < start[i + 1] && Math.floor(day[row[n + 1]]) === Math.floor(day[row[n]])) continue;
      if (basket > 0) paidBaskets[i] += 1;
      spent += basket;
      basket = 0;
    }
    meanValue[i] = paidBaskets[i] > 0 ? spent / paidBaskets[i] : 0;
    unitsPerBasket[i] = bought / days[i];
  }
  return { paidBaskets, meanValue, unitsPerBasket };
}

function fitBaskets({ paidBaskets, meanValue }: { paidBaskets: Float64Array; meanValue: Float64Array }) {
  const paid = (column: Float64Array) => column.filter((_, i) => paidBaskets[i] > 0);
  return paid(paidBaskets).length < 2 ? undefined : fitBasketValue(paid(paidBaskets), paid(meanValue));
}

function fitCategories(purchases: Purchases, grouped: ByShopper, names?: readonly string[]): MixModel | undefined {
  const { category, rows } = purchases;
  if (category === undefined) return undefined;
  let kinds = names?.length ?? 0;
  for (let line = 0; line < rows; line++) kinds = Math.max(kinds, category[line] + 1);
  if (kinds < 2) return undefined;
  return fitMix(
    linesByKind(grouped, category, kinds),
    Array.from({ length: kinds }, (_, k) => names?.[k] ?? `category ${k}`),
  );
}

function fitPromoted(purchases: Purchases, grouped: ByShopper): MixModel | undefined {
  if (purchases.discount === undefined) return undefined;
  return fitMix(linesByKind(grouped, promotedFlags(purchases), 2), ["regular", "promoted"]);
}

function promotedFlags({ discount, rows }: Purchases): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, line) => (discount![line] > 0 ? 1 : 0));
}

/** Lines of each shopper by kind, row-major [shoppers, kinds]. */
function linesByKind({ start, row }: ByShopper, kindOf: ArrayLike<number>, kinds: number): Float64Array {
  const shoppers = start.length - 1;
  const lines = new Float64Array(shoppers * kinds);
  for (let i = 0; i < shoppers; i++)
    for (let n = start[i]; n < start[i + 1]; n++) lines[i * kinds + kindOf[row[n]]] += 1;
  return lines;
}
