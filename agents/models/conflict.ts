import type { LinearProgram, LinearSolver } from "../../envs/types.js";

type Constraint = LinearProgram["constraints"][number];

/**
 * The names of constraints that cannot hold together and of which none can be spared; none where the program is feasible.
 *
 * First every constraint may be missed at a price of 1 a unit: those with a shadow price then cannot hold together (Farkas).
 * Of them each is left out in turn, for good where the others still conflict, so that what stays is irreducible.
 * Bounds of variables always hold and are not named.
 *
 * @see Chinneck (2008), Feasibility and Infeasibility in Optimization, sections 6.2 and 6.3
 */
export function conflict(program: LinearProgram, solver: LinearSolver): string[] {
  const feasible = (constraints: readonly Constraint[]) =>
    solver.solve({ ...withoutAim(program), constraints }).status === "optimal";
  if (feasible(program.constraints)) return [];
  const priced = missable(program, solver);
  let left = feasible(priced) ? program.constraints : priced;
  for (const constraint of [...left]) {
    const others = left.filter((other) => other !== constraint);
    if (!feasible(others)) left = others;
  }
  return left.map((constraint) => constraint.name);
}

/** The constraints that pull when each may be missed. */
function missable(program: LinearProgram, solver: LinearSolver): readonly Constraint[] {
  const first = program.variables.length;
  const { shadowPrices } = solver.solve({
    sense: "minimise",
    variables: [
      ...withoutAim(program).variables,
      ...program.constraints.flatMap((_, row) => [
        { name: `above_${row}`, objective: 1 },
        { name: `below_${row}`, objective: 1 },
      ]),
    ],
    constraints: program.constraints.map((constraint, row) => ({
      ...constraint,
      terms: [...constraint.terms, [first + 2 * row, -1], [first + 2 * row + 1, 1]],
    })),
  });
  return program.constraints.filter((_, row) => Math.abs(shadowPrices[row]) > 1e-9);
}

function withoutAim(program: LinearProgram): LinearProgram {
  return {
    ...program,
    variables: program.variables.map((variable) => ({ ...variable, objective: 0, integer: false })),
  };
}
