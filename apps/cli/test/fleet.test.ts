import { randomUUID } from 'node:crypto';
import { openQueues } from '@breakwater/queue';
import { startProcess, until } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';
import { shapeOf } from './shape-of.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

/** One wave on three workers, so that every list has something in it. */
test('a wave that a real fleet works off is told by every command, in the JSON shapes that --help promises', async () => {
  await Promise.all([cli.startWorker('wave-worker'), cli.startWorker('sync-worker'), cli.startWorker('stop-worker')]);
  const signal = (id: string, symbol: string, score: string) => ({ id, action: 'open', exchange: 'binance', symbol, side: 'short', score });
  const wave = { source: 'ats', id: 'w-1', at: new Date().toISOString(), signals: [signal('a', 'TAGUSDT', '0.9'), signal('b', 'BTCUSDT', '0.8'), signal('c', 'SOLUSDT', '0.7'), signal('d', 'NOSUCHUSDT', '0.1')] };
  await shaped(['wave', 'submit', cli.write('wave.ndjson', JSON.stringify(wave))], 4);
  await until(async () => (await cli.query(`SELECT FROM position WHERE status = 'open' AND protected_at IS NOT NULL`)).length === 2, { what: 'both positions to be protected', timeoutMs: 40_000 });
  await until(async () => (await cli.query(`SELECT FROM wave WHERE status = 'finished'`)).length === 1, { what: 'the wave to be finished', timeoutMs: 40_000 });

  expect((await shaped(['wave', 'list'])).json()).toMatchObject({ waves: [{ source: 'ats', id: 'w-1', status: 'finished', signals: 3, outcomes: { opened: 2, skipped_filter: 1, pending: 0 } }] });
  expect((await shaped(['wave', 'show', 'ats', 'w-1'])).json()).toMatchObject({
    signals: [
      { rank: 1, id: 'a', symbol: 'TAGUSDT', outcome: 'opened', positionId: expect.any(String) },
      { rank: 2, id: 'b', symbol: 'BTCUSDT', outcome: 'skipped_filter', reason: 'BTCUSDT is on the stop list', positionId: null },
      { rank: 3, id: 'c', symbol: 'SOLUSDT', outcome: 'opened' },
    ],
  });
  expect((await shaped(['positions'])).json()).toMatchObject({ positions: [{ symbol: 'SOLUSDT', origin: 'signal', stops: [{ status: 'resting' }] }, { symbol: 'TAGUSDT' }] });
  const { events } = (await shaped(['events', 'binance', 'TAGUSDT'])).json<{ events: { type: string; sentence: string }[] }>();
  expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['entry_intended', 'position_opened', 'stop_intended', 'stop_placed']));
  // The sentence for a type that is not known begins with the type itself.
  expect(events.filter(({ type, sentence }) => sentence.toLowerCase().startsWith(`${type.replaceAll('_', ' ')}:`))).toEqual([]);
  expect((await shaped(['workers'])).json()).toMatchObject({ workers: [{ role: 'stop-worker', state: 'alive' }, { role: 'sync-worker' }, { role: 'wave-worker' }], missingRoles: [] });
  expect((await shaped(['protect', 'Binance', 'tag/usdt'])).json()).toEqual({ added: [{ job: 'protect-position', key: 'binance.main.TAGUSDT' }] });
  await shaped(['resync', 'binance']);
  expect((await shaped(['check', 'main'])).json<{ checks: { isOk: boolean }[] }>().checks.filter((check) => !check.isOk)).toEqual([]);
  await shaped(['migrate']);
});

/** Runs a command with --json and holds its output against its own help. */
async function shaped(commandLine: readonly string[], exitCode = 0): Promise<Awaited<ReturnType<Cli['run']>>> {
  const words = commandLine.filter((word) => !word.startsWith('-'));
  const [ran, help] = await Promise.all([cli.run([...commandLine, '--json']), cli.run([...words.slice(0, ['wave', 'page', 'quarantine'].includes(words[0] ?? '') ? 2 : 1), '--help'])]);
  expect({ commandLine, exitCode: ran.exitCode, lines: ran.lines.length }).toEqual({ commandLine, exitCode, lines: 1 });
  expect(help.lines.find((line) => line.trim().startsWith('{ '))).toContain(shapeOf(ran.json()));
  return ran;
}

