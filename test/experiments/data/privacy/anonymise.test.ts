import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dateColumn, numberColumn, textColumn } from "../../../../experiments/data/dataset.js";
import { type IngestReport, ingest } from "../../../../experiments/data/ingest.js";
import type { KindName } from "../../../../experiments/data/kinds.js";
import { loadDataset } from "../../../../experiments/data/load.js";
import type { AnonymiseOptions } from "../../../../experiments/data/privacy/anonymise.js";
import { createKeyedHash } from "../../../../experiments/data/privacy/keyed-hash.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-anonymise-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hash = createKeyedHash(Buffer.from("0f1e2d3c4b5a69788796a5b4c3d2e1f0"));

async function anonymised(csv: string, kind: KindName, options: Partial<AnonymiseOptions> = {}) {
  const own = mkdtempSync(join(folder, "case-"));
  const file = join(own, "in.csv");
  writeFileSync(file, csv);
  const out = join(own, "out.parquet");
  const rejects = join(own, "rejects.csv");
  const anonymise = { hash, k: 2, maxSuppressed: 0.2, ...options };
  const report: IngestReport = await ingest(file, kind, { out, rejects, anonymise });
  if (report.privacy === null) throw new Error("no privacy report");
  return { report, privacy: report.privacy, out, rejects };
}

const texts = (data: Parameters<typeof textColumn>[0], name: string) => {
  const { codes, values } = textColumn(data, name);
  return [...codes].map((code) => values[code] ?? "");
};

