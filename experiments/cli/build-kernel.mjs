/*
 * Compiles sim/kernel, which is AssemblyScript, and writes it as text into sim/kernel-code.ts, so that who
 * installs, bundles or runs needs no compiler for it.
 *
 *     npm run build:kernel
 *     node experiments/cli/build-kernel.mjs --check    writes nothing; exit 1 where the file is not what the source compiles to
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { main } from "assemblyscript/asc";

const folder = new URL("../../sim/kernel/", import.meta.url);
const target = new URL("../kernel-code.ts", folder);
/** Fast, with vectors, without a memory manager, in a memory it is given; 112 warns of vectors handed to whoever embeds it, who gets none. */
const options = "-O3 --noAssert --enable simd --runtime stub --importMemory --disableWarning 112".split(" ");

let binary;
const { error, stderr } = await main(["kernel.ts", "--outFile", "kernel.wasm", ...options], {
  readFile(name) {
    const path = new URL(name, folder);
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  },
  writeFile(_name, content) {
    binary = content;
  },
});
if (error) {
  console.error(`sim/kernel does not compile: ${error.message}\n${stderr}`);
  process.exit(1);
}
const code = Buffer.from(binary).toString("base64");
const told = "/** sim/kernel, compiled by `npm run build:kernel`: WebAssembly as base64. */";
const text = `${told}\nexport const KERNEL_CODE =\n  "${code}";\n`;
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error("sim/kernel-code.ts is not what sim/kernel compiles to; run: npm run build:kernel");
  process.exit(1);
}
console.log("sim/kernel: up to date");
