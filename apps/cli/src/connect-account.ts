import type { AccountSettings } from '@breakwater/config';
import { type ConnectedExchange, connectExchange } from '@breakwater/exchange';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

/** Connects to the exchange of a configured account, at its address if it has one of its own. Asks nothing yet. */
export function connectAccount({ key, positionMode, credentials, url }: AccountSettings): ConnectedExchange {
  return connectExchange(key.exchange, { account: key.account, positionMode, ...credentials, ...(url !== null && { url }) });
}

/** What a command ends with that does not reach the exchange of an account. */
export function exchangeUnreachable({ key, url }: AccountSettings, error: unknown): CliError {
  const advice = url === null ? '' : ' or correct its url in the configuration';
  return new CliError(EXIT.unreachable, `The exchange ${key.exchange} cannot be reached (${error instanceof Error ? error.message : String(error)}): check the network${advice}.`, { cause: error });
}
