import type { AnyCommand } from "./command.js";
import { commonOptions } from "./command.js";
import { Misuse } from "./misuse.js";
import { unknown } from "./nearest.js";

/**
 * What the parser refused, as one clear line with the nearest suggestion.
 *
 * @param words    the command line after `promolab`
 * @param message  yargs's own, in English
 */
export function inOneLine(commands: readonly AnyCommand[], words: readonly string[], message: string): string {
  const command = commands.find((candidate) => candidate.verb === words.find((word) => !word.startsWith("-")));
  if (!command) {
    const verb = words[0];
    if (verb === undefined || verb.startsWith("-")) return "a command is missing; promolab --help lists them";
    return unknown(
      "command",
      verb,
      commands.map((candidate) => candidate.verb),
    );
  }
  const help = `promolab ${command.verb} --help`;
  const strange = /^Unknown arguments?: (.*)$/.exec(message);
  if (strange) {
    const options = optionsOf(command);
    return strange[1]
      .split(", ")
      .map((name) => {
        const typed = words.find((word) => optionName(word) === name || optionName(word) === `no-${name}`);
        if (typed === undefined) return `unexpected argument "${name}"; ${help} shows what it takes`;
        return unknown("option", `${name.length === 1 && !typed.startsWith("--") ? "-" : "--"}${name}`, options);
      })
      .join("; ");
  }
  if (message.startsWith("Not enough non-option arguments"))
    return `${command.verb} needs ${command.usage.match(/<[^>]+>/g)?.join(" ") ?? "an argument"}; ${help} shows how`;
  const valueless = /^Not enough arguments following: (.*)$/.exec(message);
  if (valueless) return `--${valueless[1]} needs a value`;
  const choice = /Argument: (\S+), Given: "?(.*?)"?, Choices: (.*)$/.exec(message);
  if (choice) return unknown(choice[1], choice[2], choice[3].replaceAll('"', "").split(", "));
  return message.replaceAll("\n", " ");
}

/** Refuses `--serve=maybe`, which yargs reads as false. @throws Misuse */
export function checkBooleans(commands: readonly AnyCommand[], words: readonly string[]): void {
  const command = commandOf(commands, words);
  if (!command) return;
  const options = { ...command.options, ...commonOptions };
  for (const word of words) {
    const value = /^--[^=]+=(.*)$/.exec(word)?.[1];
    const name = optionName(word)?.replace(/^no-/, "");
    if (value === undefined || name === undefined || options[name as keyof typeof options]?.type !== "boolean")
      continue;
    if (value !== "true" && value !== "false") throw new Misuse(`--${name} is yes or no: --${name} or --no-${name}`);
  }
}

/**
 * Refuses an option given twice that takes one value, which yargs makes a list of, and which some conversions then add up.
 * A flag may be said twice, and what takes a list given in pieces. @throws Misuse
 */
export function checkRepeats(commands: readonly AnyCommand[], words: readonly string[]): void {
  const command = commandOf(commands, words);
  if (!command) return;
  const count = new Map<string, number>();
  for (const word of words.slice(0, words.includes("--") ? words.indexOf("--") : undefined)) {
    const name = word.startsWith("--") ? canonicalName(command, optionName(word)) : undefined;
    if (name !== undefined) count.set(name, (count.get(name) ?? 0) + 1);
  }
  const repeated = [...count].filter(([name, times]) => {
    const { array, type } = command.options[name];
    return times > 1 && !array && type !== "boolean";
  });
  if (repeated.length > 0)
    throw new Misuse(repeated.map(([name, times]) => `--${name} is given ${times} times; give it once`).join("; "));
}

/** The command that will run; none while the shell completes a line, which may be anything yet. */
function commandOf(commands: readonly AnyCommand[], words: readonly string[]): AnyCommand | undefined {
  if (words[0] === "--get-yargs-completions") return undefined;
  return words.map((word) => commands.find(({ verb }) => verb === word)).find((command) => command !== undefined);
}

/** What the command calls the option: `html` of its alias `plot`, `start-day` of `startDay`, as yargs takes them. */
function canonicalName({ options }: AnyCommand, name: string | undefined): string | undefined {
  const dashed = name?.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (dashed === undefined) return undefined;
  return Object.keys(options).find((own) => own === dashed || [options[own].alias].flat().includes(dashed));
}

function optionsOf(command: AnyCommand): string[] {
  return Object.keys({ ...command.options, ...commonOptions, help: 0, version: 0 }).map((name) => `--${name}`);
}

/** `threads` of `--threads=2` and of `--threads`; undefined for what is no option. */
function optionName(word: string): string | undefined {
  return /^--?([^=]+)/.exec(word)?.[1];
}
