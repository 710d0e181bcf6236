import { pathToFileURL } from "node:url";
import { AgentError, type AnyAgentDef, definitionFrom } from "../agents/define.js";
import { resolveAgent } from "../agents/registry.js";

/**
 * The definition that a policy names, with the modules of the user's own that it names loaded.
 *
 * @param spec   as the user wrote it
 * @param files  by name in `spec`: where the module is, absolute
 * @throws AgentError when there is no such agent, a module does not load, or what it exports is no definition
 */
export async function loadAgent(spec: string, files: { readonly [name: string]: string } = {}): Promise<AnyAgentDef> {
  const definitions = new Map<string, AnyAgentDef>();
  for (const [name, file] of Object.entries(files)) {
    let module: { default?: unknown };
    try {
      module = await import(pathToFileURL(file).href);
    } catch (error) {
      throw new AgentError(`${name} does not load: ${(error as Error).message}`);
    }
    definitions.set(name, definitionFrom(module.default, name));
  }
  return resolveAgent(spec, (name) => definitions.get(name));
}
