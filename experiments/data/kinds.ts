/**
 * What a column of a kind holds. `text` reads as a TextColumn, `date` as a DateColumn, the others as numbers: `whole` without
 * a fraction, `flag` as 0 or 1. A `list` is a field that holds several texts, of a file's other form; it unfolds into rows.
 */
export type ColumnType = "text" | "number" | "whole" | "date" | "flag" | "list";

/** A column of a kind of data. */
export interface KindColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** the column must be there */
  readonly required: boolean;
  /** a required column's cell must be filled unless this is said; an optional column's may always be empty */
  readonly mayBeEmpty?: true;
  readonly doc: string;
  readonly unit?: string;
  /** smallest and largest value, both included */
  readonly low?: number;
  readonly high?: number;
  /** 0 itself is not allowed */
  readonly aboveZero?: true;
  /** what files call it, the likeliest first; letter case and what is no letter or digit do not count */
  readonly aliases: readonly string[];
  /** values by other spellings: "pv" is a view. Values that are not listed stay as they are, in small letters */
  readonly spellings?: { readonly [spelling: string]: string };
  /** names a person, a visit or a basket: `--anonymise` replaces it by a keyed hash */
  readonly id?: true;
  /** names the person whom a row is about: classes of k-anonymity count persons where a kind has one */
  readonly person?: true;
  /** written by people: `--anonymise` drops it unless it is kept by name */
  readonly freeText?: true;
  /** others may know it of a person: `--anonymise` generalises it until k-anonymity holds */
  readonly quasi?: true;
}

/** Columns of which there is one for each brand: `price.dannon`. */
export interface ColumnFamily extends Omit<KindColumn, "name" | "aliases"> {
  readonly prefix: string;
}

/** A field that holds several items of a user, which become rows with this event. */
export interface HistoryList {
  readonly name: string;
  readonly event: string;
  readonly aliases: readonly string[];
  readonly doc: string;
}

/** A kind of data: what its rows are and which columns they have. */
export interface Kind {
  readonly doc: string;
  readonly columns: readonly KindColumn[];
  readonly families?: readonly ColumnFamily[];
  /** the file may instead have a row a user and lists of items in a field */
  readonly histories?: readonly HistoryList[];
  /** the file may instead have no header and a basket a line */
  readonly basketLines?: true;
  /**
   * What tells one row from another. Where a file has all of them, two rows alike in every cell are one row recorded twice;
   * where it has not, they may be two that look the same, and both stay.
   */
  readonly tellsApart: readonly (readonly string[])[];
}

