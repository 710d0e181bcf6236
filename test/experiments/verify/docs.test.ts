import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { families } from "../../../experiments/verify/registry.js";

test("docs/verify.md names every family", () => {
  const docs = readFileSync(new URL("../../../docs/verify.md", import.meta.url), "utf8");
  for (const { name } of families) expect(docs).toContain(`\`${name}\``);
});
