import { expect, it } from "vitest";
import { table } from "../../../experiments/cli/table.js";

it("lines columns up by what a terminal shows: a Chinese sign takes two places", () => {
  const columns = [
    { head: "product", align: "left" },
    { head: "units", align: "right" },
  ] as const;
  expect(
    table(columns, [
      ["咖啡", "7"],
      ["tea", "12"],
    ]).split("\n"),
  ).toEqual(["product  units", "-------  -----", "咖啡         7", "tea         12"]);
});
