import type { RunningServer, ServerOptions } from "../../experiments/server/server.js";

/** Starts the server as it was built: what a user gets. */
export async function startBuiltServer(options: ServerOptions): Promise<RunningServer> {
  const built = new URL("../../dist/experiments/server/server.js", import.meta.url).href;
  const { startServer } = (await import(built)) as typeof import("../../experiments/server/server.js");
  return startServer(options);
}
