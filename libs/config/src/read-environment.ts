import fs from 'node:fs';
import type { AccountKey } from '@breakwater/core';
import { LOG_LEVELS, type LogLevel } from './config.ts';
import { ConfigError } from './config-error.ts';
import { nearestName } from './nearest-name.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a process cannot start without. */
export type Need = 'database' | 'redis' | 'credentials' | 'webhooks' | 'pageReceivers';

/** `BREAKWATER_BINANCE_MAIN_URL`: the variable that belongs to one account. */
export function accountVariable({ exchange, account }: AccountKey, suffix: 'API_KEY' | 'API_SECRET' | 'URL' | 'STREAM_URL'): string {
  return `BREAKWATER_${`${exchange}_${account}`.toUpperCase().replaceAll('-', '_')}_${suffix}`;
}

/**
 * A server's address from a variable, or from the file that NAME_FILE names (a container's secret); empty when neither is
 * set and it is not needed.
 * @throws ConfigError that names the variable and never shows its value.
 */
export function readAddress(env: Environment, name: string, protocols: readonly string[], isNeeded: boolean, example: string): string {
  const text = env[name]?.trim() || readAddressFile(env, name);
  if (text === '') {
    if (isNeeded) throw new ConfigError(`The environment variable ${name} is not set: set it to an address such as ${example}.`);
    return '';
  }
  return checkAddress(text, name, protocols, example);
}

function readAddressFile(env: Environment, name: string): string {
  const file = env[`${name}_FILE`]?.trim() ?? '';
  if (file === '') return '';
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError(`The environment variable ${name}_FILE names ${file}, which cannot be read: provide the file.`);
  }
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

/** Where a secret should have been: `env:NAME` and `file:PATH` name a place and are no secrets themselves. */
export function placeOf(source: string): string {
  return source.startsWith('env:') ? `the environment variable ${source.slice('env:'.length)}` : `the file ${source.slice('file:'.length)}`;
}

/**
 * A port from a variable; null when it is not set.
 * @throws ConfigError when it is no port.
 */
export function readPort(env: Environment, name: string): number | null {
  const text = env[name]?.trim();
  if (!text) return null;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ConfigError(`The environment variable ${name} is not a port: set it to a whole number from 0 (any free one) to 65535.`);
}

/**
 * Who keeps requests within the limits of the exchanges, from BREAKWATER_RATE_GOVERNOR; null when it is not set.
 * @throws ConfigError for anything but redis and none.
 */
export function readRateGovernor(env: Environment): 'redis' | 'none' | null {
  const text = env['BREAKWATER_RATE_GOVERNOR']?.trim();
  if (!text) return null;
  if (text === 'redis' || text === 'none') return text;
  throw new ConfigError('The environment variable BREAKWATER_RATE_GOVERNOR is neither redis nor none: set it to one of the two.');
}

/**
 * A switch from a variable; null when it is not set.
 * @throws ConfigError for anything but true and false: a wrong guess about a permission is worse than none.
 */
export function readSwitch(env: Environment, name: string): boolean | null {
  const text = env[name]?.trim().toLowerCase();
  if (!text) return null;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ConfigError(`The environment variable ${name} is neither true nor false: set it to one of the two.`);
}
