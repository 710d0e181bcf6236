import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { agents, resolveAgent } from "../../agents/registry.js";

const docs = readFileSync(new URL("../../docs/agents.md", import.meta.url), "utf8");
const rows = [...docs.matchAll(/^\| `([^`]+)` \| (.+?) \|/gm)].map(([, name, what]) => ({ name, what }));

test.each(Object.entries(agents))(
  "docs/agents.md has a row for %s, in the words of the registry",
  (id, { summary }) => {
    expect(docs, "a row in the table of its family").toContain(`| \`${id}\` | ${summary} |`);
  },
);

test("docs/agents.md names no agent that there is not, and none twice", () => {
  const names = rows.map(({ name }) => name);
  for (const name of names) expect(() => resolveAgent(name)).not.toThrow();
  expect(new Set(names).size).toBe(names.length);
});

test("docs/agents.md names a composition of every kind", () => {
  const kinds = rows.filter(({ name }) => name.includes(":")).map(({ name }) => name.slice(0, name.indexOf(":")));
  expect(kinds.sort()).toEqual(["ensemble", "joint", "per-segment", "per-slot", "safe"]);
});
