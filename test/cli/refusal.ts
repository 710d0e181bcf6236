import yargs, { type PositionalOptions } from "yargs";
import { type AnyCommand, commonOptions } from "../../experiments/cli/command.js";
import { exitCodeOf } from "../../experiments/cli/misuse.js";

/**
 * What `promolab <verb> ...words` refuses, run in this process: a process of its own takes half a second to say the same.
 *
 * @throws Error when it is not refused
 */
export async function refusal(
  command: AnyCommand,
  words: readonly string[],
): Promise<{ exitCode: number; message: string }> {
  try {
    await yargs([...words])
      .exitProcess(false)
      .strict()
      .fail((message: string | null, error: Error | undefined) => {
        throw error ?? new Error(message ?? "misused");
      })
      .command({
        command: `$0 ${command.usage}`.trim(),
        builder: (builder) => {
          for (const [name, options] of Object.entries(command.positionals))
            builder.positional(name, options as PositionalOptions);
          return builder.options({ ...command.options, ...commonOptions });
        },
        handler: async (args) => {
          await command.run(args);
        },
      })
      .parseAsync();
  } catch (error) {
    return { exitCode: exitCodeOf(error), message: (error as Error).message };
  }
  throw new Error(`${command.verb} ${words.join(" ")}: is not refused`);
}
