import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { binanceusdm } from 'ccxt';
import { test as base } from 'vitest';
import { type RunningPaperExchange, startPaperExchange } from '../src/server.ts';
import { connectCcxt } from './ccxt-client.ts';

/** Calls the admin API. Returns the body; throws with the body's words on anything but success. */
export type CallAdmin = (method: string, path: string, body?: unknown) => Promise<any>;

/** The admin API of a running paper exchange. */
export function createAdminCaller(url: string): CallAdmin {
  return async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}/admin/${path}`, init);
    const answer = await response.json();
    if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
}

interface Fixtures {
  readonly paper: RunningPaperExchange;
  readonly client: binanceusdm;
  readonly admin: CallAdmin;
  /** Where a state file may lie; there is none yet. */
  readonly stateFile: string;
}

/** A test with a paper exchange of its own over real HTTP and a real ccxt client. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- vitest wants the first argument destructured
  paper: async ({}, use) => {
    const paper = await startPaperExchange({ seed: 7 });
    await use(paper);
    await paper.stop();
  },
  client: async ({ paper }, use) => {
    await use(await connectCcxt(paper));
  },
  admin: async ({ paper }, use) => {
    await use(createAdminCaller(paper.url));
  },
  // eslint-disable-next-line no-empty-pattern -- vitest wants the first argument destructured
  stateFile: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'paper-exchange-'));
    await use(join(folder, 'state.json'));
    rmSync(folder, { recursive: true });
  },
});

export const tag = 'TAG/USDT:USDT';

/** Waits until `condition` gives something other than `undefined` or `false`; `timeoutMs`: for how long at most. */
export async function until<T>(condition: () => Promise<T | false | undefined> | T | false | undefined, timeoutMs = 10_000): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== false && found !== undefined) return found as T;
    if (performance.now() > deadlineMs) throw new Error(`Waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
