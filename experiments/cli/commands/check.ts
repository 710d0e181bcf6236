import type { Env, EnvDef } from "../../../envs/types.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { print, printJson } from "../print.js";
import { importDefault, isModulePath } from "../user-module.js";
import { text } from "../values.js";

/** `promolab check`: whether an env keeps the contract that agents rely on. */
export const check = defineCommand({
  verb: "check",
  usage: "<env>",
  summary: "verify that an env keeps the contract: seeding, determinism, spaces, buffers, endings",
  positionals: {
    env: { coerce: text("env"), demandOption: true, describe: "an env's id, or a module of your own: ./my-env.js" },
  },
  options: {
    scenario: {
      coerce: text("--scenario"),
      requiresArg: true,
      default: "campaign-season",
      describe: "preset or file, for market envs",
    },
  },
  examples: [
    ["promolab check Promotion-v1", "one of ours"],
    ["promolab check ./my-env.js", "one of your own: a module that exports its definition by default"],
  ],
  completes: {
    env: async () => Object.keys((await import("../../../envs/registry.js")).envs),
    scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets),
  },
  async run({ env: spec, scenario, json }) {
    const definition = await definitionOf(spec);
    const options = definition.market ? { scenario: (await import("../../config.js")).loadScenario(scenario) } : {};
    const { checkEnv } = await import("../../../envs/check.js");
    const { createRng } = await import("../../../agents/math/rng.js");
    const env: Env = definition.create(options as never);
    const findings = checkEnv(env, createRng("check"));
    env.close();
    if (json) printJson({ env: env.id, ok: findings.length === 0, findings });
    else if (findings.length === 0) print(`${env.id} keeps the contract`);
    else for (const { code, message } of findings) print(`${env.id}: ${code}: ${message}`);
    return findings.length === 0 ? 0 : 1;
  },
});

async function definitionOf(spec: string): Promise<EnvDef> {
  if (isModulePath(spec)) {
    const exported = (await importDefault(spec)) as Partial<EnvDef>;
    if (typeof exported?.create !== "function")
      throw new Misuse(`${spec}: its default export is no env definition, as it has no create(options)`);
    return exported as EnvDef;
  }
  const envs: Record<string, EnvDef> = (await import("../../../envs/registry.js")).envs;
  if (!Object.hasOwn(envs, spec)) throw new Misuse(unknown("env", spec, Object.keys(envs)));
  return envs[spec];
}
