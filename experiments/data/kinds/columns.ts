import type { KindColumn } from "../kind.js";

/* Columns that several kinds have, and what files call them, the likeliest name first. */

export const CUSTOMER_NAMES = ["customer", "customer_id"] as const;
export const USER_NAMES = ["user", "user_id", "visitor_id"] as const;
export const OTHER_PEOPLE = [
  "household",
  "household_id",
  "household_key",
  "shopper",
  "shopper_id",
  "client",
  "client_id",
  "member_id",
  "card_id",
  "master_id",
  "cust_id",
  "hhid",
  "panelist",
  "uid",
  "id",
] as const;

export const ITEM_ALIASES = [
  "item_id",
  "product",
  "product_id",
  "sku",
  "stock_code",
  "article_id",
  "upc",
  "asin",
  "brand",
  "movie_id",
] as const;

export const DATE_ALIASES = [
  "datetime",
  "timestamp",
  "time",
  "event_time",
  "order_date",
  "purchase_date",
  "transaction_date",
  "invoice_date",
  "review_date",
  "redemption_date",
  "order_time",
  "t_dat",
] as const;

const CATEGORY_ALIASES = [
  "category_id",
  "product_category",
  "item_category",
  "category_code",
  "department",
  "commodity",
] as const;

export const date = (doc: string, required: boolean): KindColumn => ({
  name: "date",
  type: "date",
  unit: "days since 1970-01-01",
  required,
  doc,
  aliases: DATE_ALIASES,
  quasi: true,
});

export const item = (doc: string, required: boolean): KindColumn => ({
  name: "item",
  type: "text",
  required,
  doc,
  aliases: ITEM_ALIASES,
});

export const category: KindColumn = {
  name: "category",
  type: "text",
  required: false,
  doc: "of the item",
  aliases: CATEGORY_ALIASES,
};

export const store: KindColumn = {
  name: "store",
  type: "text",
  required: false,
  doc: "shop or site",
  aliases: ["store_id", "shop", "shop_id", "branch", "outlet"],
  quasi: true,
};

export const customer = (required: boolean, doc = "who bought"): KindColumn => ({
  name: "customer",
  type: "text",
  required,
  doc,
  aliases: [...CUSTOMER_NAMES.slice(1), ...USER_NAMES, ...OTHER_PEOPLE],
  id: true,
  person: true,
});

export const rating: KindColumn = {
  name: "rating",
  type: "number",
  unit: "stars or points, as in the file",
  required: false,
  doc: "grade given",
  aliases: ["stars", "score", "overall", "star_rating"],
};

export const feat: Omit<KindColumn, "name" | "aliases"> = {
  type: "flag",
  required: false,
  doc: "1 where it was advertised",
};
export const disp: Omit<KindColumn, "name" | "aliases"> = {
  type: "flag",
  required: false,
  doc: "1 where it was on display",
};