describe('queues', () => {
  test('show a job that somebody planted by hand: given up with its reason, and harmless', async () => {
    const open = openQueues({ redisUrl: cli.redis.url, timeoutMs: 3_000 });
    try {
      const { protections } = open.queues;
      await open.within('a job', () => protections.getJobCounts());
      await protections.add('protect-position', { exchange: 'binance', account: 'main', symbol: 'TAG:USDT', amount: 'all' });
      await protections.add('close-everything\u001B[2J', { really: true });
      await until(async () => (await protections.getJobCounts('failed'))['failed'] === 2, { what: 'both jobs to be given up' });
    } finally {
      await open.close();
    }
    const { failedJobs } = (await shaped(['queues'])).json<{ failedJobs: { queue: string; name: string; reason: string; attempts: number; payload: unknown }[] }>();
    expect(failedJobs.map(({ queue, name, reason }) => ({ queue, name, reason })).toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { queue: 'protections', name: 'close-everything\u001B[2J', reason: 'The queue protections has no job "close-everything\u001B[2J"' },
      { queue: 'protections', name: 'protect-position', reason: 'The payload of protect-position does not parse (symbol: is no market id; payload: Unrecognized key: "amount")' },
    ]);
    const shown = await cli.run(['queues']);
    expect(shown.lines.join('\n')).toMatch(/protections +\d+ +\d+ +\d+ +2 /);
    // What somebody planted must not move the cursor of whoever looks.
    expect(shown.lines.join('\n')).not.toContain('\u001B');
    expect((await cli.query(`SELECT FROM position WHERE status = 'open'`)).length).toBe(2);
  });
});

describe('scheduled passes', () => {
  test('are off until they are on again, with a page that stands, a note on every screen, and only once it is confirmed', async () => {
    expect(await cli.run(['sync', 'off'])).toMatchObject({ exitCode: 7, lines: ['Nothing was done: Switching scheduled passes over binance.main off asks for confirmation, and there is no terminal to ask on; add --yes.'] });
    expect((await shaped(['sync'])).json()).toEqual({ accounts: [{ exchange: 'binance', account: 'main', syncOffSince: null, isChanged: false }] });
    expect((await shaped(['sync', 'off', 'Binance', '--yes'])).json()).toMatchObject({ accounts: [{ syncOffSince: expect.any(String), isChanged: true }] });
    expect((await cli.run(['sync', 'off', '--yes'])).lines).toEqual(['Scheduled passes over binance.main are off, as they were.']);
    const note = /^Scheduled passes over binance\.main are off since 2\S+; `breakwater sync on binance main` starts them again\.$/;
    for (const screen of [['positions'], ['workers'], ['reports'], ['wave', 'list'], ['quarantine', 'list']]) expect({ screen, notes: (await cli.run(screen)).lines.filter((line) => note.test(line)).length }).toEqual({ screen, notes: 1 });
    expect((await shaped(['positions'])).lines).toHaveLength(1);
    expect((await cli.run(['pages'])).lines.join('\n')).toContain('Scheduled passes over binance.main were switched off by hand');
    expect((await cli.run(['sync', 'status', 'binance'])).lines[1]?.split(/ +/)).toMatchObject(['binance.main', 'off', expect.any(String)]);
    expect((await cli.run(['sync', 'on', '--yes'])).lines).toEqual(['Scheduled passes over binance.main are on.']);
    expect((await cli.run(['pages'])).lines).toEqual(['No page waits to be acknowledged.']);
  });
});

