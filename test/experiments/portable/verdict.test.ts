import { describe, expect, test } from "vitest";
import { type RankedPolicy, verdict } from "../../../experiments/portable/verdict.js";

const row = (agent: string, difference: number, more: Partial<RankedPolicy> = {}): RankedPolicy => ({
  agent,
  params: {},
  scenario: "market",
  seeds: 14,
  difference,
  differenceCi: [difference - 70, difference + 70],
  distinguishable: Math.abs(difference) > 70,
  tiedWithBest: false,
  ...more,
});
const best = row("thompson-sampling", 212, { tiedWithBest: true });
const ranking = (...rows: RankedPolicy[]) => ({ baseline: "no-promotion", rows });

describe("the verdict", () => {
  test("names the leader, its lead a day and who is not behind it for sure", () => {
    const rows = ranking(best, row("lp-plan", 190, { tiedWithBest: true }), row("no-promotion", 0));
    expect(verdict(rows, { seeds: 20, days: 1 })).toBe(
      "thompson-sampling leads by $212 a day over no-promotion (95% 142 to 282) after 14 of 20 seeds; " +
        "lp-plan cannot be told from it yet.",
    );
  });

  test("stops saying yet when all seeds are in", () => {
    const rows = ranking(best, row("lp-plan", 190, { tiedWithBest: true }), row("no-promotion", 0));
    expect(verdict(rows)).toBe(
      "thompson-sampling leads by $212 an episode over no-promotion (95% 142 to 282) over 14 seeds; " +
        "lp-plan cannot be told from it.",
    );
  });

  test("spreads a score over its days, in three digits and the scenario's currency", () => {
    const rows = ranking(row("ucb1", 123_456, { differenceCi: [91_000, 155_000] }), row("no-promotion", 0));
    expect(verdict(rows, { days: 91, currency: "€" })).toContain(
      "leads by €1,360 a day over no-promotion (95% 1,000 to 1,700)",
    );
  });

  test("a baseline that nobody beats leads nobody", () => {
    const rows = ranking(row("no-promotion", 0, { tiedWithBest: true }), row("random", -300));
    expect(verdict(rows, { seeds: 20 })).toBe("no-promotion is not beaten after 14 of 20 seeds.");
  });

  test("many ties are counted, not listed", () => {
    const tied = ["a", "b", "c", "d"].map((agent) => row(agent, 200, { tiedWithBest: true }));
    expect(verdict(ranking(best, ...tied))).toContain("; a, b and 2 more cannot be told from it.");
    expect(verdict(ranking(best, ...tied.slice(1)))).toContain("; b, c and d cannot be told from it.");
  });

  test("namesakes are told apart by the parameters they differ in", () => {
    const rows = ranking(
      row("epsilon-greedy", 100, { params: { exploration: 0.1, decay: 1 } }),
      row("epsilon-greedy", 90, { params: { exploration: 0.3, decay: 1 }, tiedWithBest: true }),
    );
    expect(verdict(rows)).toMatch(
      /^epsilon-greedy \(exploration 0\.1\) leads .*; epsilon-greedy \(exploration 0\.3\) cannot/,
    );
  });

  test("scenarios have a sentence each; no row at all is said plainly", () => {
    const rows = ranking(best, row("no-promotion", 0), row("ucb1", 5, { scenario: "yogurt" }));
    expect(verdict(rows)).toMatch(/^market: thompson-sampling leads .*\. yogurt: ucb1 ran alone, over 14 seeds\.$/);
    expect(verdict(ranking())).toBe("No policy has finished a seed yet.");
  });
});
