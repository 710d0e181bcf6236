import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ingest } from "../../../experiments/cli/commands/ingest.js";
import { planColumns } from "../../../experiments/data/header.js";
import { KIND_NAMES, kindOf } from "../../../experiments/data/kinds.js";
import { kindsText } from "./kinds-text.js";

describe.each(KIND_NAMES)("kind %s", (name) => {
  const kind = kindOf(name);

  test("has columns of different names, each with a doc, and a person where it has ids of people", () => {
    const names = kind.columns.map((column) => column.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, doc, aliases, low, high } of kind.columns) {
      expect(doc).not.toBe("");
      expect(new Set([name, ...aliases]).size).toBe(aliases.length + 1);
      if (low !== undefined && high !== undefined) expect(low).toBeLessThan(high);
    }
    expect(kind.columns.filter(({ person }) => person).length).toBeLessThan(2);
  });

  test("takes a file whose header has its own names, each for itself", () => {
    const own = kind.columns.map((column) => column.name);
    const families = (kind.families ?? []).flatMap(({ prefix }) => [`${prefix}.a`, `${prefix}.b`]);
    const plan = planColumns([...own, ...families], kind);
    if (!("columns" in plan)) throw new Error(plan.map(({ message }) => message).join());
    for (const { name: column, from } of plan.columns) expect(from).toBe(column);
    expect(plan.columns).toHaveLength(own.length + families.length);
  });

  test("is told apart by columns that it has", () => {
    for (const column of kind.tellsApart.flat()) expect(kind.columns.map((one) => one.name)).toContain(column);
  });
});

test("docs/data.md tells the kinds as the code does", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../../docs/data.md"), "utf8");
  expect(docs.slice(docs.indexOf("## Kinds"), docs.indexOf("## Privacy"))).toBe(`## Kinds\n${kindsText()}\n`);
});

test("promolab ingest --help names every kind", () => {
  for (const name of KIND_NAMES) expect(ingest.options.kind.describe).toContain(name);
});

describe("a header", () => {
  const plan = (header: readonly string[], options = {}) => {
    const found = planColumns(header, kindOf("transactions"), options);
    return "columns" in found
      ? found.columns.map(({ name, from }) => `${name}<-${from}`)
      : found.map(({ path, message }) => `${String(path[0])}: ${message}`);
  };

  test("is matched by the likeliest alias, and nothing is taken twice", () => {
    expect(plan(["id", "CustomerID", "InvoiceDate", "Quantity"])).toEqual([
      "customer<-CustomerID",
      "date<-InvoiceDate",
      "units<-Quantity",
      "id<-id",
    ]);
  });

  test("gives way to --map, which can also say that there is none", () => {
    expect(plan(["a", "when", "total"], { map: { customer: "a", date: "when", value: "" } })).toEqual([
      "customer<-a",
      "date<-when",
      "total<-total",
    ]);
    expect(plan(["a", "date"], { map: { customr: "a" } })).toEqual([
      'customr: unknown column "customr"; did you mean "customer"?',
      "customer: customer (or customer_id, user, user_id, visitor_id, ...)",
    ]);
  });

  test("by brand may be told brand by brand", () => {
    const found = planColumns(["id", "choice", "cost of a", "price.b"], kindOf("panel"), {
      map: { "price.a": "cost of a" },
    });
    expect("columns" in found && found.columns.map(({ name, from }) => `${name}<-${from}`)).toEqual([
      "household<-id",
      "choice<-choice",
      "price.a<-cost of a",
      "price.b<-price.b",
    ]);
  });

  test("with a name twice is refused; names that differ in letter case alone get a number", () => {
    expect(plan(["customer", "date", "x", "x"])).toEqual(["x: stands twice in the header"]);
    expect(plan(["customer", "date", "Date", ""])).toEqual([
      "customer<-customer",
      "date<-date",
      "Date_3<-Date",
      "column4<-",
    ]);
  });
});
