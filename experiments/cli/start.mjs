/* `npm start`: builds what is stale, then sweeps promotion-baselines with the page open; arguments are passed on. */
import { build } from "./build.mjs";

if (!build()) process.exit(1);
process.argv.splice(2, 0, "sweep", "promotion-baselines", "--serve");
await import(new URL("../../dist/experiments/cli/main.js", import.meta.url).href);
