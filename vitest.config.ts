import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Tests of what was built: command line, workers, server, browser. they run after the others, four files at a time, as they wait a lot. */
const ofTheBuild = [
  "test/cli/**/*.test.ts",
  "test/experiments/{kill,sweep,threads,worker}*.test.ts",
  "test/server/**/*.test.ts",
  "test/sim/allocation.test.ts",
  "test/viewer/**/*.test.ts",
];

/** Tests that put another module in the place of one of ours: they share no modules with others. */
const mocked = "test/**/*.mocked.test.ts";

/**
 * Answers a test's imports of ours with what was built of them. `npm test` asks for it; `npx vitest run <file>` runs the
 * source, so that an edit shows without a build.
 */
const whatWasBuilt = {
  name: "promolab:what-was-built",
  enforce: "pre" as const,
  resolveId(id: string, importer: string | undefined) {
    if (!process.env.PROMOLAB_TEST_BUILT || !importer || !id.startsWith(".")) return undefined;
    if (!relative(root, importer).startsWith("test/")) return undefined;
    const path = relative(root, resolve(dirname(importer), id));
    return /^(sim|envs|agents|experiments)\/.*\.js$/.test(path) ? join(root, "dist", path) : undefined;
  },
};

export default defineConfig({
  test: {
    reporters: ["dot"],
    // What a test prints is shown where it failed.
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "source",
          include: ["test/**/*.test.ts"],
          exclude: [...ofTheBuild, mocked],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // vitest would leave one of two cores idle
          maxWorkers: 2,
          // files of a worker share its modules, which keep no state: half of the time went into loading them anew
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: { name: "mocked", include: [mocked], testTimeout: 60_000, maxWorkers: 1, sequence: { groupOrder: 0 } },
      },
      {
        plugins: [whatWasBuilt],
        test: {
          name: "built",
          include: ofTheBuild,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 4,
          isolate: false,
          sequence: { groupOrder: 1 },
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
});
