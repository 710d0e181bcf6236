import type { AnyCommand } from "./command.js";

/**
 * Completion for the shell: commands and options from yargs, names of envs, agents, scenarios and experiments from what
 * the commands say about their arguments. Nothing is loaded before the word to be completed needs it.
 *
 * @returns the function that yargs asks when the shell asks
 */
export function complete(commands: readonly AnyCommand[]) {
  return (
    current: string,
    _args: unknown,
    filter: (done: (error: Error | null, names: string[] | undefined) => void) => void,
    done: (names: string[]) => void,
  ): void => {
    filter(async (_error, names = []) => {
      const words = process.argv.slice(process.argv.indexOf("--get-yargs-completions") + 2);
      const own = await namesFor(commands, words);
      done(own && !current.startsWith("-") ? own.filter((name) => name.startsWith(current)) : names);
    });
  };
}

/** What may stand where the last word stands; undefined where the command does not say. */
async function namesFor(commands: readonly AnyCommand[], words: readonly string[]) {
  const [verb, ...rest] = words;
  const command = commands.find((candidate) => candidate.verb === verb);
  if (!command?.completes || rest.length === 0) return undefined;
  const before = rest.at(-2);
  if (before?.startsWith("--")) {
    const names = command.completes[before.slice(2)];
    if (names || command.options[before.slice(2)]?.type !== "boolean") return names ? await names() : undefined;
  }
  let position = 0;
  for (let w = 0; w < rest.length - 1; w++) {
    if (!rest[w].startsWith("-")) position += 1;
    else if (!rest[w].includes("=") && takesValue(command, rest[w])) w += 1;
  }
  const positional = Object.keys(command.positionals)[position];
  const names = positional === undefined ? undefined : command.completes[positional];
  return names ? await names() : undefined;
}

function takesValue(command: AnyCommand, word: string): boolean {
  const option = command.options[word.replace(/^--?/, "")];
  return option !== undefined && option.type !== "boolean";
}
