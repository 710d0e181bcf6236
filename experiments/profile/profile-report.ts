import { createRng } from "../../agents/math/rng.js";
import type { Finding } from "../../agents/models/model.js";
import { type Purchases, spanOf } from "../../agents/models/profiles/purchases.js";
import { fitRecencyFrequencyValue, spendingFeatures } from "../../agents/models/profiles/recency-frequency-value.js";
import {
  fitShopperProfiles,
  type ShopperProfile,
  type ShopperProfilesModel,
} from "../../agents/models/profiles/shopper-profiles.js";
import { differentShoppers, silhouettes } from "../../agents/models/profiles/shopper-segments.js";
import type { Column, Dataset } from "../data/dataset.js";
import type { PurchaseLog } from "./purchases-of.js";

export interface ProfileSettings {
  /** "auto": as many, from 2 to 8, as have the largest silhouette */
  readonly segments: number | "auto";
  readonly aheadDays: number;
  /** the last day of the log; what came after it is unknown. Default its last row's */
  readonly until?: number;
  readonly seed: string;
}

/** Means over the shoppers of a segment; null is what the log cannot tell. */
export interface SegmentRow {
  /** 1 is the largest */
  readonly segment: number;
  readonly shoppers: number;
  readonly recency: number;
  readonly frequency: number;
  readonly value: number;
  /** share of all money paid */
  readonly valueShare: number;
  readonly alive: number | null;
  readonly expectedPurchases: number | null;
  readonly basketValue: number | null;
  readonly promotedShare: number | null;
  readonly priceResponse: number | null;
  readonly promotionResponse: number | null;
}

export interface ProfileReport {
  readonly model: ShopperProfilesModel;
  readonly segments: readonly SegmentRow[];
  /** mean silhouettes by number of segments, where they were asked for */
  readonly silhouettes: readonly Tried[] | null;
  /** what the population's models found */
  readonly findings: readonly {
    readonly model: string;
    readonly summary: string;
    readonly findings: readonly Finding[];
  }[];
  /** a row a shopper */
  readonly shoppers: Dataset;
}

/** Fits profiles to a log and lays them out for a reader. */
export function profileReport(log: PurchaseLog, settings: ProfileSettings): ProfileReport {
  const { purchases, customers, categories } = log;
  const today = (settings.until ?? spanOf(purchases).last) + 1;
  const tried = settings.segments === "auto" ? tryCounts(purchases, today, settings.seed) : null;
  const model = fitShopperProfiles(purchases, {
    rng: createRng(`profile ${settings.seed}`),
    segments: settings.segments === "auto" ? clearest(tried!) : settings.segments,
    today,
    aheadDays: settings.aheadDays,
    categories,
  });
  const profiles = Array.from(model.shopper, (shopper) => model.predictProfile(shopper));
  return {
    model,
    segments: segmentRows(profiles, model.parts.segments.sizes.length),
    silhouettes: tried,
    findings: Object.entries(model.parts).flatMap(([name, part]) => (part ? [{ model: name, ...part.explain() }] : [])),
    shoppers: shopperTable(model, profiles, customers),
  };
}

const COUNTS_TRIED = [2, 3, 4, 5, 6, 7, 8];

interface Tried {
  readonly segments: number;
  readonly silhouette: number;
}

function tryCounts(purchases: Purchases, today: number, seed: string): Tried[] {
  const features = spendingFeatures(fitRecencyFrequencyValue(purchases, { today }));
  const counts = COUNTS_TRIED.filter((count) => count < differentShoppers(features));
  const widths = silhouettes(features, counts, { rng: createRng(`silhouettes ${seed}`), starts: 5 });
  return counts.map((segments, n) => ({ segments, silhouette: widths[n] }));
}

/** One segment where there are too few shoppers to tell. */
function clearest(tried: readonly Tried[]): number {
  return tried.reduce((best, one) => (one.silhouette > best.silhouette ? one : best), { segments: 1, silhouette: -2 })
    .segments;
}

function segmentRows(profiles: readonly ShopperProfile[], count: number): SegmentRow[] {
  const all = profiles.reduce((sum, { value }) => sum + value, 0);
  return Array.from({ length: count }, (_, segment) => {
    const members = profiles.filter((profile) => profile.segment === segment);
    const sum = (figure: (profile: ShopperProfile) => number) =>
      members.reduce((total, profile) => total + figure(profile), 0);
    const mean = (figure: (profile: ShopperProfile) => number | undefined) =>
      members.some((profile) => figure(profile) === undefined) ? null : sum((one) => figure(one)!) / members.length;
    return {
      segment: segment + 1,
      shoppers: members.length,
      recency: sum(({ recency }) => recency) / members.length,
      frequency: sum(({ frequency }) => frequency) / members.length,
      value: sum(({ value }) => value) / members.length,
      valueShare: all > 0 ? sum(({ value }) => value) / all : 0,
      alive: mean(({ alive }) => alive),
      expectedPurchases: mean(({ expectedPurchases }) => expectedPurchases),
      basketValue: mean(({ basketValue }) => basketValue),
      promotedShare: mean(({ promotedShare }) => promotedShare),
      priceResponse: mean(({ priceResponse }) => priceResponse),
      promotionResponse: mean(({ promotionResponse }) => promotionResponse),
    };
  });
}

/** A row a shopper; columns the log cannot tell are not there. */
function shopperTable(
  { shopper, parts }: ShopperProfilesModel,
  profiles: readonly ShopperProfile[],
  customers: readonly string[],
): Dataset {
  const columns = new Map<string, Column>();
  const numbers = (name: string, figure: (profile: ShopperProfile) => number | undefined) => {
    if (profiles.some((profile) => figure(profile) === undefined)) return;
    columns.set(name, { kind: "number", values: Float64Array.from(profiles, (profile) => figure(profile)!) });
  };
  const names = Array.from(shopper, (code) => customers[code]);
  columns.set("customer", { kind: "text", codes: Int32Array.from(names.keys()), values: names });
  numbers("segment", ({ segment }) => segment + 1);
  numbers("recency", ({ recency }) => recency);
  numbers("frequency", ({ frequency }) => frequency);
  numbers("value", ({ value }) => value);
  const scores = profiles.map(({ recency, frequency, value }) =>
    parts.spending.predictScores(recency, frequency, value),
  );
  ["recencyScore", "frequencyScore", "valueScore"].forEach((name, figure) => {
    columns.set(name, { kind: "number", values: Float64Array.from(scores, (score) => score[figure]) });
  });
  numbers("alive", ({ alive }) => alive);
  numbers("expectedPurchases", ({ expectedPurchases }) => expectedPurchases);
  numbers("basketValue", ({ basketValue }) => basketValue);
  numbers("unitsPerBasket", ({ unitsPerBasket }) => unitsPerBasket);
  if (parts.categories) {
    const { names: categories } = parts.categories;
    const largest = profiles.map(({ categoryShares }) => categoryShares!.indexOf(Math.max(...categoryShares!)));
    columns.set("mainCategory", { kind: "text", codes: Int32Array.from(largest), values: categories });
    columns.set("mainCategoryShare", {
      kind: "number",
      values: Float64Array.from(profiles, ({ categoryShares }, i) => categoryShares![largest[i]]),
    });
  }
  numbers("promotedShare", ({ promotedShare }) => promotedShare);
  numbers("priceResponse", ({ priceResponse }) => priceResponse);
  numbers("promotionResponse", ({ promotionResponse }) => promotionResponse);
  return { rows: profiles.length, columns };
}
