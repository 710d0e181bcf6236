/** Where in the page one is, as the address after # says it. */
export type Route =
  | { readonly page: "runs" }
  /** no `policy`: live where the run is running, else the leader's first episode */
  | { readonly page: "run"; readonly run: string; readonly replay: ReplayChoice | null };

export interface ReplayChoice {
  /** label of the policy */
  readonly policy: string;
  /** default: its first seed */
  readonly seed?: string;
  /** default: the first */
  readonly episode?: number;
}

export function parseRoute(hash: string): Route {
  const [path, query = ""] = hash.replace(/^#/, "").split("?");
  const match = /^\/runs\/([^/]+)$/.exec(path);
  if (!match) return { page: "runs" };
  const params = new URLSearchParams(query);
  const policy = params.get("policy");
  const episode = params.get("episode");
  let run: string;
  try {
    run = decodeURIComponent(match[1]);
  } catch {
    return { page: "runs" };
  }
  if (policy === null) return { page: "run", run, replay: null };
  return {
    page: "run",
    run,
    replay: {
      policy,
      seed: params.get("seed") ?? undefined,
      episode: episode !== null && /^\d{1,9}$/.test(episode) ? Number(episode) : undefined,
    },
  };
}

export function runHref(run: string, replay?: ReplayChoice): string {
  const path = `#/runs/${encodeURIComponent(run)}`;
  if (!replay) return path;
  const params = new URLSearchParams({ policy: replay.policy });
  if (replay.seed !== undefined) params.set("seed", replay.seed);
  if (replay.episode !== undefined) params.set("episode", String(replay.episode));
  return `${path}?${params}`;
}
