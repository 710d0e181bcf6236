import type { Highs, InitOptions, Model } from "highs";
import * as highs from "highs";
import type { LinearProgram, LinearSolution, LinearSolver } from "../../envs/types.js";

type Load = (options?: InitOptions) => Promise<Highs>;
// the package's types are those of its CommonJS build; the ES module's default export is the loader itself
const loadHighs = highs.default as unknown as Load;

/**
 * Loads HiGHS (WebAssembly) as the solver agents plan with. Solving is synchronous and a function of the program alone:
 * every call uses a fresh native instance, so that no basis or clock of an earlier one shows in the answer.
 *
 * Programs are handed over as sparse arrays, so numbers keep all their digits and names need no escaping. Linear programs
 * are solved by dual simplex without presolve (half the time at the sizes agents have, and infeasible is told from
 * unbounded); integer programs with presolve, to a relative gap of 1e-9.
 *
 * Bounds left out: a variable is at least 0, all else is free. Shadow price: derivative of the objective, as written, in the binding bound of the constraint. So at a maximum a
 * binding upper bound has a price >= 0, at a minimum one <= 0; 0 where nothing binds, and for integer programs.
 * Where the status is not "optimal" the objective is NaN and the arrays hold zeros.
 *
 * `solve` throws RangeError at a program that is not one (a NaN, an unknown variable, a name twice, a coefficient given twice).
 * Where the native code itself breaks down, `solve` throws Error and a fresh module is loaded for the calls after it: the
 * broken one would answer none.
 *
 * @param load  how to get the native module; a browser whose bundler moves files passes one that sets `locateFile`
 * @see Huangfu and Hall (2018), Parallelizing the dual revised simplex method; https://highs.dev
 */
export async function loadSolver(load: Load = loadHighs): Promise<LinearSolver> {
  let module: Highs | undefined = await load();
  return {
    solve(program) {
      check(program);
      if (program.variables.length === 0) return withoutVariables(program);
      if (!module)
        throw new Error("lp: the solver broke down in an earlier call and is being loaded anew; try again later");
      try {
        return solveWith(module, program);
      } catch (cause) {
        module = undefined;
        load().then(
          (fresh) => {
            module = fresh;
          },
          () => undefined,
        );
        throw new Error("lp: the solver broke down", { cause });
      }
    },
  };
}

function solveWith(module: Highs, program: LinearProgram): LinearSolution {
  const integer = program.variables.some((variable) => variable.integer);
  const model = module.createModel();
  try {
    model.options.set("output_flag", false);
    model.options.set("presolve", integer ? "choose" : "off");
    if (integer) model.options.set("mip_rel_gap", 1e-9);
    pass(module, model, program, integer);
    model.run();
    const code = module.constants.modelStatus;
    let status = model.getModelStatus();
    if (status === code.unboundedOrInfeasible) {
      model.options.set("presolve", "off");
      model.run();
      status = model.getModelStatus();
    }
    const shape = { variables: program.variables.length, constraints: program.constraints.length };
    if (status === code.infeasible) return none("infeasible", shape);
    if (status === code.unbounded) return none("unbounded", shape);
    if (status !== code.optimal) return none("stopped", shape);
    const { colValue, rowDual } = model.getSolution();
    return {
      status: "optimal",
      objective: model.getObjectiveValue(),
      values: withoutMinusZero(colValue),
      shadowPrices: integer ? new Float64Array(shape.constraints) : withoutMinusZero(rowDual),
    };
  } finally {
    model.dispose();
  }
}

function withoutMinusZero(numbers: Float64Array): Float64Array {
  for (let i = 0; i < numbers.length; i++) numbers[i] += 0;
  return numbers;
}

function pass(module: Highs, model: Model, program: LinearProgram, integer: boolean): void {
  const { variables, constraints, sense } = program;
  const entries = constraints.reduce((sum, constraint) => sum + constraint.terms.length, 0);
  const starts = new Int32Array(constraints.length + 1);
  const indices = new Int32Array(entries);
  const values = new Float64Array(entries);
  let at = 0;
  constraints.forEach((constraint, row) => {
    for (const [variable, coefficient] of constraint.terms) {
      indices[at] = variable;
      values[at] = coefficient;
      at += 1;
    }
    starts[row + 1] = at;
  });
  const { continuous, integer: whole } = module.constants.variableType;
  model.passModel({
    numCols: variables.length,
    numRows: constraints.length,
    sense: sense === "maximise" ? module.constants.objectiveSense.maximize : module.constants.objectiveSense.minimize,
    offset: 0,
    colCost: Float64Array.from(variables, (variable) => variable.objective),
    colLower: Float64Array.from(variables, (variable) => variable.low ?? 0),
    colUpper: Float64Array.from(variables, (variable) => variable.high ?? Number.POSITIVE_INFINITY),
    rowLower: Float64Array.from(constraints, (constraint) => constraint.low ?? Number.NEGATIVE_INFINITY),
    rowUpper: Float64Array.from(constraints, (constraint) => constraint.high ?? Number.POSITIVE_INFINITY),
    matrix: { format: "csr", numRows: constraints.length, numCols: variables.length, starts, indices, values },
    integrality: integer ? Int32Array.from(variables, (v) => (v.integer ? whole : continuous)) : undefined,
  });
}

function none(
  status: LinearSolution["status"],
  shape: { readonly variables: number; readonly constraints: number },
): LinearSolution {
  return {
    status,
    objective: Number.NaN,
    values: new Float64Array(shape.variables),
    shadowPrices: new Float64Array(shape.constraints),
  };
}

/** HiGHS calls a program of no variables empty, whatever its rows ask of the number 0. */
function withoutVariables({ constraints }: LinearProgram): LinearSolution {
  const met = constraints.every(({ low, high }) => (low ?? 0) <= 0 && (high ?? 0) >= 0);
  const shape = { variables: 0, constraints: constraints.length };
  return met ? { ...none("optimal", shape), objective: 0 } : none("infeasible", shape);
}

function check(program: LinearProgram): void {
  const names = new Set<string>();
  for (const { name, objective, low = 0, high = 0 } of program.variables) {
    if (names.has(name)) throw new RangeError(`lp: two variables are called ${name}`);
    names.add(name);
    if (!Number.isFinite(objective)) throw new RangeError(`lp: the objective of ${name} is ${objective}`);
    if (Number.isNaN(low) || Number.isNaN(high)) throw new RangeError(`lp: a bound of ${name} is not a number`);
  }
  const lastRow = new Int32Array(program.variables.length).fill(-1);
  program.constraints.forEach(({ name, terms, low = 0, high = 0 }, row) => {
    if (Number.isNaN(low) || Number.isNaN(high)) throw new RangeError(`lp: a bound of ${name} is not a number`);
    for (const [variable, coefficient] of terms) {
      if (!(variable in program.variables))
        throw new RangeError(`lp: ${name} names variable ${variable}, which is not there`);
      if (!Number.isFinite(coefficient)) throw new RangeError(`lp: ${name} weighs a variable by ${coefficient}`);
      if (lastRow[variable] === row)
        throw new RangeError(`lp: ${name} names ${program.variables[variable].name} twice`);
      lastRow[variable] = row;
    }
  });
}
