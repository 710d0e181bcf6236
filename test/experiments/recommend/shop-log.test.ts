import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadDataset } from "../../../experiments/data/load.js";
import { compareRecommenders } from "../../../experiments/recommend/compare.js";
import { itemAttributes } from "../../../experiments/recommend/item-attributes.js";
import { ratingsLog, readRatings } from "../../../experiments/recommend/ratings-file.js";
import { type LogKind, type ShopLog, shopLog } from "../../../experiments/recommend/shop-log.js";

const folder = mkdtempSync(join(tmpdir(), "shop-log-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
function fileOf(text: string): string {
  files += 1;
  const file = join(folder, `${files}.csv`);
  writeFileSync(file, text);
  return file;
}
const logOf = async (text: string, kind: LogKind): Promise<ShopLog> =>
  shopLog((await loadDataset(fileOf(text), kind)).data, kind, "log.csv");
const rowsOf = ({ log, users, items, took }: ShopLog) =>
  [...log.user].map((user, row) => [users[user], items[log.item[row]], log.value[row], log.when[row], took[row]]);

test("transactions: who bought what, how many and when, returns left out", async () => {
  const text = [
    "household_id,product_id,quantity,date,hour",
    "b,tea,2,2017-01-02,7",
    "a,milk,-1,2017-01-01,8",
    "a,tea,1,2017-01-01,18",
  ].join("\n");
  const shop = await logOf(text, "transactions");
  expect(rowsOf(shop)).toEqual([
    ["b", "tea", 2, 17168 + 7 / 24, 1],
    ["a", "tea", 1, 17167.75, 1],
  ]);
  expect(shop).toMatchObject({ ordered: true, leftOut: 1, items: ["tea"], attributes: undefined });
});

test("behaviour: events weigh by kind, purchases by units too, and only purchases are had", async () => {
  const text = "user,event,item,units\nu,view,tea,\nu,search,,\nu,buy,tea,3\nu,cart,milk,5\nv,message,tea,\n";
  const shop = await logOf(text, "behaviour");
  expect(rowsOf(shop)).toEqual([
    ["u", "tea", 1, 0, 0],
    ["u", "tea", 12, 2, 1],
    ["u", "milk", 3, 3, 0],
  ]);
  expect(shop.leftOut).toBe(2);
});

test("behaviour in lists: a row a user, purchases and looks in the order of the lists", async () => {
  const text = 'user_id,purchase_history,browse_history\n1,"tea,milk","milk,bread"\n2,tea,\n';
  const shop = await logOf(text, "behaviour");
  expect(rowsOf(shop)).toEqual([
    ["1", "tea", 4, 1, 1],
    ["1", "milk", 4, 2, 1],
    ["1", "milk", 1, 1, 0],
    ["1", "bread", 1, 2, 0],
    ["2", "tea", 4, 1, 1],
  ]);
});

test("behaviour without a purchase: looking is all that was had", async () => {
  expect([...(await logOf("user,event,item\nu,view,tea\nu,click,milk\n", "behaviour")).took]).toEqual([1, 1]);
});

test("baskets have no order, and categories become attributes", async () => {
  const lines = await logOf("tea,milk\nbread\n", "baskets");
  expect(rowsOf(lines).map((row) => row.slice(0, 2))).toEqual([
    ["1", "tea"],
    ["1", "milk"],
    ["2", "bread"],
  ]);
  expect(lines.ordered).toBe(false);
  const { attributes } = await logOf("basket,item,category\n1,tea,drinks\n1,rye,bread\n2,milk,drinks\n", "baskets");
  expect(attributes).toEqual({
    names: ["category drinks", "category bread"],
    values: Float64Array.of(1, 0, 0, 1, 1, 0),
  });
});

test("data without items, and data of which nothing remains, are told in one line", async () => {
  await expect(logOf("customer,date,value\n1,2017-01-01,5\n", "transactions")).rejects.toThrow(
    "log.csv: needs a column of items to recommend, has customer, date, value",
  );
  await expect(logOf("user,event,item\nu,search,\n", "behaviour")).rejects.toThrow(
    "log.csv: none of 1 rows says who took which item",
  );
  const lonely = await logOf("tea\nmilk\n", "baskets");
  expect(() => compareRecommenders(lonely, ["popularity"])).toThrow(/^evaluate: no user has two items/);
});

test("attributes of items: a property for each value of a text, numbers standardised, 0 what is not known", async () => {
  const { data } = await loadDataset(fileOf("item,colour,weight\nmilk,white,3\ntea,green,1\nrye,,\n"), "items");
  const { names, values } = itemAttributes(data, ["tea", "milk", "rye", "oats"]);
  expect(names).toEqual(["colour white", "colour green", "weight"]);
  expect([...values]).toEqual([0, 1, -1, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
});

test("ratings in MovieLens's three forms", async () => {
  const wanted = { user: ["1", "2"], item: ["10", "20"], rating: [3, 4.5], time: [7, 8] };
  expect(await readRatings(fileOf("1\t10\t3\t7\n2\t20\t4.5\t8\n"))).toEqual(wanted);
  expect(await readRatings(fileOf("1::10::3::7\r\n2::20::4.5::8"))).toEqual(wanted);
  expect(await readRatings(fileOf("userId,movieId,rating,timestamp\n1,10,3,7\n2,20,4.5,8\n"))).toEqual(wanted);
  expect(await readRatings(fileOf("1\t10\t3\n"))).toMatchObject({ time: [0] });
});

test("a file that is no file of ratings is told by its first bad line", async () => {
  await expect(readRatings(fileOf("1\t10\t3\n1\tten\n"))).rejects.toThrow(
    'line 2: found "1\\tten", expected user, item',
  );
  await expect(readRatings(fileOf("hello\n"))).rejects.toThrow('line 1: found "hello"');
  await expect(readRatings(fileOf("userId,movieId,rating\n"))).rejects.toThrow("no ratings below the header");
  await expect(readRatings(join(folder, "none"))).rejects.toThrow("no such file");
});

test("a test file's users and items that were never rated are known all the same", async () => {
  const { log, pairs } = ratingsLog(
    await readRatings(fileOf("1\t10\t3\n1\t20\t5\n2\t10\t1\n")),
    await readRatings(fileOf("2\t20\t4\n3\t30\t2\n")),
  );
  expect(log.log).toMatchObject({ users: 3, items: 3 });
  const { models, heldOut, tested } = compareRecommenders(log, ["item-mean"], { test: pairs });
  expect({ heldOut, tested }).toEqual({ heldOut: "test file", tested: 2 });
  // 5 for 4, and the mean of all, 3, for 2
  expect(models[0].ratings?.rmse.value).toBeCloseTo(1, 14);
  expect(models[0].ranking).toBeUndefined();
});