const CUSTOMER_NAMES = ["customer", "customer_id"] as const;
const USER_NAMES = ["user", "user_id", "visitor_id"] as const;
const OTHER_PEOPLE = [
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

const ITEM_ALIASES = [
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

const DATE_ALIASES = [
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

const date = (doc: string, required: boolean): KindColumn => ({
  name: "date",
  type: "date",
  unit: "days since 1970-01-01",
  required,
  doc,
  aliases: DATE_ALIASES,
  quasi: true,
});

const item = (doc: string, required: boolean): KindColumn => ({
  name: "item",
  type: "text",
  required,
  doc,
  aliases: ITEM_ALIASES,
});

const category: KindColumn = {
  name: "category",
  type: "text",
  required: false,
  doc: "of the item",
  aliases: CATEGORY_ALIASES,
};

const store: KindColumn = {
  name: "store",
  type: "text",
  required: false,
  doc: "shop or site",
  aliases: ["store_id", "shop", "shop_id", "branch", "outlet"],
  quasi: true,
};

const customer = (required: boolean, doc = "who bought"): KindColumn => ({
  name: "customer",
  type: "text",
  required,
  doc,
  aliases: [...CUSTOMER_NAMES.slice(1), ...USER_NAMES, ...OTHER_PEOPLE],
  id: true,
  person: true,
});

const rating: KindColumn = {
  name: "rating",
  type: "number",
  unit: "stars or points, as in the file",
  required: false,
  doc: "grade given",
  aliases: ["stars", "score", "overall", "star_rating"],
};

const feat: Omit<KindColumn, "name" | "aliases"> = {
  type: "flag",
  required: false,
  doc: "1 where it was advertised",
};
const disp: Omit<KindColumn, "name" | "aliases"> = { type: "flag", required: false, doc: "1 where it was on display" };

/** The kinds of data that the lab reads, by name. */
export const KINDS = {
  behaviour: {
    doc: "what users did: a row an event, or a row a user with lists of the items bought and looked at",
    columns: [
      {
        ...customer(true, "who did it"),
        name: "user",
        aliases: [...USER_NAMES.slice(1), ...CUSTOMER_NAMES, ...OTHER_PEOPLE],
      },
      {
        name: "event",
        type: "text",
        required: true,
        doc: "what was done: view, click, cart, purchase, favourite, rate, search or another word",
        aliases: ["event_type", "kind", "behavior_type", "behaviour_type", "behavior", "behaviour", "action", "type"],
        spellings: {
          pv: "view",
          "page-view": "view",
          page_view: "view",
          browse: "view",
          buy: "purchase",
          bought: "purchase",
          order: "purchase",
          transaction: "purchase",
          addtocart: "cart",
          "add-to-cart": "cart",
          add_to_cart: "cart",
          fav: "favourite",
          favorite: "favourite",
          rating: "rate",
        },
      },
      { ...item("what it was done to; empty where it was about no item", true), mayBeEmpty: true },
      category,
      date("when", false),
      {
        name: "day",
        type: "number",
        unit: "days",
        required: false,
        doc: "when, where there are no dates: a number, rising; of the lab's own events 0 is the first scored day",
        aliases: [],
        quasi: true,
      },
      {
        name: "order",
        type: "whole",
        low: 1,
        required: false,
        doc: "place in the user's list of the event, the first is 1; only of unfolded lists",
        aliases: [],
      },
      {
        name: "session",
        type: "text",
        required: false,
        doc: "visit",
        aliases: ["session_id", "user_session", "visit_id"],
        id: true,
      },
      { name: "units", type: "number", required: false, doc: "how many", aliases: ["quantity", "qty"], unit: "units" },
      {
        name: "price",
        type: "number",
        low: 0,
        required: false,
        doc: "of a unit",
        aliases: ["unit_price"],
        unit: "money, the file's",
      },
      rating,
    ],
    histories: [
      {
        name: "purchase_history",
        event: "purchase",
        aliases: ["purchases", "purchased", "bought_items", "purchase_list", "buy_history"],
        doc: "items bought, separated by commas, the earliest first",
      },
      {
        name: "browse_history",
        event: "view",
        aliases: ["browsing_history", "browsed", "views", "viewed_items", "view_history", "browse_list"],
        doc: "items looked at, separated by commas, the earliest first",
      },
    ],
    tellsApart: [["user", "event", "date"]],
  },
  transactions: {
    doc: "who bought when: a row a line of a receipt, or a row an order",
    columns: [
      customer(true),
      date("of the purchase", true),
      {
        name: "units",
        type: "number",
        unit: "units",
        required: false,
        doc: "how many; below 0 for a return",
        aliases: ["quantity", "qty", "cds", "count"],
      },
      {
        name: "value",
        type: "number",
        unit: "money, the file's",
        required: false,
        doc: "paid for the row in all, after discounts; below 0 for a return",
        aliases: ["dollars", "sales_value", "amount", "total", "spend", "paid", "revenue", "sales", "total_price"],
      },
      {
        name: "price",
        type: "number",
        low: 0,
        unit: "money, the file's",
        required: false,
        doc: "of a unit",
        aliases: ["unit_price"],
      },
      item("what was bought", false),
      category,
      {
        name: "discount",
        type: "number",
        low: 0,
        unit: "money, the file's",
        required: false,
        doc: "the shop's own discount on the row",
        aliases: ["retail_disc", "retail_discount", "discount_amount", "disc"],
      },
      {
        name: "coupon",
        type: "number",
        low: 0,
        unit: "money, the file's",
        required: false,
        doc: "taken off by the maker's coupons",
        aliases: ["coupon_disc", "coupon_discount"],
      },
      {
        name: "couponMatch",
        type: "number",
        low: 0,
        unit: "money, the file's",
        required: false,
        doc: "added by the shop to a coupon",
        aliases: ["coupon_match_disc", "coupon_match_discount"],
      },
      {
        name: "basket",
        type: "text",
        required: false,
        doc: "receipt or order",
        aliases: ["basket_id", "order", "order_id", "invoice", "invoice_no", "transaction_id", "receipt_id"],
        id: true,
      },
      store,
      {
        name: "hour",
        type: "whole",
        low: 0,
        high: 23,
        unit: "hours",
        required: false,
        doc: "hour of the day, where the date has none",
        aliases: ["hour_of_day"],
        quasi: true,
      },
      {
        name: "week",
        type: "whole",
        required: false,
        unit: "weeks",
        doc: "week, as the file counts them",
        aliases: ["week_no"],
        quasi: true,
      },
    ],
    tellsApart: [["customer", "date"]],
  },
  panel: {
    doc: "a household's choice of one of several brands at the prices of them all: a row a purchase, in the order of time",
    columns: [
      {
        name: "household",
        type: "text",
        required: true,
        doc: "who chose",
        aliases: ["id", "household_id", "hhid", "panelist", "customer", "customer_id"],
        id: true,
        person: true,
      },
      {
        name: "choice",
        type: "text",
        required: true,
        doc: "brand bought, one of those with a price",
        aliases: ["brand", "chosen", "bought"],
      },
      date("of the purchase", false),
      store,
    ],
    families: [
      { prefix: "price", type: "number", low: 0, required: true, doc: "of the brand", unit: "money, the file's" },
      { prefix: "feat", ...feat },
      { prefix: "disp", ...disp },
    ],
    tellsApart: [["household", "date"]],
  },
  weekly: {
    doc: "units of an item sold in a week, by shop where there are several",
    columns: [
      {
        name: "units",
        type: "number",
        low: 0,
        unit: "units a week",
        required: true,
        doc: "sold",
        aliases: ["sales", "quantity", "qty", "move", "units_sold", "volume"],
      },
      {
        name: "price",
        type: "number",
        aboveZero: true,
        low: 0,
        unit: "money, the file's",
        required: true,
        doc: "of a unit",
        aliases: ["unit_price", "avg_price", "average_price"],
      },
      { ...item("what was sold", true), aliases: ["brand", ...ITEM_ALIASES.filter((name) => name !== "brand")] },
      {
        name: "week",
        type: "whole",
        unit: "weeks",
        required: false,
        doc: "number of the week, rising with time",
        aliases: ["week_no", "week_number", "period"],
      },
      {
        ...date("day in the week: its first or its last", false),
        aliases: ["week_end", "week_start", ...DATE_ALIASES],
      },
      store,
      { name: "feat", ...feat, aliases: ["feature", "advertised", "ad", "promo", "promotion", "on_promotion"] },
      { name: "disp", ...disp, aliases: ["display"] },
      category,
    ],
    tellsApart: [
      ["item", "week", "store"],
      ["item", "date", "store"],
    ],
  },
  baskets: {
    doc: "what was bought together: a row an item of a basket; or no header and a basket a line, items separated by commas",
    columns: [
      {
        name: "basket",
        type: "text",
        required: true,
        doc: "which basket; of a file with a basket a line, its number from 1",
        aliases: [
          "basket_id",
          "order",
          "order_id",
          "transaction",
          "transaction_id",
          "invoice",
          "invoice_no",
          "receipt",
        ],
        id: true,
      },
      item("what was in it", true),
      category,
      { name: "units", type: "number", unit: "units", required: false, doc: "how many", aliases: ["quantity", "qty"] },
    ],
    basketLines: true,
    tellsApart: [],
  },
  "bandit-log": {
    doc: "decisions with what came of them: a row a decision; all other columns are its context",
    columns: [
      {
        name: "action",
        type: "text",
        required: true,
        doc: "what was decided: an item shown, a coupon, an e-mail",
        aliases: ["arm", "item_id", "item", "treatment", "segment", "offer", "decision"],
      },
      {
        name: "reward",
        type: "number",
        required: true,
        doc: "what came of it: a click 0 or 1, money",
        aliases: ["click", "clicked", "conversion", "outcome", "payoff", "spend"],
      },
      {
        name: "propensity",
        type: "number",
        low: 0,
        high: 1,
        aboveZero: true,
        unit: "probability",
        required: false,
        doc: "with which the logging policy decided so",
        aliases: ["propensity_score", "pscore", "probability", "action_prob", "logging_probability"],
      },
      {
        name: "position",
        type: "whole",
        low: 0,
        required: false,
        doc: "place on the page, where several are shown",
        aliases: ["slot", "rank", "place"],
      },
      date("when", false),
      customer(false, "for whom"),
    ],
    tellsApart: [["date"]],
  },
  reviews: {
    doc: "what customers wrote: a row a review or a sentence of one",
    columns: [
      {
        name: "text",
        type: "text",
        required: true,
        doc: "what was written",
        aliases: ["sentence", "review", "review_text", "reviewtext", "content", "comment", "body", "message"],
        freeText: true,
      },
      {
        name: "label",
        type: "flag",
        required: false,
        doc: "1 where it is positive, 0 where negative",
        aliases: ["sentiment", "positive", "polarity"],
      },
      rating,
      {
        name: "intent",
        type: "text",
        required: false,
        doc: "what it is about: delivery, price, quality, stock, refund, praise, question",
        aliases: ["topic", "about"],
      },
      customer(false, "who wrote"),
      item("about what", false),
      date("when", false),
      { name: "language", type: "text", required: false, doc: "en, zh, ...", aliases: ["lang", "locale"] },
      { name: "source", type: "text", required: false, doc: "where it stood", aliases: ["site", "channel"] },
    ],
    tellsApart: [["customer", "date"]],
  },
  campaigns: {
    doc: "campaigns: when each ran, to whom it was sent, which coupons were redeemed: a row one of these",
    columns: [
      {
        name: "campaign",
        type: "text",
        required: true,
        doc: "which campaign",
        aliases: ["campaign_id"],
      },
      {
        name: "type",
        type: "text",
        required: false,
        doc: "of the campaign",
        aliases: ["campaign_type", "description"],
      },
      {
        name: "start",
        type: "date",
        unit: "days since 1970-01-01",
        required: false,
        doc: "its first day",
        aliases: ["start_date", "start_day"],
      },
      {
        name: "end",
        type: "date",
        unit: "days since 1970-01-01",
        required: false,
        doc: "its last day",
        aliases: ["end_date", "end_day"],
      },
      customer(false, "to whom it was sent, who redeemed"),
      {
        name: "coupon",
        type: "text",
        required: false,
        doc: "which coupon was redeemed",
        aliases: ["coupon_upc", "coupon_id"],
      },
      date("of the redemption", false),
    ],
    tellsApart: [["campaign"]],
  },
  items: {
    doc: "items and their attributes: a row an item; all other columns are attributes",
    columns: [item("which item", true), category],
    tellsApart: [["item"]],
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** The names of the kinds, as they stand in docs and messages. */
export const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** A kind by name. */
export function kindOf(name: KindName): Kind {
  return KINDS[name];
}
