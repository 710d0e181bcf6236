import { type Reason, type Recommender, topItems } from "../../agents/models/recommend/recommender.js";
import type { Column, Dataset } from "../data/dataset.js";
import type { Learning } from "./fit-named.js";
import type { ShopLog } from "./shop-log.js";

/** An item for a user. */
export interface RecommendedRow {
  /** place in the log */
  readonly user: number;
  /** from 1 */
  readonly rank: number;
  /** place in the log */
  readonly item: number;
  /** the model's, in its own unit */
  readonly score: number;
  readonly reasons: readonly Reason[];
}

export interface RecommendOptions {
  /** items for a user at the most */
  readonly top: number;
  /** what she has already may come up again */
  readonly again: boolean;
  /** reasons for an item at the most */
  readonly reasons: number;
}

/** The first items of a user, with reasons. */
export function recommendFor(
  model: Recommender,
  { known }: Learning,
  user: number,
  { top, again, reasons }: RecommendOptions,
): RecommendedRow[] {
  return topItems(model, known, user, { count: top, again }).map(({ item, score }, place) => ({
    user,
    rank: place + 1,
    item,
    score,
    reasons: model.reasons(user, item, reasons),
  }));
}

/** Why, in a few words: "has butter (0.23), yogurt (0.17)". Empty where the model knows of no reason. */
export function because(reasons: readonly Reason[], shop: ShopLog): string {
  if (reasons.length === 0) return "";
  const said = reasons.map((reason) => `${nameOf(reason, shop)} (${short(reason.weight)})`).join(", ");
  const head = HEADS[reasons[0].of];
  return head === "" ? said : `${head} ${said}`;
}

/** As one JSON document: what the model learnt, and a row an item with its reasons by name. */
export function recommendedDocument(name: string, model: Recommender, rows: readonly RecommendedRow[], shop: ShopLog) {
  return {
    model: name,
    summary: model.explain().summary,
    users: shop.users.length,
    items: shop.items.length,
    recommendations: rows.map(({ user, rank, item, score, reasons }) => ({
      user: shop.users[user],
      rank,
      item: shop.items[item],
      score,
      because: reasons.map((reason) => ({ of: reason.of, name: nameOf(reason, shop), weight: reason.weight })),
    })),
  };
}

/** As a table of data: user, rank, item, score, because. */
export function recommendedTable(rows: readonly RecommendedRow[], shop: ShopLog): Dataset {
  const numbers = (of: (row: RecommendedRow) => number): Column => ({
    kind: "number",
    values: Float64Array.from(rows, of),
  });
  const reasons = rows.map((row) => because(row.reasons, shop));
  const distinct = [...new Set(reasons)].filter((text) => text !== "");
  const place = new Map(distinct.map((text, at) => [text, at]));
  return {
    rows: rows.length,
    columns: new Map<string, Column>([
      ["user", { kind: "text", codes: Int32Array.from(rows, ({ user }) => user), values: shop.users }],
      ["rank", numbers(({ rank }) => rank)],
      ["item", { kind: "text", codes: Int32Array.from(rows, ({ item }) => item), values: shop.items }],
      ["score", numbers(({ score }) => score)],
      ["because", { kind: "text", codes: Int32Array.from(reasons, (text) => place.get(text) ?? -1), values: distinct }],
    ]),
  };
}

const HEADS: Readonly<Record<Reason["of"], string>> = {
  buyers: "",
  mean: "",
  bought: "has",
  alike: "has alike",
  user: "as",
  rule: "has",
  bias: "",
  factor: "",
  attribute: "",
};

function nameOf({ of, which }: Reason, { users, items, attributes }: ShopLog): string {
  switch (of) {
    case "buyers":
      return "buyers";
    case "mean":
      return "mean rating";
    case "bias":
      return ["mean", "user", "item"][which[0]];
    case "factor":
      return `factor ${which[0]}`;
    case "user":
      return users[which[0]];
    case "attribute":
      return attributes?.names[which[0]] ?? `attribute ${which[0]}`;
    default:
      return which.map((item) => items[item]).join(" + ");
  }
}

const short = (weight: number) => (Number.isInteger(weight) ? String(weight) : weight.toPrecision(2));
