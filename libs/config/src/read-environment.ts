import fs from 'node:fs';
import type { AccountKey } from '@breakwater/core';
import { LOG_LEVELS, type LogLevel } from './config.ts';
import { ConfigError } from './config-error.ts';
import { nearestName } from './nearest-name.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a process cannot start without. */
export type Need = 'database' | 'redis' | 'credentials';

/** `BREAKWATER_BINANCE_MAIN_URL`: the variable that belongs to one account. */
export function accountVariable({ exchange, account }: AccountKey, suffix: 'API_KEY' | 'API_SECRET' | 'URL'): string {
  return `BREAKWATER_${`${exchange}_${account}`.toUpperCase().replaceAll('-', '_')}_${suffix}`;
}

/**
 * A server's address from a variable; empty when it is not set and not needed.
 * @throws ConfigError that names the variable and never shows its value.
 */
export function readAddress(env: Environment, name: string, protocols: readonly string[], isNeeded: boolean, example: string): string {
  const text = env[name]?.trim() ?? '';
  if (text === '') {
    if (isNeeded) throw new ConfigError(`The environment variable ${name} is not set: set it to an address such as ${example}.`);
    return '';
  }
  return checkAddress(text, name, protocols, example);
}

/** Several addresses, separated by commas; null when the variable is not set. Throws as `readAddress` does. */
export function readAddresses(env: Environment, name: string, protocols: readonly string[], example: string): readonly string[] | null {
  const text = env[name]?.trim();
  if (!text) return null;
  return text.split(',').map((address) => checkAddress(address.trim(), name, protocols, example));
}

function checkAddress(text: string, name: string, protocols: readonly string[], example: string): string {
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  throw new ConfigError(`The environment variable ${name} is not an address of the right kind: set it to one such as ${example}.`);
}

/** @throws ConfigError for a level that does not exist. */
export function readLogLevel(env: Environment): LogLevel {
  const text = env['LOG_LEVEL']?.trim().toLowerCase() || 'info';
  const level = LOG_LEVELS.find((one) => one === text);
  if (level) return level;
  const near = nearestName(text, LOG_LEVELS);
  throw new ConfigError(`The environment variable LOG_LEVEL is not a level: set it to ${near ?? `one of ${LOG_LEVELS.join(', ')}`}.`);
}

/** A secret that is written as `env:NAME`, `file:PATH` or itself; null when its variable or file is not there. */
export function readSecret(text: string, env: Environment): string | null {
  if (text.startsWith('env:')) return env[text.slice('env:'.length).trim()]?.trim() || null;
  if (!text.startsWith('file:')) return text;
  try {
    return fs.readFileSync(text.slice('file:'.length).trim(), 'utf8').trim() || null;
  } catch {
    return null;
  }
}
