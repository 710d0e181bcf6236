import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AuditOptions, auditFile } from "../../../../experiments/data/privacy/audit.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-audit-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function audited(csv: string, options: Partial<AuditOptions> = {}) {
  const file = join(folder, "in.csv");
  writeFileSync(file, csv);
  return auditFile(file, { k: 5, ...options });
}

/** A table of so many rows, from the row's number. */
const table = (header: string, rows: number, row: (n: number) => string) =>
  `${header}\n${Array.from({ length: rows }, (_, n) => row(n)).join("\n")}\n`;

describe("an audit", () => {
  test("sees what names people by itself, ids, free text and what others may know", async () => {
    const csv = table(
      "contact,mobile,code,note,评论,zip,price,when_seen,address_of_machine,token",
      40,
      (n) =>
        `user${n}@example.org,+49 171 55501${10 + n},${1000 + n},"came in and asked for number ${n}",这个产品真的很好用,0213${n % 2},${n}.25,2020-01-${10 + (n % 9)},10.0.0.${n},${"ab12cd34".repeat(4)}`,
    );
    const { columns, findings, remarks } = await audited(csv, { quasi: ["zip"] });
    const looks = Object.fromEntries(columns.map((column) => [column.name, column.looks.join()]));
    expect(looks).toEqual({
      contact: "e-mail",
      mobile: "phone",
      code: "id",
      note: "free text",
      评论: "free text",
      zip: "quasi-identifier",
      price: "",
      when_seen: "",
      address_of_machine: "IP address",
      token: "id",
    });
    expect(findings).toEqual([
      "contact holds what looks like e-mail addresses",
      "mobile holds what looks like phone numbers",
      "address_of_machine holds what looks like IP addresses",
    ]);
    expect(remarks).toEqual([
      "note is free text, which may name people whatever k is",
      "评论 is free text, which may name people whatever k is",
      "price tells 100.0% of its rows from all others: may others know it? (--quasi)",
    ]);
  });

  test("counts the people of each class, and fails where they are too few", async () => {
    // north: 6 people, a row each; south: 6 rows of 2 people; west: a row
    const csv = `customer_id,store,value\n${[0, 1, 2, 3, 4, 5].map((n) => `n${n},north,${n % 2}\ns${n % 2},south,7`).join("\n")}\nw,west,1\n`;
    const report = await audited(csv, { sensitive: "value" });
    expect(report).toMatchObject({
      rows: 13,
      quasi: ["store"],
      quasiGuessed: true,
      people: "customer_id",
      classes: 3,
      smallest: 1,
      uniqueRows: 1 / 13,
      rowsBelow: 7 / 13,
      diversity: 1,
      findings: ["the smallest class has 1 of 5; 53.8% of the rows are in classes below 5"],
    });
    expect((await audited(csv, { quasi: ["value"], person: "store" })).smallest).toBe(1);
    expect((await audited(csv, { quasi: ["value"], k: 2 })).findings).toEqual([]);
  });

  test("does not take dates, amounts and counts for phone numbers", async () => {
    const csv = table(
      "a,b,c,d,e",
      30,
      (n) => `2020-01-${10 + n},2020-01-${10 + n} 10:30:00,12345678.${n},${49_171_555_000 + n},13.04.20${10 + n}`,
    );
    const { columns } = await audited(csv, { quasi: ["a"] });
    for (const { looks } of columns) expect(looks).not.toContain("phone");
  });

  test("refuses a column that is none, and a file that is none of data", async () => {
    await expect(audited("a,b\n1,2\n", { quasi: ["c"] })).rejects.toThrow("c: no such column; did you mean");
    await expect(audited("")).rejects.toThrow("the file is empty");
    await expect(audited("a,b\n")).rejects.toThrow("nothing below the header");
  });
});

const shared = join(import.meta.dirname, "../../../../../shared/data");
describe.skipIf(!existsSync(shared))("the research data (skipped where ../shared is absent)", () => {
  test("ZOZO's log: 230 classes by what it knows of users, 39 of one row, 166 rows in classes below 5 (SQLite 3.40.1)", async () => {
    const quasi = ["uf0", "uf1", "uf2", "uf3"];
    const report = await auditFile(join(shared, "zozo_men_random_log.csv"), { k: 5, quasi });
    expect(report).toMatchObject({ rows: 10_000, classes: 230, smallest: 1, people: null });
    expect(report.uniqueRows).toBeCloseTo(39 / 10_000, 12);
    expect(report.rowsBelow).toBeCloseTo(166 / 10_000, 12);
  });
});
