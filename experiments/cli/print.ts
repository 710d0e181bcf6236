/** Data: a line on stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One JSON document, the only thing a command with --json puts on stdout. Typed arrays become arrays. */
export function printJson(value: unknown): void {
  print(
    JSON.stringify(value, (_key, part: unknown) =>
      ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part,
    ),
  );
}

/** Progress and remarks: a line on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
