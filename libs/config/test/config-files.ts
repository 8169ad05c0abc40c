import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { ConfigError, readConfig } from '../src/index.ts';

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-config-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Stands wherever a secret may, and nowhere in what is shown. */
export const SECRET = 'k-7f3a-never-shown';
export const ENV = {
  DATABASE_URL: `postgresql://breakwater:${SECRET}@127.0.0.1:5432/breakwater`,
  REDIS_URL: `redis://:${SECRET}@127.0.0.1:6379`,
  BREAKWATER_BINANCE_MAIN_API_KEY: SECRET,
  BREAKWATER_BINANCE_MAIN_API_SECRET: SECRET,
};
export const VALID = `
accounts:
  - name: main
    exchange: binance
    mode: trade
    positionsMax: 5
wavePolicies:
  default: { open: 2, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 60000 }
  ats: { open: 7, stopList: [BTCDOMUSDT] }
`;

export function write(text: string): string {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
  fs.writeFileSync(file, text);
  return file;
}
export const read = (text: string, env: Record<string, string> = ENV) => readConfig({ path: write(text), env });

/** The sentence of a refusal, without the folder. */
export function refusal(text: string, env: Record<string, string> = ENV): string {
  try {
    read(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.replace(/[^\s(]+\.yaml/, 'FILE');
  }
  throw new Error('the configuration was accepted');
}
