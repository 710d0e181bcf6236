import { describe, expect, test } from "vitest";
import { promolab, promolabJson } from "./promolab.js";

describe("promolab verify", () => {
  test("an instance of one's own, for a program", () => {
    const instance = ["--penalty", "4", "--lead-time", "1", "--demand", "poisson:5"];
    const { document, exitCode } = promolabJson(["verify", "lost-sales", ...instance]);
    const { rows, ok } = document;
    expect([exitCode, ok]).toEqual([0, true]);
    const optimal = rows.find((row: { quantity: string }) => row.quantity === "optimal");
    expect(optimal).toMatchObject({ family: "lost-sales", reference: 4.0407, ok: true, standardError: null });
    expect(Math.abs(optimal.ours - 4.0407)).toBeLessThan(1e-3);
  });

  test("a family's quick set as a table, with its sources", () => {
    const { stdout, exitCode } = promolab(["verify", "--family", "gallego-van-ryzin", "--family", "wagner-whitin"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("7 of 7 figures with a reference land on it");
    expect(stdout).toContain("Gallego and van Ryzin (1994)");
  });

  test("an unknown family, an option that is not the family's, and a value out of range are told with exit 2", () => {
    const lines = [
      ["verify", "lost-sale"],
      ["verify", "taxi", "--stock", "4"],
      ["verify", "markdown", "--stock", "many"],
      ["verify", "markdown", "--prices", "3,2"],
    ].map((words) => promolab(words));
    expect(lines.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
    expect(lines[0].stderr).toContain('did you mean "lost-sales"');
    expect(lines[1].stderr).toContain("taxi has no --stock; it has --discount");
    expect(lines[2].stderr).toContain("--stock: found many, expected a whole number of at least 0");
    expect(lines[3].stderr).toContain("a chance for every price");
  });
});