describe("a small log, anonymised", () => {
  const csv =
    "customer,date,value,store,basket,text\n" +
    "ann,2017-01-02,1,north,b1,call me\nbob,2017-01-03,2,north,b2,\ncid,2017-01-04,3,north,b3,\n" +
    "ann,2017-01-09,4,south,b4,\nbob,2017-01-10,5,south,b5,\neve,2017-01-11,6,south,b5,\n" +
    "bob,2017-01-04,7,west,b6,\neve,soon,7,west,b6,\n";

  test("has hashed ids, dates by week, rare rows left out, says so, and is the same to the byte under the same key", async () => {
    const { report, privacy, out, rejects } = await anonymised(csv, "transactions", { k: 3 });
    expect(report).toMatchObject({ read: 8, kept: 7, rejected: 1, rows: 6 });
    expect(privacy).toMatchObject({ k: 3, people: "customer", smallest: 3, classes: 2, rows: 7, suppressed: 1 });
    expect(privacy.quasi.map(({ column, generalisedTo }) => `${column}: ${generalisedTo}`)).toEqual([
      "date: week",
      "store: as it is",
    ]);
    expect(privacy.hashed).toEqual(["customer", "basket"]);
    expect(privacy.dropped.map(({ column }) => column)).toEqual(["text"]);
    expect(readFileSync(rejects, "utf8")).toBe(
      'line,column,reason,found\n9,date,"expected a date (2017-03-04, with or without a time)",\n',
    );
    const again = await anonymised(csv, "transactions", { k: 3 });
    expect(readFileSync(again.out)).toEqual(readFileSync(out));
    const { data } = await loadDataset(out, "transactions");
    expect([...data.columns.keys()]).toEqual(["customer", "date", "value", "basket", "store"]);
    expect(new Set(texts(data, "customer"))).toEqual(
      new Set(["ann", "bob", "cid", "eve"].map((id) => hash.name("person", id))),
    );
    expect(new Set(dateColumn(data, "date"))).toEqual(new Set([17_168, 17_175]));
    expect([...numberColumn(data, "value")].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const south = [...numberColumn(data, "value").keys()].filter((r) => texts(data, "store")[r] === "south");
    expect(south.map((r) => texts(data, "basket")[r]).sort()).toEqual(
      ["b4", "b5", "b5"].map((id) => hash.name("basket", id)).sort(),
    );
  });

  test("keeps on request what it would drop or generalise, and refuses what cannot be", async () => {
    const { privacy, out } = await anonymised(csv, "transactions", { keep: ["date", "store"], keepText: ["text"] });
    expect(privacy).toMatchObject({ quasi: [], keptAsAsked: ["date", "store", "text"], suppressed: 0, classes: 1 });
    const { data } = await loadDataset(out, "transactions");
    expect(texts(data, "text").filter((text) => text !== "")).toEqual(["call me"]);
    await expect(
      anonymised(csv, "transactions", { keep: ["customer", "value"], keepText: ["value"], quasi: ["nothing"] }),
    ).rejects.toThrow(
      "--quasi nothing: no such column; there are customer, date, value, basket, store, text; " +
        "--keep customer: is an id: it is hashed; --keep value: stays anyway; --keep-text value: is no free text",
    );
    await expect(anonymised(csv, "transactions", { k: 1 })).rejects.toThrow(RangeError);
    await expect(anonymised(csv, "transactions", { maxSuppressed: 2 })).rejects.toThrow(RangeError);
    await expect(anonymised(csv, "transactions", { k: 5 })).rejects.toThrow("4 people are too few for k 5");
  });

  test("a user keeps one name in all rows of a list, and in files of other kinds", async () => {
    const lists = 'user_id,purchase_history,browse_history\nann,"a,b",c\nbob,"a",\n';
    const { out } = await anonymised(lists, "behaviour");
    const { data } = await loadDataset(out, "behaviour");
    expect(new Set(texts(data, "user"))).toEqual(new Set([hash.name("person", "ann"), hash.name("person", "bob")]));
    expect(texts(data, "item").sort()).toEqual(["a", "a", "b", "c"]);
  });

  test("says nothing by the order of its rows, but keeps that of a person's own", async () => {
    const rows = Array.from({ length: 60 }, (_, n) => `h${n % 12},${n},${n},a`);
    const { out } = await anonymised(`id,price.a,price.b,choice\n${rows.join("\n")}\n`, "panel");
    const { data } = await loadDataset(out, "panel");
    const [people, places] = [texts(data, "household"), [...numberColumn(data, "price.a")]];
    expect(places).not.toEqual([...places].sort((a, b) => a - b));
    for (const person of new Set(people)) {
      const own = places.filter((_, r) => people[r] === person);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });
});

describe("laws, on random logs", () => {
  test("what is written is k-anonymous, and nothing but ids and quasi-identifiers differs from the rows that went in", async () => {
    const entry = fc.record({
      customer: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
      store: fc.constantFrom("north", "south", "west"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 30, maxLength: 60 }),
        fc.integer({ min: 2, max: 4 }),
        async (log, k) => {
          const lines = log.map(
            ({ customer, day, store }, n) => `c${customer},2020-01-${day},${n},item${n % 7},${store}`,
          );
          const csv = `customer,date,value,item,store\n${lines.join("\n")}\n`;
          const { privacy, report, out } = await anonymised(csv, "transactions", { k, maxSuppressed: 0.3 });
          const { data } = await loadDataset(out, "transactions");
          expect(data.rows).toBe(report.rows);
          expect(report.rows).toBe(log.length - privacy.suppressed);
          const stores = data.columns.has("store") ? texts(data, "store") : log.map(() => "");
          const classes = new Map<string, Set<string>>();
          for (let r = 0; r < data.rows; r++) {
            const name = `${dateColumn(data, "date")[r]} ${stores[r]}`;
            const person = texts(data, "customer")[r];
            classes.set(name, (classes.get(name) ?? new Set()).add(person));
            // the value is the number of the row that went in
            const source = log[numberColumn(data, "value")[r]];
            expect(person).toBe(hash.name("person", `c${source.customer}`));
            expect(texts(data, "item")[r]).toBe(`item${numberColumn(data, "value")[r] % 7}`);
          }
          expect(Math.min(...[...classes.values()].map((people) => people.size))).toBe(privacy.smallest);
          expect(privacy.smallest).toBeGreaterThanOrEqual(k);
          expect(classes.size).toBe(privacy.classes);
          expect(new Set(numberColumn(data, "value")).size).toBe(data.rows);
        },
      ),
      { numRuns: 2 },
    );
  });
});
