import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';

/** Where a paper exchange is, and the token of its admin API if it wants one. */
export interface AdminAccess {
  readonly url: string;
  readonly adminToken: string | null;
}

/** One request to the admin API; `path` is what comes after `/admin/`. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Sends one request to the admin API of a running paper exchange: all that the world's hand does goes through here, as it
 * would from any other client.
 * @throws CliError when nothing answers, the token is not right, or the paper exchange refuses.
 */
export async function callAdmin({ url, adminToken }: AdminAccess, { method, path, body }: AdminRequest): Promise<unknown> {
  const headers: Record<string, string> = adminToken === null ? {} : { authorization: `Bearer ${adminToken}` };
  const target = new URL(`/admin/${path}`, url);
  let response: Response;
  try {
    response = await fetch(target, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  } catch (error) {
    throw new CliError(EXIT.unreachable, `No paper exchange answers at ${target.origin}: start one with \`breakwater paper-exchange\`, or say with --url where it is.`, { cause: error });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const told = (answer as { error?: unknown } | null)?.error;
  // Whatever else listens there, above all a real exchange, has no admin API that would refuse in these words.
  if (typeof told !== 'string') throw new CliError(EXIT.usage, `What answers at ${target.origin} is no paper exchange (it said ${response.status}): say with --url where one is.`);
  if (response.status === 401) throw new CliError(EXIT.refused, `The paper exchange at ${target.origin} wants the token of its admin API: give it with --admin-token.`);
  throw new CliError(EXIT.refused, `The paper exchange refused: ${told}.`);
}
