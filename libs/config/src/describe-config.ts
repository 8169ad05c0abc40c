import { accountKeyText } from '@breakwater/core';
import type { Config } from './config.ts';

/**
 * The effective configuration as a plain object for people and logs: secrets are only said to be set or not, and
 * addresses lose their passwords.
 */
export function describeConfig(config: Config): Readonly<Record<string, unknown>> {
  const { databaseUrl, redisUrl, lockRedisUrls, accounts, board, intake, outcomeWebhooks, pageReceivers, ...rest } = config;
  return {
    ...rest,
    databaseUrl: withoutPassword(databaseUrl),
    redisUrl: withoutPassword(redisUrl),
    lockRedisUrls: lockRedisUrls.map(withoutPassword),
    board: { ...board, password: setOrNot(board.password), token: setOrNot(board.token) },
    intake: { token: setOrNot(intake.token) },
    outcomeWebhooks: outcomeWebhooks.map(({ source, url, secret }) => ({ source, url: withoutPassword(url), secret: setOrNot(secret) })),
    pageReceivers: pageReceivers.map(({ url, ...receiver }) => ({
      ...receiver,
      url: withoutPassword(url),
      ...(receiver.type === 'webhook' ? { secret: setOrNot(receiver.secret) } : {}),
      ...(receiver.type === 'telegram' ? { token: setOrNot(receiver.token) } : {}),
    })),
    accounts: accounts.map(({ key, credentials, url, streamUrl, ...rules }) => ({
      key: accountKeyText(key),
      ...rules,
      url: url && withoutPassword(url),
      streamUrl: streamUrl && withoutPassword(streamUrl),
      credentials: { apiKey: setOrNot(credentials.apiKey), apiSecret: setOrNot(credentials.apiSecret) },
    })),
  };
}

const setOrNot = (secret: string): string => (secret === '' ? 'not set' : 'set');

function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return address === '' ? 'not set' : '(not an address)';
  const url = new URL(address);
  if (url.password) url.password = '***';
  // Connection strings may carry secrets as parameters too.
  for (const name of url.searchParams.keys()) if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, '***');
  return url.href;
}
