/** The user asked for what does not exist or cannot be. The message is one clear line; the exit code is 2. */
export class Misuse extends Error {
  override readonly name = "Misuse";
  readonly exitCode = 2;
}

/** What an error is to the caller of the command line: 2 misused, 1 failed. `UserError` says its own. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof Error ? (error as { exitCode?: unknown }).exitCode : undefined;
  return typeof code === "number" ? code : 1;
}
