import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { runCommandLine } from "../../experiments/cli/command-line.js";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
/** The command as it was built. */
export const entry = fileURLToPath(new URL("../../dist/experiments/cli/main.js", import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `promolab ...` to its end. */
export function promolab(words: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...words], {
    cwd: root,
    timeout: 110_000,
    ...options,
    encoding: "utf8",
  });
  return { exitCode: status, stdout, stderr };
}

/**
 * Runs `promolab ...` in this process, which spares the start of another. For command lines that are refused, as what goes on
 * to work may leave threads behind.
 */
export async function promolabHere(words: readonly string[]): Promise<Outcome> {
  const written = (stream: NodeJS.WriteStream) => vi.spyOn(stream, "write").mockReturnValue(true);
  const [stdout, stderr] = [written(process.stdout), written(process.stderr)];
  const text = (spy: typeof stdout) => spy.mock.calls.map(([piece]) => String(piece)).join("");
  try {
    const exitCode = await runCommandLine(words);
    return { exitCode, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** Runs `promolab ... --json` and reads what it prints. @throws SyntaxError when stdout is not one JSON document */
export function promolabJson(words: readonly string[], options: SpawnSyncOptions = {}) {
  const outcome = promolab([...words, "--json"], options);
  return { ...outcome, document: JSON.parse(outcome.stdout) };
}
