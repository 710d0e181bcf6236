#!/usr/bin/env node
import { runCommandLine } from "./command-line.js";

let exitCode = 0;

// A reader that has seen enough (`promolab list | head`) is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? exitCode : 1));

exitCode = await runCommandLine(process.argv.slice(2));
// Waits for what is still on its way out; a pool or a socket that is still open does not hold the command.
process.stdout.write("", () => process.exit(exitCode));
