import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { z } from "zod";
import { AgentError } from "../agents/define.js";
import { agents, leversIn, namesIn, resolveAgent } from "../agents/registry.js";
import { backgroundFaults } from "../envs/levers/background.js";
import { envs } from "../envs/registry.js";
import { sourceOf } from "./agent-source.js";
import { unknown } from "./cli/nearest.js";
import { explainIssues, type Fault, type Path } from "./faults.js";

/** An agent with one set of parameters, on its env. */
export interface Policy {
  readonly label: string;
  /** as the user wrote it */
  readonly agent: string;
  readonly env: string;
  readonly params: { readonly [name: string]: unknown };
  readonly envOptions: { readonly [name: string]: unknown };
  /** of an agent out of files: by name in `agent`, where the file is; and a hash of their texts */
  readonly files?: { readonly [name: string]: string };
  readonly source?: string;
}

/**
 * An experiment's agents, each with its grid of parameters expanded into policies.
 *
 * @param entries  as the user wrote them; what has the wrong shape is passed over, since the schema tells of it
 * @param env      of agents that name none
 * @param place    with the experiment's background policies by lever, which an agent's own `envOptions.background` go before
 */
export function resolvePolicies(
  entries: unknown,
  env: string,
  { directory, path: from, faults, background }: Place & { background?: Record<string, unknown> },
): Policy[] {
  const policies: Policy[] = [];
  if (!Array.isArray(entries)) return policies;
  entries.forEach((entry: unknown, index) => {
    const path: Path = [...from, index];
    const fields: Record<string, unknown> = isRecord(entry) ? entry : { agent: entry };
    if (typeof fields.agent !== "string" || fields.agent === "") return;
    const at = (key: string): Path => (isRecord(entry) ? [...path, key] : path);
    const ownEnv = typeof fields.env === "string" ? fields.env : env;
    if (fields.env !== undefined && ownEnv !== "") checkEnv(ownEnv, at("env"), faults);
    const grid = isRecord(fields.params) ? fields.params : {};
    const options = isRecord(fields.envOptions) ? fields.envOptions : {};
    for (const { lever, message } of isRecord(options.background) ? backgroundFaults(options.background) : [])
      faults.push({ code: "custom", path: [...at("envOptions"), "background", lever], message });
    const shared = {
      agent: fields.agent,
      env: ownEnv,
      envOptions: {
        ...leversOf(fields.agent, ownEnv),
        ...options,
        ...(isMarket(ownEnv) && (background ?? options.background)
          ? { background: { ...background, ...(isRecord(options.background) ? options.background : {}) } }
          : {}),
      },
    };
    for (const { params, varied, ...file } of expand(fields.agent, grid, { directory, path, at, faults })) {
      const variation = varied.map((key) => `${key}=${shownParam(params[key])}`).join(" ");
      const base = typeof fields.label === "string" ? fields.label : fields.agent;
      const policy = { ...shared, label: variation === "" ? base : `${base} ${variation}`, params, ...file };
      if (policies.some((other) => other.label === policy.label))
        faults.push({
          code: "custom",
          path,
          message: `found a second policy called "${policy.label}", expected a \`label\` of its own`,
        });
      policies.push(policy);
    }
  });
  return policies;
}

const isMarket = (env: string) => Object.hasOwn(envs, env) && envs[env as keyof typeof envs].market;

/** Of a market with all levers, those that a joint agent names: the background decides the others. */
function leversOf(agent: string, env: string): { levers?: string[] } {
  if (env !== "Market-v1") return {};
  try {
    const levers = leversIn(agent);
    return levers === undefined ? {} : { levers };
  } catch (error) {
    if (error instanceof AgentError) return {};
    throw error;
  }
}

/** Where a part of an experiment stands, and who is told of its faults. */
export interface Place {
  readonly directory: string;
  readonly path: Path;
  readonly faults: Fault[];
}

/** The label that differences are taken against: the one given, else no-promotion, else the first. */
export function chooseBaseline(given: unknown, policies: readonly Policy[], faults: Fault[]): string {
  const labels = policies.map((policy) => policy.label);
  if (typeof given !== "string") return labels.find((text) => text === "no-promotion") ?? labels[0] ?? "";
  if (given !== "" && labels.length > 0 && !labels.includes(given))
    faults.push({ code: "custom", path: ["baseline"], message: unknown("policy", given, labels) });
  return given;
}

