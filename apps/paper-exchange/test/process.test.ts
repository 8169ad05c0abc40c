import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { connectCcxt } from './ccxt-client.ts';
import { createAdminCaller, tag, until } from './fixture.ts';
import { connectStream } from './streams/stream-client.ts';

const mainFile = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly access: { url: string; apiKey: string; apiSecret: string; account: string };
  /** All that was written to standard output and to standard error so far. */
  readonly output: { out: string; err: string };
}

/** Starts the real process; resolves with its ready line. */
async function start(...flags: string[]): Promise<Started> {
  const { child, output } = run(...flags);
  await until(() => output.out.includes('\n') || (child.exitCode === null ? undefined : Promise.reject(new Error(output.err))));
  return { child, output, access: JSON.parse(output.out) as Started['access'] };
}

function run(...flags: string[]): Pick<Started, 'child' | 'output'> {
  const child = spawn(process.execPath, [mainFile, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  return { child, output };
}

/** Sends a signal and resolves with the exit code. */
function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

function makeStateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paper-exchange-'));
  folders.push(folder);
  return join(folder, 'state.json');
}

describe('the process', () => {
  test('prints one line when ready, and ends cleanly on a signal although a client keeps its connections open', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, access, output } = await start('--api-key', 'k', '--api-secret', 's');
      expect(access).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), apiKey: 'k', apiSecret: 's', account: 'main', venues: expect.objectContaining({ binance: { apiKey: 'k', apiSecret: 's' } }) });
      const client = await connectCcxt(access);
      await client.fetchTime();
      const stream = await connectStream(access.url, '/v5/private');
      expect(await stop(child, signal)).toBe(0);
      expect(output.out.trim().split('\n')).toHaveLength(1);
      expect(output.err).toBe('');
      await until(() => stream.closed() !== null);
    }
  });

  test('draws the same keys from the same seed', async () => {
    const [first, again, other] = await Promise.all([start('--seed', '5'), start('--seed', '5'), start('--seed', '6')]);
    expect(again.access.apiSecret).toBe(first.access.apiSecret);
    expect(other.access.apiSecret).not.toBe(first.access.apiSecret);
  });

  test('says which flag is wrong, and which state file is broken', async () => {
    const state = makeStateFile();
    writeFileSync(state, '{"half":');
    for (const [flags, words] of [[['--port', 'eighty'], '--port'], [['--rule', 'gravity=9'], 'gravity'], [['--clock', 'sundial'], '--clock'], [['--state', state], state]] as const) {
      const { child, output } = run(...flags);
      await until(() => child.exitCode !== null);
      expect(child.exitCode).toBe(2);
      expect(output.err).toContain(words);
      expect(output.out).toBe('');
    }
  });

  test('keeps everything across a restart, and also across a kill once it was saved', async () => {
    const state = makeStateFile();
    const flags = ['--state', state, '--api-key', 'k', '--api-secret', 's'];
    const first = await start(...flags);
    const client = await connectCcxt(first.access);
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'bwe1' });
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.00035, reduceOnly: true, clientOrderId: 'bws1' });
    const before = await createAdminCaller(first.access.url)('GET', 'state');
    await stop(first.child, 'SIGTERM');

    const second = await start(...flags);
    const admin = createAdminCaller(second.access.url);
    expect((await admin('GET', 'state')).accounts[0]).toMatchObject({ ...before.accounts[0], bare: [{ protectedAt: before.accounts[0].bare[0].protectedAt }] });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.00035' } });
    await admin('POST', 'save');
    await stop(second.child, 'SIGKILL');

    const third = await start(...flags);
    const { accounts } = await createAdminCaller(third.access.url)('GET', 'state');
    expect(accounts[0].positions).toEqual([]);
    expect(accounts[0].fills.map((fill: { clientOrderId: string }) => fill.clientOrderId)).toEqual(['bwe1', 'bws1']);
  });

  test('plays recorded prices back', async () => {
    const recording = makeStateFile();
    writeFileSync(recording, JSON.stringify({ afterMs: 10, symbol: 'TAGUSDT', last: '0.000333' }));
    const { access } = await start('--replay', recording);
    await until(async () => (await createAdminCaller(access.url)('GET', 'state')).prices.TAGUSDT.last === '0.000333');
  });

  test('saves by itself after a change', async () => {
    const state = makeStateFile();
    const { access } = await start('--state', state);
    await createAdminCaller(access.url)('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', clientOrderId: 'mark-of-the-test' });
    await until(() => readFileSync(state, { encoding: 'utf8', flag: 'a+' }).includes('mark-of-the-test'));
  });
});