describe('entries', () => {
  test('are switched only when it is confirmed, and asked about only on a terminal', async () => {
    expect(await cli.run(['entries', 'off'])).toMatchObject({ exitCode: 7, lines: ['Nothing was done: Switching new entries of binance.main off asks for confirmation, and there is no terminal to ask on; add --yes.'] });
    expect((await shaped(['entries'])).json()).toMatchObject({ accounts: [{ entriesEnabled: true }] });
  });

  test('are off from the next entry on, with a page that stands until they are on again', async () => {
    expect((await shaped(['entries', 'off', 'Binance', 'main', '--yes'])).json()).toMatchObject({ accounts: [{ exchange: 'binance', account: 'main', entriesEnabled: false, isChanged: true }] });
    expect((await cli.run(['entries', 'off', '--yes'])).lines).toEqual(['New entries of binance.main are off, as they were.']);
    expect((await cli.run(['pages'])).lines[1]).toContain('nobody');
    await cli.query(`INSERT INTO page_telling (page_id, receiver, told_count, leased_until) SELECT id, 'on-call', 1, now() FROM page`);
    const [page] = (await shaped(['pages'])).json<{ pages: { id: string; subject: string; text: string }[] }>().pages;
    expect(page).toMatchObject({ subject: 'entries-off.binance.main', text: 'New entries of binance.main were switched off by hand; `breakwater entries on binance main` lets them in again.' });
    const wave = { source: 'ats', id: 'w-off', at: new Date().toISOString(), signals: [{ id: 'off', action: 'open', exchange: 'binance', symbol: 'ETHUSDT', side: 'long', score: '1' }] };
    await cli.run(['wave', 'submit', cli.write('off.ndjson', JSON.stringify(wave))]);
    // The entry worker comes by and is not let through: whatever it wrote, nothing was intended.
    await until(async () => (await cli.query(`SELECT FROM claim WHERE symbol = 'ETHUSDT' AND epoch >= 2`)).length === 1, { what: 'the entry to be tried twice', timeoutMs: 30_000 });
    expect(await cli.query(`SELECT FROM position WHERE symbol = 'ETHUSDT'`)).toEqual([]);
    expect((await cli.run(['entries', 'on', 'binance', '--yes'])).lines).toEqual(['New entries of binance.main are on.']);
    await until(async () => (await cli.query(`SELECT FROM position WHERE symbol = 'ETHUSDT'`)).length === 1, { what: 'the entry that waited', timeoutMs: 30_000 });
    expect((await cli.run(['pages'])).lines).toEqual(['No page waits to be acknowledged.']);
    expect((await cli.run(['pages', '--all'])).lines[1]).toContain(page?.id.slice(0, 8));
  });

  test('of one symbol are switched beside those of its account, and shown with the time since when', async () => {
    expect((await shaped(['entries', 'off', 'binance', 'main', 'xrp/usdt', '--yes'])).json()).toMatchObject({ accounts: [{ entriesEnabled: true, symbolsOff: ['XRPUSDT'], isChanged: true }] });
    const { lines } = await cli.run(['entries', 'status', 'binance']);
    expect(lines[0]?.split(/ +/)).toEqual(['ACCOUNT', 'SYMBOL', 'ENTRIES', 'SINCE', 'MODE', 'POSITIONS']);
    expect(lines.slice(1).map((line) => line.replace(/\d{4}-[^ ]+Z/, 'TIME').split(/ +/).slice(0, 4))).toMatchObject([['binance.main', 'all', 'on', 'trade'], ['binance.main', 'XRPUSDT', 'off', 'TIME']]);
    const wave = { source: 'ats', id: 'w-symbol-off', at: new Date().toISOString(), signals: [{ id: 'symbol-off', action: 'open', exchange: 'binance', symbol: 'XRPUSDT', side: 'long', score: '1' }] };
    await cli.run(['wave', 'submit', cli.write('symbol-off.ndjson', JSON.stringify(wave))]);
    await until(async () => (await cli.query(`SELECT FROM claim WHERE symbol = 'XRPUSDT' AND epoch >= 2`)).length === 1, { what: 'the entry to be tried twice', timeoutMs: 30_000 });
    expect(await cli.query(`SELECT FROM position WHERE symbol = 'XRPUSDT'`)).toEqual([]);
    expect((await cli.run(['entries', 'on', 'binance', 'main', 'XRPUSDT', '--yes'])).lines).toEqual(['New entries of binance.main.XRPUSDT are on.']);
    await until(async () => (await cli.query(`SELECT FROM position WHERE symbol = 'XRPUSDT'`)).length === 1, { what: 'the entry that waited', timeoutMs: 30_000 });
    expect((await cli.run(['pages'])).lines).toEqual(['No page waits to be acknowledged.']);
  });
});

test('a key that was set aside is shown with its reason, and given back once, due at once and without its page', async () => {
  expect((await cli.run(['quarantine', 'list'])).lines).toEqual(['No key is set aside.']);
  await cli.query(`INSERT INTO claim (exchange, account, symbol, fence_until, quarantine_reason, quarantined_at) VALUES ('binance', 'main', 'TAGUSDT', now(), 'it does not settle', '2025-10-17T19:20:05Z')
    ON CONFLICT (exchange, account, symbol) DO UPDATE SET quarantine_reason = EXCLUDED.quarantine_reason, quarantined_at = EXCLUDED.quarantined_at`);
  await cli.query(`INSERT INTO page (id, subject, text) VALUES (gen_random_uuid(), 'binance.main.TAGUSDT is quarantined', 'it does not settle')`);
  expect((await shaped(['quarantine', 'list'])).json()).toEqual({ keys: [{ exchange: 'binance', account: 'main', symbol: 'TAGUSDT', since: '2025-10-17T19:20:05.000Z', reason: 'it does not settle' }] });
  expect(await cli.run(['quarantine', 'release', 'binance', 'TAGUSDT'])).toMatchObject({ exitCode: 7 });
  expect((await shaped(['quarantine', 'release', 'binance', 'tag/usdt', '--yes'])).json()).toEqual({ keys: [{ key: 'binance.main.TAGUSDT', isReleased: true }] });
  expect((await cli.run(['quarantine', 'release', 'binance', 'TAGUSDT', '--yes'])).lines).toEqual(['binance.main.TAGUSDT is not set aside; nothing changed.']);
  expect(await cli.query(`SELECT quarantine_reason FROM claim WHERE symbol = 'TAGUSDT' AND quarantined_at IS NULL`)).toEqual([{ quarantine_reason: null }]);
  expect(await cli.query(`SELECT FROM page WHERE subject LIKE '%quarantined' AND acknowledged_at IS NULL`)).toEqual([]);
  expect((await cli.run(['events', 'binance', 'TAGUSDT'])).lines.join()).toContain('The key was given back to the fleet by hand.');
});

