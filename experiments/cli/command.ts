import type { InferredOptionTypes, Options } from "yargs";

/** Options every command takes. */
export const commonOptions = {
  json: { type: "boolean", default: false, describe: "print one JSON document, nothing else, on stdout" },
  debug: { type: "boolean", default: false, describe: "show the stack trace of an error" },
} as const satisfies Args;

export type Args = { readonly [name: string]: Options };

/** A command by definition: what it is called with, as data, and what it does. */
export interface Command<P extends Args = Args, O extends Args = Args> {
  readonly verb: string;
  /** what follows the verb, as yargs reads it: "<env> [agent]" */
  readonly usage: string;
  /** one line, starting with a verb */
  readonly summary: string;
  readonly positionals: P;
  readonly options: O;
  /** command lines that work as they stand, each with what it does; shown by --help */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** by positional or option: the names that may stand there, for the shell's completion */
  readonly completes?: { readonly [argument: string]: () => Promise<readonly string[]> };
  /**
   * Parses, calls the library, prints.
   *
   * @returns the exit code where it is not 0; a mistake is thrown: `Misuse` and `UserError` carry their exit code
   */
  run(args: InferredOptionTypes<P & O & typeof commonOptions>): Promise<number | undefined>;
}

/** A command whose own types are forgotten, as the parser holds it. */
export interface AnyCommand extends Omit<Command, "run"> {
  // biome-ignore lint/suspicious/noExplicitAny: args were parsed by this very command's options
  run(args: any): Promise<number | undefined>;
}

/** Types a definition; adds nothing at run time. */
export function defineCommand<const P extends Args, const O extends Args>(command: Command<P, O>): Command<P, O> {
  return command;
}
