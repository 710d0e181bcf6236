import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRecordReader, LONGEST_RECORD } from "../../../experiments/data/csv-records.js";

interface Found {
  readonly records: string[][];
  readonly lines: number[];
  readonly broken: string[];
}

/** Reads a text that arrives in pieces of so many letters. */
function read(text: string, piece = text.length, delimiter = ","): Found {
  const found: Found = { records: [], lines: [], broken: [] };
  const reader = createRecordReader(delimiter, {
    record(cells, line) {
      found.records.push(cells);
      found.lines.push(line);
    },
    broken: (line, reason, beginning) => found.broken.push(`${line}: ${reason}: ${beginning}`),
  });
  for (let at = 0; at < text.length; at += piece) reader.write(text.slice(at, at + piece));
  reader.end();
  return found;
}

describe("cutting records, worked by hand", () => {
  test("quotes hold delimiters, line breaks and doubled quotes; each record knows its line", () => {
    const text = 'a,"b,1"\r\n"c\n""d""",\n\n  \n5" nail,e';
    expect(read(text)).toEqual({
      records: [
        ["a", "b,1"],
        ['c\n"d"', ""],
        ['5" nail', "e"],
      ],
      lines: [1, 2, 6],
      broken: [],
    });
  });

  test("a broken line is told, and the next one read", () => {
    expect(read('a,b\n"c" d,e\nf,g\n"h,i\nj,k\n')).toEqual({
      records: [
        ["a", "b"],
        ["f", "g"],
        ["j", "k"],
      ],
      lines: [1, 3, 5],
      broken: ['2: text after a closing quote: "c" d,e', '4: a quote is opened and never closed: "h,i'],
    });
  });

  test("a line of more letters than a record may have is told once, whatever the pieces", () => {
    const text = `a,b\n${"x".repeat(LONGEST_RECORD + 5)}\nc,d\n`;
    for (const piece of [text.length, 1 << 16]) {
      const { records, lines, broken } = read(text, piece);
      expect(records).toEqual([
        ["a", "b"],
        ["c", "d"],
      ]);
      expect(lines).toEqual([1, 3]);
      expect(broken).toHaveLength(1);
    }
  });

  test("a quote that is open for longer than a record may be is given up, and costs no memory", () => {
    const count = LONGEST_RECORD / 512;
    const text = `a,b\n"c\n${`d,${"e".repeat(1021)}\n`.repeat(count)}`;
    const { records, lines, broken } = read(text, 1 << 16);
    expect(broken).toEqual(['2: a quote is opened and never closed: "c']);
    expect(records).toHaveLength(1 + count);
    expect(lines.at(-1)).toBe(2 + count);
  });
});

const cell = fc.string({ unit: fc.constantFrom("a", "é", "价", '"', ",", "\n", "\r", " ", ";", "7"), maxLength: 6 });
const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
const written = (cells: readonly string[]) =>
  cells.map((text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",");

describe("beside csv-parse 7.0.3", () => {
  test("the same records of any well-formed file", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("\n", "\r\n"), fc.boolean(), (table, lineBreak, ends) => {
        const text = table.map(written).join(lineBreak) + (ends ? lineBreak : "");
        expect(read(text).records).toEqual(parse(text, { relax_column_count: true, record_delimiter: lineBreak }));
      }),
      { numRuns: 200 },
    );
  });
});

describe("laws", () => {
  test("how a text is cut into pieces changes nothing, be it well formed or not", () => {
    const any = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "价"), maxLength: 40 });
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 9 }), (text, piece) => {
        expect(read(text, piece)).toEqual(read(text));
      }),
      { numRuns: 400 },
    );
  });
});
