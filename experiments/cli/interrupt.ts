/** Ctrl-C as a promise: settles at the first SIGINT or SIGTERM with the exit code a shell expects (130, 143). */
export function untilInterrupted(): Promise<number> {
  return new Promise((resolve) => onInterrupt(resolve));
}

/**
 * Calls back once at the first SIGINT or SIGTERM; a second one, a second later or more, leaves at once. Sooner it is the
 * same Ctrl-C: the terminal signals every process of its group, and npm passes on what it gets.
 *
 * @returns a function that takes the listeners away again
 */
export function onInterrupt(callback: (exitCode: number) => void): () => void {
  let askedAt = Number.NaN;
  const listen = (exitCode: number) => () => {
    if (performance.now() - askedAt >= 1000) process.exit(exitCode);
    if (!Number.isNaN(askedAt)) return;
    askedAt = performance.now();
    callback(exitCode);
  };
  const interrupted = listen(130);
  const terminated = listen(143);
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", terminated);
  return () => {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", terminated);
  };
}
