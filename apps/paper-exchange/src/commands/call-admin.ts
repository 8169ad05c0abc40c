/**
 * What the `breakwater paper …` commands are made of: one call of the admin API of a running paper exchange each.
 *
 * Plain functions without a command line: whoever offers the commands parses the arguments, calls `runPaperCommand` and
 * prints what it returns.
 */

/** Where the paper exchange is, and the token of its admin API if it wants one. */
export interface AdminAccess {
  readonly url: string;
  readonly adminToken?: string | undefined;
}

/** One command: how it is called, what it does, and the request that it is. */
export interface PaperCommand {
  readonly name: string;
  /** Names of the arguments in their order; a name in brackets may be left out. */
  readonly parameters: readonly string[];
  readonly summary: string;
  readonly example: string;
  /** The request for the given arguments. Throws one sentence for arguments that make no sense. */
  toRequest(argumentList: readonly string[]): { readonly method: string; readonly path: string; readonly body?: unknown };
}

/** The admin API refused, or could not be reached. `message` says which and why. */
export class PaperCommandError extends Error {}

/** Sends one request to the admin API. Resolves with the body; throws `PaperCommandError` for anything but a success. */
export async function callAdmin(access: AdminAccess, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = access.adminToken === undefined ? {} : { authorization: `Bearer ${access.adminToken}` };
  let response: Response;
  try {
    response = await fetch(`${access.url}/admin/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  } catch (error) {
    throw new PaperCommandError(`There is no paper exchange at ${access.url}`, { cause: error });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const told = (answer as { error?: unknown } | null)?.error;
  throw new PaperCommandError(typeof told === 'string' ? told : `The paper exchange answered ${response.status}`);
}
