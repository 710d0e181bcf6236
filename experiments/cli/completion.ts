import type { AnyCommand } from "./command.js";

/**
 * What the shell may put for the last word: names of envs, agents, scenarios, experiments, as the command says of its
 * arguments. Nothing is loaded before the word needs it.
 *
 * @param words  after `promolab`: `--get-yargs-completions promolab <verb> ...`, as yargs's script asks
 * @returns undefined where the shell does not ask, or for yargs's own answer: commands and options
 */
export async function completions(commands: readonly AnyCommand[], words: readonly string[]) {
  if (words[0] !== "--get-yargs-completions") return undefined;
  const last = words.at(-1) ?? "";
  if (last.startsWith("-")) return undefined;
  const names = await namesFor(commands, words.slice(2));
  return names?.filter((name) => name.startsWith(last));
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
