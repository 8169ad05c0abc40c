import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startProcess, type TestProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

const BOARD = { BREAKWATER_BOARD_PORT: '0', BREAKWATER_BOARD_PASSWORD: 'a-long-pass-word-1', BREAKWATER_BOARD_TOKEN: 'token-that-nobody-says', BREAKWATER_HEALTH_PORT: '0' };
/** A signature of either venue: no other text of that form is written by anybody. */
const SIGNATURE = /\b[0-9a-f]{64}\b/;

/** Lines of these happenings are about the process, not about a key. */
const OF_PROCESS = /^(worker_(ready|stopping|stopped)|health_(not_)?served|waiting_for|redis_(lost|back)|queue_error|sweep_(failed|recovered)|beat_(failed|recovered)|schedule_(failed|recovered)|board_(ready|stopping)|logged_in|login_failed|lock_\w+|rate_share_\w+|stream_\w+)$/;

describe.each(venues)('the output of a whole run at $exchange', (venue) => {
  let world: FleetWorld;
  let folder: string;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
    folder = await mkdtemp(path.join(tmpdir(), 'breakwater-output-'));
  });
  afterEach(async () => {
    await world?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('holds no key, secret, signature, password or token, and names key, job and correlation on every line of work', async () => {
    const environment = { ...world.environment, ...BOARD, LOG_LEVEL: 'debug' };
    const workers = await Promise.all((['wave-worker', 'sync-worker', 'stop-worker', 'stream-listener'] as const).map((name) => world.startWorker(name, environment)));
    const board = startProcess('apps/board/src/main.ts', { environment });
    const { url } = JSON.parse(await board.untilLine('"board_ready"')) as { url: string };
    // Failures are what leaks: ccxt's messages hold whole signed addresses, and an exchange may echo anything.
    const { [venue.variable('API_KEY')]: apiKey = '', [venue.variable('API_SECRET')]: apiSecret = '' } = world.environment;
    await world.admin('POST', 'faults', { kind: 'refuse', ...venue.marginRefusal, message: `no margin for key ${apiKey} secret ${apiSecret}`, match: { ...venue.entries, symbol: 'SOLUSDT' } });
    await world.admin('POST', 'faults', { kind: 'drop-reply', match: { ...venue.entries, symbol: 'ETHUSDT' } });
    await world.admin('POST', 'faults', { kind: 'html-reply', match: venue.positionReads });
    const waves = path.join(folder, 'waves.ndjson');
    const signals = ['TAGUSDT', 'SOLUSDT', 'ETHUSDT'].map((symbol, index) => ({ id: `s-${index}`, action: 'open', exchange: venue.exchange, symbol, side: 'short', score: '0.5' }));
    await writeFile(waves, `${JSON.stringify({ source: 'ats', id: 'w', signals })}\n`);
    const submit = startProcess('apps/cli/src/main.ts', { arguments: ['wave', 'submit', waves, '--at', 'now'], environment });
    expect(await submit.ended).toBe(0);
    await Promise.all([untilProtected(world, 'TAGUSDT'), untilProtected(world, 'ETHUSDT')]);
    const resync = startProcess('apps/cli/src/main.ts', { arguments: ['resync', venue.exchange], environment });
    expect(await resync.ended).toBe(0);
    await logIn(url);
    // The address of a stream holds the key that opens it.
    await workers[3]!.untilLine('"stream_open"');
    await world.admin('POST', 'faults', { kind: 'close-stream', match: { venue: venue.exchange } });
    await workers[3]!.untilLine('"stream_ended"');
    await world.admin('POST', 'faults', { kind: 'refuse', ...venue.marginRefusal, match: { venue: venue.exchange, method: 'GET', path: venue.exchange === 'binance' ? '/private/ws' : '/v5/private' } });
    await workers[3]!.untilLine('"unopened"');
    await until(async () => (await world.query('select from reconciliation_report where symbol is null')).length > 0, { what: 'the account to be compared' });
    await Promise.all([...workers, board].map((one) => one.stop()));
    await world.paper.stop();

    const password = new URL(world.databaseUrl).password;
    const secrets = [apiKey, apiSecret, BOARD.BREAKWATER_BOARD_PASSWORD, BOARD.BREAKWATER_BOARD_TOKEN, ...(password === '' ? [] : [`:${password}@`])];
    // The paper exchange hands its made-up keys over in its first line; that is what the line is for.
    const { lines: paperLines } = world.paper;
    const all = [...workers, board, submit, resync].flatMap((one: TestProcess) => [...one.lines]).concat(paperLines.slice(1));
    expect(all.length).toBeGreaterThan(30);
    expect(all.some((line) => line.includes('no margin for key'))).toBe(true);
    expect(secrets.every((secret) => secret.length >= 6)).toBe(true);
    expect(all.filter((line) => secrets.some((secret) => line.includes(secret)) || SIGNATURE.test(line))).toEqual([]);

    const logged = [...workers, board].flatMap((one) => one.lines).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.filter((line) => typeof line['event'] !== 'string')).toEqual([]);
    const ofWork = logged.filter((line) => !OF_PROCESS.test(String(line['event'])));
    expect(ofWork.length).toBeGreaterThan(10);
    expect(ofWork.filter((line) => !line['key'] || !line['jobId'] || !line['correlationId'])).toEqual([]);
  });
});

/** Wrong first, right afterwards. */
async function logIn(url: string): Promise<void> {
  const post = (password: string) => fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams({ user: 'operator', password }), redirect: 'manual' });
  expect((await post(`${BOARD.BREAKWATER_BOARD_PASSWORD}x`)).status).toBe(401);
  expect((await post(BOARD.BREAKWATER_BOARD_PASSWORD)).status).toBe(303);
}
