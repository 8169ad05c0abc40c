import fs from 'node:fs';
import { readConfig } from '@breakwater/config';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { CommandOptions } from '../program/describe-command.ts';
import type { AdminAccess } from './call-admin.ts';
import type { PaperVenue } from './find-paper-symbol.ts';

export interface PaperOptions extends CommandOptions {
  readonly url?: string;
  readonly adminToken?: string;
  readonly account?: string;
  readonly venue?: PaperVenue;
}

const EXAMPLE = '--url http://127.0.0.1:8080';

/**
 * Where the paper exchange is: at --url, else where the configured accounts send their requests instead of to an exchange.
 * @throws CliError when that is nowhere, or more than one place.
 */
export function findPaperExchange({ url, adminToken, config: path }: PaperOptions): AdminAccess {
  return { url: url === undefined ? configuredUrl(path) : checkUrl(url), adminToken: adminToken === undefined ? null : readToken(adminToken) };
}

function configuredUrl(path: string | undefined): string {
  const config = readConfig({ path, needs: [] });
  const [url, ...others] = new Set(config.accounts.flatMap((account) => account.url ?? []));
  if (url === undefined) throw new CliError(EXIT.usage, `No account in ${config.path} sends its requests to a paper exchange: say where it is, such as ${EXAMPLE}.`);
  if (others.length > 0) throw new CliError(EXIT.usage, `The accounts in ${config.path} send their requests to several places (${[url, ...others].join(', ')}): name one with --url.`);
  return url;
}

function checkUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new CliError(EXIT.usage, `"${text}" is no address of a paper exchange: write it as ${EXAMPLE}.`);
}

/** `file:PATH` keeps the token out of the list of processes. */
function readToken(text: string): string {
  if (!text.startsWith('file:')) return text;
  const file = text.slice('file:'.length);
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CliError(EXIT.usage, `The file ${file} of --admin-token cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): provide it.`, { cause: error });
  }
}
