import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dateColumn, numberColumn, textColumn } from "../../../experiments/data/dataset.js";
import type { KindName } from "../../../experiments/data/kinds.js";
import { type LoadOptions, loadDataset } from "../../../experiments/data/load.js";
import { UserError } from "../../../experiments/faults.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-load-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Uint8Array, name = "data.csv"): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function refusal(path: string, kind: KindName, options?: LoadOptions): Promise<string> {
  const error = await loadDataset(path, kind, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(1);
  return (error as UserError).message.replace(`${path}: `, "");
}

describe("a small file", () => {
  test("of transactions has typed columns under the kind's names, whatever the file calls them", async () => {
    const csv = file(
      "\uFEFFOrder Date;Customer ID;Qty;Amount;Colour;Size\r\n" +
        "2017-03-04;007;2;19.5;red;40\r\n" +
        '\r\n2017-03-05 12:00;8;;"0.5";;41\r\n' +
        "2017-03-06;007;-1;-9.75;blue;\r\n",
    );
    const { data, counts, mapped } = await loadDataset(csv, "transactions");
    expect(counts).toEqual({ read: 3, rejected: 0, rows: 3 });
    expect([...data.columns.keys()]).toEqual(["customer", "date", "units", "value", "Colour", "Size"]);
    expect(textColumn(data, "customer")).toEqual({
      kind: "text",
      codes: Int32Array.of(0, 1, 0),
      values: ["007", "8"],
    });
    // days from 1970-01-01 to 2017-03-04: 47 years, 12 leap days, 31 + 28 + 3
    const first = 47 * 365 + 12 + 62;
    expect([...dateColumn(data, "date")]).toEqual([first, first + 1.5, first + 2]);
    expect([...numberColumn(data, "units")]).toEqual([2, Number.NaN, -1]);
    expect([...numberColumn(data, "value")]).toEqual([19.5, 0.5, -9.75]);
    expect([...textColumn(data, "Colour").codes]).toEqual([0, -1, 1]);
    expect([...numberColumn(data, "Size")]).toEqual([40, 41, Number.NaN]);
    expect(mapped.get("value")).toBe("Amount");
  });

  test("of behaviour with lists in a field unfolds into events, in the order of their places", async () => {
    const csv = file(
      'user_id,purchase_history,browse_history\nu1,"milk,bread","milk, tea,bread"\nu2,,"[\'tea\']"\nu3,,\n',
    );
    const { data, counts, rejected } = await loadDataset(csv, "behaviour");
    expect(counts).toEqual({ read: 3, rejected: 1, rows: 6 });
    expect(rejected).toEqual([{ line: 4, column: "", reason: "no item in it", found: "u3,," }]);
    const read = (name: string) => {
      const { codes, values } = textColumn(data, name);
      return [...codes].map((code) => values[code]);
    };
    expect(read("user")).toEqual(["u1", "u1", "u1", "u1", "u1", "u2"]);
    expect(read("event")).toEqual(["purchase", "purchase", "view", "view", "view", "view"]);
    expect(read("item")).toEqual(["milk", "bread", "milk", "tea", "bread", "tea"]);
    expect([...numberColumn(data, "order")]).toEqual([1, 2, 1, 2, 3, 1]);
  });

  test("of baskets needs no header; with one it has an item a row", async () => {
    const lines = await loadDataset(file("milk,bread\ntea\n\nmilk , tea,\n"), "baskets");
    expect(textColumn(lines.data, "basket").values).toEqual(["1", "2", "3"]);
    expect([...textColumn(lines.data, "basket").codes]).toEqual([0, 0, 1, 2, 2]);
    expect(textColumn(lines.data, "item").values).toEqual(["milk", "bread", "tea"]);
    const long = await loadDataset(file("order_id,product\n9,milk\n9,tea\n"), "baskets");
    expect(textColumn(long.data, "basket").values).toEqual(["9"]);
    expect(textColumn(long.data, "item").values).toEqual(["milk", "tea"]);
  });

  test("of a panel has columns by brand, and a choice of a brand without a price is rejected", async () => {
    const csv = file("id,price.a,price.b,feat.a,choice\n1,2,3,0,a\n1,2,3,yes,c\n2,2,-3,0,a\n2,2,3,2,b\n");
    const { data, rejected } = await loadDataset(csv, "panel");
    expect([...data.columns.keys()]).toEqual(["household", "choice", "price.a", "price.b", "feat.a"]);
    expect(data.rows).toBe(1);
    expect(rejected.map(({ line, column, reason, found }) => `${line} ${column}: ${reason}, ${found}`)).toEqual([
      "3 choice: expected a brand: a, b, c",
      "4 price.b: expected a number of at least 0, -3",
      "5 feat.a: expected 0 or 1, 2",
    ]);
  });

  test("reads as many rows as asked for, and no more of the file than it takes", async () => {
    const csv = file(`sentence,label\n${"well made,1\n".repeat(60_000)}`);
    const seen: number[] = [];
    const { data, counts } = await loadDataset(csv, "reviews", { maxRows: 10, onProgress: (read) => seen.push(read) });
    expect(data.rows).toBe(10);
    expect(counts.read).toBe(10);
    expect(Math.max(...seen)).toBeLessThan(300_000);
  });

  test("takes the names it is told, constants, and what a caller needs", async () => {
    const csv = file("who,what,when\na,x,2020-01-01\nb,,2020-01-02\n");
    const map = { user: "who", item: "what", date: "when" };
    const { data } = await loadDataset(csv, "behaviour", { map, set: { event: "pv" } });
    expect(textColumn(data, "event").values).toEqual(["view"]);
    expect([...textColumn(data, "item").codes]).toEqual([0, -1]);
    expect(await refusal(csv, "behaviour", { map: { user: "wo" }, set: { event: "view" } })).toBe(
      "as behaviour: user: the file has no column wo; did you mean who?; no column for item " +
        "(or item_id, product, product_id, sku, ...); --map <column>=<the file's name> tells which it is; " +
        "the file's columns: who, what, when",
    );
    expect(await refusal(csv, "behaviour", { map, set: { event: "view" }, needs: ["rating"] })).toContain(
      "no column for rating (or stars, score,",
    );
  });
});

