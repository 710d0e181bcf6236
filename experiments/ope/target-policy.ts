import { UserError } from "../faults.js";
import type { DecisionLog } from "./decision-log.js";
import type { FillChances } from "./reward-model.js";

/** The policy to be valued, on the rows of one log. */
export interface TargetPolicy {
  /** chances of every action in a row; undefined where only those of what was done are known, and no model can be used */
  readonly fill?: FillChances;
  /** of what was done, shape [rows] */
  readonly chance: Float64Array;
  /** what the reader must know of it */
  readonly remark?: string;
}

/** A policy that looks at nothing but the row's columns. */
export type SimplePolicy =
  | { readonly kind: "always"; readonly action: string }
  | { readonly kind: "uniform" }
  | { readonly kind: "columns" }
  /** one action where a column has a value, another elsewhere */
  | {
      readonly kind: "when";
      readonly column: string;
      readonly value: string;
      readonly action: string;
      readonly otherwise: string;
    };

/** A simple policy by its text; undefined where it is none, and names an agent. */
export function parsePolicy(text: string): SimplePolicy | undefined {
  if (text === "uniform") return { kind: "uniform" };
  if (text === "columns") return { kind: "columns" };
  if (text.startsWith("always:")) return { kind: "always", action: text.slice("always:".length) };
  const when = /^when:([^=]+)=([^:]*):([^:]+):([^:]+)$/.exec(text);
  return when ? { kind: "when", column: when[1], value: when[2], action: when[3], otherwise: when[4] } : undefined;
}

/**
 * A simple policy on a log. `uniform` is so over the actions that the log did at all, of those that were legal in a row.
 *
 * @param cell  a context column's text in a row; undefined where the log has no such column
 * @throws UserError, exit code 1, for an action that the log never did, or a column that it has not
 */
export function targetPolicy(policy: SimplePolicy, log: DecisionLog, file: string): TargetPolicy {
  const { rows, actions, action, legal } = log;
  const refuse = (message: string): never => {
    throw new UserError(file, [{ code: "policy", path: [], message }], 1);
  };
  const placeOf = (name: string): number => {
    const place = actions.indexOf(name);
    return place >= 0 ? place : refuse(`no decision of the log is "${name}"; its actions are ${listed(actions)}`);
  };
  const filled = (fill: FillChances): TargetPolicy => {
    const chance = new Float64Array(rows);
    const all = new Float64Array(actions.length);
    for (let row = 0; row < rows; row++) {
      fill(row, all);
      chance[row] = all[action[row]];
    }
    return { fill, chance };
  };
  switch (policy.kind) {
    case "always": {
      const place = placeOf(policy.action);
      return filled((_row, out) => {
        out.fill(0);
        out[place] = 1;
      });
    }
    case "uniform":
      return filled((row, out) => {
        if (legal === undefined) {
          out.fill(1 / out.length);
          return;
        }
        let open = 0;
        for (let a = 0; a < out.length; a++) open += legal[row * out.length + a];
        for (let a = 0; a < out.length; a++) out[a] = legal[row * out.length + a] / open;
      });
    case "when": {
      const place = placeOf(policy.action);
      const other = placeOf(policy.otherwise);
      const matches = matcher(policy, log, refuse);
      return filled((row, out) => {
        out.fill(0);
        out[matches(row) ? place : other] = 1;
      });
    }
    case "columns": {
      const { brought } = log;
      if (brought === undefined)
        return refuse("has no chances of a policy: columns pi_e<action> of every action, or pi_e of what was done");
      const { chances, chance } = brought;
      if (chances === undefined) return { chance };
      return filled((row, out) => {
        for (let a = 0; a < out.length; a++) out[a] = chances[row * out.length + a];
      });
    }
  }
}

function matcher(
  { column, value }: Extract<SimplePolicy, { kind: "when" }>,
  { context }: DecisionLog,
  refuse: (message: string) => never,
): (row: number) => boolean {
  const found = context.find(({ name }) => name === column);
  if (found === undefined)
    return refuse(`has no column "${column}" of context; it has ${listed(context.map(({ name }) => name))}`);
  if (found.kind === "number") {
    const wanted = Number(value);
    return (row) => found.values[row] === wanted;
  }
  const code = found.texts.indexOf(value);
  if (code < 0) return refuse(`${column} is never "${value}"; it is ${listed(found.texts)}`);
  return (row) => found.codes[row] === code;
}

function listed(names: readonly string[]): string {
  return names.length <= 40 ? names.join(", ") : `${names.slice(0, 40).join(", ")} and ${names.length - 40} more`;
}
