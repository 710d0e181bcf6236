import { expect, it } from "vitest";
import { promolab, promolabJson } from "./promolab.js";

it("promolab examples prints ours beside the article's figures, and what is off", () => {
  const { stdout, exitCode } = promolab(["examples", "demand-regression", "linear-program"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^demand +-1,930 +-950$/m);
  expect(stdout).toMatch(/^x1 \+ x2 <= 300: x1 +50 +150$/m);
  expect(stdout).toContain("infeasible");
});

it("promolab examples <one> --json holds its figures; an unknown one is exit code 2", () => {
  const { document } = promolabJson(["examples", "stock-plan"]);
  expect(document).toHaveLength(1);
  expect(Object.keys(document[0])).toEqual(["name", "problem", "figures", "remark"]);
  expect(document[0].figures[0]).toEqual({ name: "profit, orders cost nothing", ours: 59_500, article: null });
  const unknown = promolab(["examples", "stock-plans"]);
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "stock-plan"')]);
});