describe("a date of two small numbers", () => {
  const days = (text: string) => Date.parse(text) / 86_400_000;
  const reviews = (dates: readonly string[]) => file(`text,date\n${dates.map((date) => `fine,${date}\n`).join("")}`);

  test("is read in the order that another date of the file shows", async () => {
    const british = await loadDataset(reviews(["3/4/2017", "", "13/4/2017"]), "reviews");
    expect([...dateColumn(british.data, "date")]).toEqual([days("2017-04-03"), Number.NaN, days("2017-04-13")]);
    const american = await loadDataset(reviews(["3/4/2017", "4/13/2017"]), "reviews");
    expect([...dateColumn(american.data, "date")]).toEqual([days("2017-03-04"), days("2017-04-13")]);
  });

  test("is asked about where none shows it, and rejected where it has the other order", async () => {
    const unclear = reviews(["3/4/2017", "5/6/2017"]);
    expect(await refusal(unclear, "reviews")).toBe(
      "date: 3/4/2017 may be day/month or month/day, and no date of the file tells which; say --dates dmy or --dates mdy",
    );
    const { data } = await loadDataset(unclear, "reviews", { dates: "mdy" });
    expect([...dateColumn(data, "date")]).toEqual([days("2017-03-04"), days("2017-05-06")]);
    const mixed = await loadDataset(reviews(["13/4/2017", "4/13/2017"]), "reviews");
    expect(mixed.rejected).toEqual([
      { line: 3, column: "date", reason: "expected a date, day before month", found: "4/13/2017" },
    ]);
  });
});

