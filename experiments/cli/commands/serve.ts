import { defineCommand } from "../command.js";
import { untilInterrupted } from "../interrupt.js";
import { note, print, printJson } from "../print.js";
import { text, whole } from "../values.js";

/** `promolab serve`: the page over finished and running experiments. */
export const serve = defineCommand({
  verb: "serve",
  usage: "",
  summary: "serve the page over the runs of a folder until Ctrl-C",
  positionals: {},
  options: {
    port: {
      coerce: whole("--port", 0, 65535),
      requiresArg: true,
      describe: "port; 7080 or the next free one when left out, any free one for 0",
    },
    host: {
      coerce: text("--host"),
      requiresArg: true,
      default: "127.0.0.1",
      describe: "address to listen on; any other asks readers for the token in the URL",
    },
    out: { coerce: text("--out"), requiresArg: true, default: "runs", describe: "folder of the runs" },
  },
  examples: [
    ["promolab serve", "the runs in ./runs at http://127.0.0.1:7080"],
    ["promolab serve --out ../other/runs --port 8000", "another folder, another port"],
  ],
  async run({ port, host, out, json }) {
    const { startServer } = await import("../../server/server.js");
    const server = await startServer({ runsDirectory: out, port, host });
    if (json) printJson({ url: server.url });
    else print(server.url);
    note("Ctrl-C stops it");
    await untilInterrupted();
    await server.close();
    return 0;
  },
});
