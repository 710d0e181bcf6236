import { readFileSync } from "node:fs";
import yargs, { type PositionalOptions } from "yargs";
import type { AnyCommand } from "./command.js";
import { commonOptions } from "./command.js";
import { bench } from "./commands/bench.js";
import { calibrate } from "./commands/calibrate.js";
import { check } from "./commands/check.js";
import { compare } from "./commands/compare.js";
import { curves } from "./commands/curves.js";
import { events } from "./commands/events.js";
import { examples } from "./commands/examples.js";
import { explain } from "./commands/explain.js";
import { exportTables } from "./commands/export.js";
import { fidelity } from "./commands/fidelity.js";
import { forecast } from "./commands/forecast.js";
import { ingest } from "./commands/ingest.js";
import { list } from "./commands/list.js";
import { ope } from "./commands/ope.js";
import { opeStudy } from "./commands/ope-study.js";
import { privacyCheck } from "./commands/privacy-check.js";
import { profile } from "./commands/profile.js";
import { realism } from "./commands/realism.js";
import { recommend } from "./commands/recommend.js";
import { replay } from "./commands/replay.js";
import { report } from "./commands/report.js";
import { reproduce } from "./commands/reproduce.js";
import { run } from "./commands/run.js";
import { schema } from "./commands/schema.js";
import { sentiment } from "./commands/sentiment.js";
import { serve } from "./commands/serve.js";
import { sql } from "./commands/sql.js";
import { stats } from "./commands/stats.js";
import { status } from "./commands/status.js";
import { sweep } from "./commands/sweep.js";
import { tune } from "./commands/tune.js";
import { uplift } from "./commands/uplift.js";
import { verify } from "./commands/verify.js";
import { worker } from "./commands/worker.js";
import { completions } from "./completion.js";
import { exitCodeOf, Misuse } from "./misuse.js";
import { note, print, printJson } from "./print.js";
import { checkBooleans, checkRepeats, inOneLine } from "./refusal.js";

/*
 * The command line: data to stdout, progress to stderr; exit codes 0 done, 1 failed, 2 misused, 130 interrupted.
 * With --json an error, too, is one JSON document on stdout: {"error": "...", "exitCode": n}.
 */

const commands: readonly AnyCommand[] = [
  list,
  run,
  sweep,
  tune,
  worker,
  status,
  compare,
  stats,
  curves,
  replay,
  reproduce,
  explain,
  serve,
  report,
  sql,
  exportTables,
  ingest,
  privacyCheck,
  profile,
  sentiment,
  recommend,
  calibrate,
  forecast,
  realism,
  fidelity,
  uplift,
  ope,
  opeStudy,
  events,
  check,
  verify,
  schema,
  examples,
  bench,
];

/**
 * Runs `promolab ...` in this process.
 *
 * @param words  what follows `promolab` on the command line
 * @returns the exit code; what is wrong has been told
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    checkBooleans(commands, words);
    checkRepeats(commands, words);
    const names = await completions(commands, words);
    if (names) for (const name of names) print(name);
    else
      await parser(words, (code) => {
        exitCode = code;
      }).parseAsync();
  } catch (error) {
    exitCode = tell(words, error);
  }
  return exitCode;
}

function parser(words: readonly string[], done: (exitCode: number) => void) {
  const cli = yargs([...words])
    .scriptName("promolab")
    .locale("en")
    .usage("A lab for promotion policies: simulate shoppers, run policies, compare them.\n\n$0 <command>")
    .version(version())
    .exitProcess(false)
    .strict()
    .demandCommand(1)
    .completion("completion", "print a completion script for your shell")
    .example("promolab run Promotion-v1 thompson-sampling --scenario yogurt --episodes 20", "one policy on one market")
    .example("promolab sweep smoke", "a comparison of a few seconds")
    .example("promolab compare runs/smoke", "its ranking again")
    .example("promolab completion >> ~/.bashrc", "completion of commands, options and names")
    .epilogue("promolab <command> --help tells more. Exit codes: 0 done, 1 failed, 2 misused, 130 interrupted.")
    .fail((message: string | null, error: Error | undefined) => {
      if (error && error.name !== "YError") throw error;
      throw new Misuse(inOneLine(commands, words, message ?? error?.message ?? "misused"));
    });
  for (const command of commands) {
    cli.command({
      command: `${command.verb} ${command.usage}`.trim(),
      describe: command.summary,
      builder: (builder) => {
        builder.usage(`$0 ${command.verb} ${command.usage}\n\n${command.summary}`);
        for (const [name, options] of Object.entries(command.positionals))
          builder.positional(name, options as PositionalOptions);
        builder.options({ ...command.options, ...commonOptions });
        for (const [line, meaning] of command.examples) builder.example(line, meaning);
        return builder.epilogue("");
      },
      handler: async (args) => {
        if (args._.length > 1) throw new Misuse(`unexpected argument "${args._[1]}"; ${command.usage} is all it takes`);
        done((await command.run(args)) ?? 0);
      },
    });
  }
  return cli.wrap(Math.min(110, cli.terminalWidth()));
}

/** Tells an error in one line (a library's list of faults in several) and gives the exit code. */
function tell(words: readonly string[], error: unknown): number {
  const code = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  note(`promolab: ${message}`);
  if (words.includes("--debug")) note(error instanceof Error ? (error.stack ?? "") : "");
  else if (code === 1 && !isUsersMistake(error)) note("(--debug shows where)");
  if (words.includes("--json")) printJson({ error: message, exitCode: code });
  return code;
}

/** A fault of a file of data, told in full: where the program found it is of no use to the user. */
function isUsersMistake(error: unknown): boolean {
  return error instanceof Error && error.name === "UserError";
}

function version(): string {
  // Where the package is built, this file is three folders below it; run as a source, two.
  const root = import.meta.url.endsWith(".ts") ? "../../" : "../../../";
  const text = readFileSync(new URL(`${root}package.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