test('a page is acknowledged once, by the beginning of its id', async () => {
  const id = randomUUID();
  await cli.query(`INSERT INTO page (id, subject, text) VALUES ($1::uuid, 'a-subject', 'Look here.')`, [id]);
  expect((await shaped(['page', 'ack', id.slice(0, 8)])).json()).toEqual({ acknowledged: [{ id, subject: 'a-subject' }] });
  expect((await cli.run(['page', 'ack', id])).lines).toEqual(['Acknowledged before; nothing changed.']);
  expect(await cli.run(['page', 'ack', 'zzzzzzzz'])).toMatchObject({ exitCode: 2, lines: ['No page "zzzzzzzz": write 8 or more characters of an id that `breakwater pages --all` shows.'] });
});

test('a wave that is not there names the nearest', async () => {
  expect(await cli.run(['wave', 'show', 'ats', 'w-11'])).toMatchObject({ exitCode: 2, lines: ['No wave "w-11" of ats is in the books: did you mean w-1?'] });
  expect(await cli.run(['wave', 'show', 'atx', 'w-1'])).toMatchObject({ exitCode: 2, lines: ['No wave of "atx" is in the books: did you mean ats?'] });
});

test('a killed worker is told as silent, and what nobody does any more', async () => {
  await cli.query(`UPDATE worker SET heartbeat_at = clock_timestamp() - interval '5 minutes', stopped_at = NULL WHERE role = 'wave-worker'`);
  await cli.query(`INSERT INTO worker (id, role, version, host, pid, heartbeat_at) VALUES (gen_random_uuid(), 'wave-worker', '0.0.1', 'gone', 1, clock_timestamp() - interval '20 minutes')`);
  const { lines } = await cli.run(['workers']);
  expect(lines.join('\n')).toMatch(/wave-worker +silent +20m\S* ago +0\.0\.1 +gone/);
});

test('the same command is there as `npx breakwater`', async () => {
  const ran = startProcess('scripts/breakwater.mjs', { arguments: ['wave', 'list', '--json'], environment: { ...cli.environment } });
  expect(await ran.ended).toBe(0);
  expect(JSON.parse(ran.lines.at(-1) ?? '')).toMatchObject({ waves: [{ source: 'ats' }, { source: 'ats' }, { source: 'ats' }] });
});

// The last one: it leaves a foreign position behind, and a page about it.
test('what differed from the exchange, and what was done about it, is shown as the fleet came upon it', async () => {
  await cli.signed('POST', '/fapi/v1/order', { symbol: 'DOGEUSDT', side: 'BUY', type: 'MARKET', quantity: '100' });
  await cli.run(['resync', 'binance']);
  const reports = await until(async () => {
    const told = (await shaped(['reports', 'binance', '--differences'])).json<{ reports: { symbol: string | null; found: string[]; done: string[] }[] }>().reports;
    return told.some(({ symbol }) => symbol === 'DOGEUSDT') ? told : null;
  }, { what: 'the trade by hand to be found and looked at' });
  expect(reports.find(({ symbol, done }) => symbol === null && done.includes('looked at DOGEUSDT'))?.found).toContain('DOGEUSDT orphan: long 100 without a row');
  expect(reports.filter(({ found, done }) => found.length + done.length === 0)).toEqual([]);
  const told = (await cli.run(['reports', 'binance', 'doge/usdt', '--limit', '1'])).lines;
  expect(told).toHaveLength(2);
  expect(told[1]).toContain('binance.main.DOGEUSDT');
  expect((await cli.run(['reports', '--account', 'mian'])).lines[0]).toContain('did you mean main?');
  expect((await cli.run(['reports', 'bybit'])).exitCode).toBe(2);
});