/** Tells of an env that is not there. */
export function checkEnv(id: string, path: Path, faults: Fault[]): void {
  if (!Object.hasOwn(envs, id)) faults.push({ code: "env", path, message: unknown("env", id, Object.keys(envs)) });
}

interface Expanded {
  readonly params: Record<string, unknown>;
  /** parameters whose grid has more than one value */
  readonly varied: readonly string[];
  readonly files?: Policy["files"];
  readonly source?: string;
}

interface AgentPlace extends Place {
  at(key: string): Path;
}

function expand(spec: string, grid: Record<string, unknown>, place: AgentPlace): Expanded[] {
  try {
    const modules = namesIn(spec).filter(isModule);
    const strange = namesIn(spec).filter((name) => !isModule(name) && !Object.hasOwn(agents, name));
    if (strange.length > 0) {
      const message = strange.map((name) => unknown("agent", name, Object.keys(agents))).join("; ");
      place.faults.push({ code: "agent", path: place.at("agent"), message });
      return [];
    }
    return modules.length > 0 ? fromFiles(modules, grid, place) : fromRegistry(resolveAgent(spec).params, grid, place);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    place.faults.push({ code: "agent", path: place.at("agent"), message: error.message });
    return [];
  }
}

function fromRegistry(schema: z.ZodObject, grid: Record<string, unknown>, { path, faults }: AgentPlace): Expanded[] {
  const expanded: Expanded[] = [];
  const told = new Set<string>();
  for (const { params, varied, position } of combinations(grid, (key, list) => takesList(schema, key, list))) {
    const parsed = schema.safeParse(params);
    if (parsed.success) expanded.push({ params: parsed.data, varied });
    else
      for (const fault of explainIssues(parsed.error, params, schema)) {
        const [key, ...rest] = fault.path;
        const place = position.get(String(key));
        const where = place === undefined ? fault.path : [key, place, ...rest];
        const placed = { ...fault, path: [...path, "params", ...where] };
        const text = JSON.stringify(placed);
        if (!told.has(text)) faults.push(placed);
        told.add(text);
      }
  }
  return expanded;
}

/** Parameters of an agent in a file are checked by the definition in it, which only the runner loads. */
function fromFiles(
  modules: string[],
  grid: Record<string, unknown>,
  { directory, at, faults }: AgentPlace,
): Expanded[] {
  const files: Record<string, string> = {};
  for (const name of modules) {
    const file = resolve(directory, name);
    if (!existsSync(file)) {
      faults.push({
        code: "missing-file",
        path: at("agent"),
        message: `found ${name}, expected a file; none is at ${file}`,
      });
      return [];
    }
    files[name] = file;
  }
  const source = sourceOf(files);
  return combinations(grid, () => false).map(({ params, varied }) => ({ params, varied, files, source }));
}

/** True for what names a file and no agent of the registry: `./mine.js`. */
const isModule = (name: string) => /^\.{0,2}\/|^[A-Za-z]:[\\/]|\.[mc]?[jt]s$/.test(name);

interface Combination {
  readonly params: Record<string, unknown>;
  readonly varied: readonly string[];
  /** by parameter with a list: which of its values this is */
  readonly position: ReadonlyMap<string, number>;
}

/** Every choice of one value from each list, the last parameter turning fastest. */
function combinations(
  grid: Record<string, unknown>,
  isValue: (key: string, list: unknown[]) => boolean,
): Combination[] {
  let all: Combination[] = [{ params: {}, varied: [], position: new Map() }];
  for (const [key, given] of Object.entries(grid)) {
    const list = Array.isArray(given) && !isValue(key, given) ? given : undefined;
    const values = list ?? [given];
    all = all.flatMap((before) =>
      values.map((value, index) => ({
        params: { ...before.params, [key]: value },
        varied: values.length > 1 ? [...before.varied, key] : before.varied,
        position: list === undefined ? before.position : new Map([...before.position, [key, index]]),
      })),
    );
  }
  return all;
}

/** True where the parameter is itself a list, so that a list is one value of it and not a grid. */
function takesList(schema: z.ZodObject, key: string, list: unknown[]): boolean {
  const field = schema.shape[key] as z.ZodType | undefined;
  return field?.safeParse(list).success === true;
}

const shownParam = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** True for a set of fields. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
