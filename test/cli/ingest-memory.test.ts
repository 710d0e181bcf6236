import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { promolab } from "./promolab.js";

/*
 * 5 million rows are to be ingested within 500 MB. docs/data.md has the measured figure; to measure anew:
 *     /usr/bin/time -v npx promolab ingest five-million.csv --kind transactions
 */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-memory-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Peak resident memory of `promolab ingest` over so many rows, MB, as the process itself tells at its end. */
function peakOf(rows: number): number {
  const file = join(folder, "log.csv");
  const lines = Array.from(
    { length: rows },
    (_, n) =>
      `customer-${(n * 7919) % 20_011},2020-0${1 + (n % 9)}-1${n % 7},product-${n % 997},${n % 5},${n}.25,shop-${n % 31}`,
  );
  writeFileSync(file, `customer,date,item,units,value,store\n${lines.join("\n")}\n`);
  const tell = "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))";
  const { exitCode, stderr } = promolab(["ingest", "log.csv", "--kind", "transactions", "--force"], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` },
  });
  expect(exitCode, stderr).toBe(0);
  return Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1024;
}

it("memory hardly grows with the file: 100,000 rows more take less than 100 MB more, and 500 MB are far", () => {
  const few = peakOf(100);
  const many = peakOf(100_000);
  expect(many - few).toBeLessThan(100);
  expect(many).toBeLessThan(300);
});
