import type { Coefficients } from "../../agents/explanation.js";

/** A coefficient and the choice whose value it moves. */
export interface ChoiceTerm {
  readonly choice: number | null;
  readonly term: Coefficients["terms"][number];
}

/** The coefficients furthest from 0 in widths of their intervals, at most so many, the surest first. */
export function surestTerms(models: readonly Pick<Coefficients, "choice" | "terms">[], most: number): ChoiceTerm[] {
  return models
    .flatMap(({ choice, terms }) => terms.map((term) => ({ choice, term })))
    .sort((a, b) => sureness(b.term) - sureness(a.term))
    .slice(0, most);
}

function sureness({ estimate, low = estimate, high = estimate }: Coefficients["terms"][number]): number {
  return high > low ? Math.abs(estimate) / (high - low) : Math.abs(estimate);
}