describe("a file that is none of data", () => {
  const header = "customer,date\n";
  test.each<[string, string | Uint8Array, string]>([
    ["is empty", "", "the file is empty"],
    ["has blank lines only", "\n \n", "the file is empty"],
    ["has a header only", header, "nothing below the header"],
    [
      "is UTF-16",
      Buffer.from("\uFEFFcustomer,date\n1,2020-01-01\n", "utf16le"),
      "encoded in UTF-16 (its byte order mark is FF FE); save it as UTF-8",
    ],
    [
      "is UTF-16 without a mark",
      Buffer.from("customer,date\n1,2020-01-01\n", "utf16le"),
      "looks encoded in UTF-16 without a byte order mark; save it as UTF-8",
    ],
    [
      "is Latin-1",
      Buffer.from(`${header}1,2020-01-01\nRené,2020-01-01\n`, "latin1"),
      "line 3: not UTF-8: byte 31 begins no letter (E9 2C 32); save it as UTF-8",
    ],
    [
      "has a zero byte",
      Buffer.from(`${header}1,2020-01-01\n\0,2020-01-01\n`),
      "line 3: no text: a zero byte at byte 28; expected a CSV in UTF-8",
    ],
    ["is packed", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), "compressed by gzip; unpack it first"],
    [
      "is a spreadsheet",
      Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0),
      "a ZIP archive or a spreadsheet (.xlsx); unpack it or save it as CSV",
    ],
    [
      "has its header's quote open",
      `"customer,date\n1,2020-01-01`,
      "line 1: no CSV: a quote is opened and never closed",
    ],
    [
      "has no row that fits",
      `${header}1,soon\n2,2020-13-01\n`,
      'line 2: no record of 2 is a row of kind transactions; the first: date: expected a date (2017-03-04, with or without a time), found "soon"',
    ],
  ])("%s: is refused in one line", async (_, content, message) => {
    expect(await refusal(file(content), "transactions")).toBe(message);
  });

  test("a missing file, a folder and a Parquet file that is none are refused", async () => {
    expect(await refusal(join(folder, "none.csv"), "panel")).toBe("no such file");
    expect(await refusal(folder, "panel")).toBe("a folder; expected a CSV");
    expect(await refusal(join(folder, "none.parquet"), "panel")).toBe("no such file");
    expect(await refusal(file("PAR1 and no more", "bad.parquet"), "panel")).toMatch(/^no Parquet file: /);
  });

  test("a letter cut by the end of a piece is whole; one cut by the end of the file is told with its byte", async () => {
    const letters = "价".repeat(300_000);
    const { data } = await loadDataset(file(`sentence\n${letters}\n`), "reviews");
    expect(textColumn(data, "text").values).toEqual([letters]);
    const cut = Buffer.from(`sentence\n${letters}`).subarray(0, -1);
    expect(await refusal(file(cut), "reviews")).toBe(
      `line 2: not UTF-8: byte ${9 + 899_997 + 1} begins no letter (E4 BB); save it as UTF-8`,
    );
  });

  test("a line without an end is not read to the end", async () => {
    expect(await refusal(file("x".repeat(1 << 21)), "transactions")).toBe(
      "no CSV: its first line is longer than 65,536 letters",
    );
    const csv = file(`${header}${"y".repeat(3 << 20)}\n1,2020-01-01\n`);
    const { counts, rejected } = await loadDataset(csv, "transactions");
    expect(counts).toEqual({ read: 2, rejected: 1, rows: 1 });
    expect(rejected[0]).toMatchObject({ line: 2, column: "", reason: "longer than 1048576 letters" });
  });

  test("with ten thousand rows that do not fit is given up without reading on", async () => {
    const csv = file(`${header}${"x,y\n".repeat(300_000)}`);
    const seen: number[] = [];
    expect(await refusal(csv, "transactions", { onProgress: (read) => seen.push(read) })).toMatch(
      /^line 2: no record of the first \d\d,\d{3} is a row of kind transactions; the first: date: expected a date/,
    );
    expect(Math.max(...seen)).toBeLessThan(600_000);
  });
});

const shared = join(import.meta.dirname, "../../../../shared/data");
describe.skipIf(!existsSync(shared))("the research data (skipped where ../shared is absent)", () => {
  test.each<[string, KindName, number, string, LoadOptions?]>([
    ["yogurt_panel.csv", "panel", 2412, "household choice price.yoplait price.dannon price.hiland price.weight"],
    ["cracker_panel.csv", "panel", 3292, "household choice disp.private"],
    ["orange_juice_weekly.csv", "weekly", 28947, "units price item feat"],
    ["cdnow_sample_transactions.csv", "transactions", 6919, "customer date units value"],
    ["groceries_baskets.csv", "baskets", 43367, "basket item"],
    ["journey_transactions_h1.csv", "transactions", 36241, "customer date value discount coupon couponMatch basket"],
    ["journey_campaigns.csv", "campaigns", 6589, "campaign customer"],
    ["journey_campaign_descriptions.csv", "campaigns", 27, "campaign type start end"],
    ["journey_coupon_redemptions.csv", "campaigns", 2102, "campaign customer coupon date"],
    ["zozo_men_random_log.csv", "bandit-log", 10_000, "action reward propensity position date uf0"],
    ["zozo_men_bts_log.csv", "bandit-log", 10_000, "action reward propensity position date uf3"],
    ["zozo_men_items.csv", "items", 34, "item item_feature_0 item_feature_1"],
    ["hillstrom_email.csv", "bandit-log", 64_000, "action reward recency channel", { map: { reward: "visit" } }],
    ["review_sentences.csv", "reviews", 3000, "text label source"],
  ])("%s loads as %s", async (name, kind, rows, columns, options) => {
    const { data, counts } = await loadDataset(join(shared, name), kind, options);
    expect(counts.rejected).toBe(0);
    expect(data.rows).toBe(rows);
    expect([...data.columns.keys()]).toEqual(expect.arrayContaining(columns.split(" ")));
  });
});
