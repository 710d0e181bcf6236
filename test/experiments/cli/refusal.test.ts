import { expect, test } from "vitest";
import type { AnyCommand } from "../../../experiments/cli/command.js";
import { events } from "../../../experiments/cli/commands/events.js";
import { forecast } from "../../../experiments/cli/commands/forecast.js";
import { run } from "../../../experiments/cli/commands/run.js";
import { exitCodeOf } from "../../../experiments/cli/misuse.js";
import { checkRepeats } from "../../../experiments/cli/refusal.js";

const commands: readonly AnyCommand[] = [events, forecast, run];

function refusal(line: string): { message: string; exitCode: number } | undefined {
  try {
    checkRepeats(commands, line.split(" "));
  } catch (error) {
    return { message: (error as Error).message, exitCode: exitCodeOf(error) };
  }
  return undefined;
}

test.each([
  ["a number", "events yogurt --days 1 --days 1", "--days is given 2 times; give it once"],
  ["two ways of writing it", "run a b --seed=1 --seed 2 --seed 3", "--seed is given 3 times; give it once"],
  ["the option before the verb", "--seed 1 run a b --seed 2", "--seed is given 2 times; give it once"],
  ["its other name", "forecast a.csv --html a --plot b", "--html is given 2 times; give it once"],
  [
    "two options at once",
    "run a b --seed 1 --episodes 2 --seed 1 --episodes 2",
    "--seed is given 2 times; give it once; --episodes is given 2 times; give it once",
  ],
])("an option that takes one value is refused when it is given twice: %s", (_what, line, message) => {
  expect(refusal(line)).toEqual({ message, exitCode: 2 });
});

test.each([
  ["a list given in pieces", "run a b --param x=1 --param y=2"],
  ["a flag", "events yogurt --json --json"],
  ["what stands behind --", "run a b --seed 1 -- --seed 2"],
  ["an option of no command", "run a b --nonsense 1 --nonsense 2"],
  ["a line that the shell completes", "--get-yargs-completions promolab run a --seed 1 --seed"],
])("no other repetition is: %s", (_what, line) => {
  expect(refusal(line)).toBeUndefined();
});
