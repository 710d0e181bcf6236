import type { Estimate } from "../calibrate/panel.js";
import type { MomentFit } from "../calibrate/simulated-moments.js";
import type { RealismCard } from "../realism/card.js";
import { readable, table } from "./table.js";

const left = (head: string) => ({ head, align: "left" }) as const;
const right = (head: string) => ({ head, align: "right" }) as const;

/** Coefficients of a likelihood or a regression with their standard errors. */
export function estimateTable(rows: readonly (readonly [name: string, estimate: Estimate])[], digits = 6): string {
  return table(
    [left("coefficient"), right("estimate"), right("s.e."), right("z")],
    rows.map(([name, { estimate, se }]) => [
      name,
      readable(estimate, digits),
      // infinite where the data do not tell it
      ...(Number.isFinite(se) ? [readable(se, digits), readable(estimate / se, 2)] : ["", ""]),
    ]),
  );
}

/** What simulated moments found, how near the simulation comes to the data, and whether they contradict the model. */
export function fitTable({ parameters, moments, overidentification, simulations }: MomentFit): string {
  const fitted = moments.filter((moment) => moment.fitted).length;
  return [
    table(
      [left("parameter"), right("estimate"), right("s.e."), left("")],
      parameters.map(({ name, estimate, se, atBound, besideAssumed }) => [
        name,
        readable(estimate, 3),
        se === null ? "" : readable(se, 3),
        atBound ? "at its bound" : besideAssumed ? "beside what is assumed" : se === null ? "not told from others" : "",
      ]),
    ),
    table(
      [left("moment"), right("data"), right("simulated"), right("z"), left("")],
      moments.map(({ name, data, simulated, z, fitted }) => [
        name,
        readable(data, 3),
        readable(simulated, 3),
        z === null ? "" : readable(z, 1),
        fitted ? "" : "not fitted",
      ]),
    ),
    `${parameters.length} parameters, ${fitted} moments fitted, ${simulations} simulations${
      overidentification === null
        ? ""
        : `; J ${readable(overidentification.j, 1)} on ${overidentification.freedom} degrees of freedom, p ${overidentification.p < 0.001 ? "< .001" : readable(overidentification.p, 3)}`
    }`,
  ].join("\n\n");
}

/** How a scenario does on the realism card, and which rows it misses. */
export function cardLines({ rows }: RealismCard): string {
  const missed = rows.filter((row) => !row.ok);
  const first = `realism card: ${rows.length - missed.length} of ${rows.length} rows within their bands`;
  return [
    first,
    ...missed.map(
      ({ measure, value, low, high }) =>
        `  misses ${measure}: ${readable(value, 2)}, band ${readable(low, 2)} to ${readable(high, 2)}`,
    ),
  ].join("\n");
}
