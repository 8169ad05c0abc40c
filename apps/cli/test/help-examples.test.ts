import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { EXCHANGES } from '@breakwater/core';
import { startProcess, type TestProcess, until } from '@breakwater/testing';
import { type LegacyDatabase, openLegacyDatabase } from '@breakwater/testing/legacy-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildProgram } from '../src/build-program.ts';
import { accountCommands } from '../src/paper/account-commands.ts';
import { worldCommands } from '../src/paper/world-commands.ts';
import { type Cli, openCli } from './open-cli.ts';
import { runHere } from './run-here.ts';

const MAIN = 'apps/cli/src/main.ts';
/** Where a bot's database lies in the examples. */
const BOT_URL = 'postgres://bot@localhost/trading';
/** What is no success by design: nobody is there to be asked, there is something to find, or it is refused here. */
const ENDS: Readonly<Record<string, number>> = {
  [`doctor --database ${BOT_URL}`]: 6,
  // Into accounts that trade nothing is imported.
  [`import --database ${BOT_URL}`]: 4,
  [`import --database ${BOT_URL} --account binance.main --apply --yes`]: 4,
  ...{ 'entries off': 7, 'entries on binance': 7, 'close binance TAGUSDT': 7, 'close-all': 7, recover: 7 },
};

/** When the story was last asked for. */
const FOLLOWED = `SELECT query_start::text AS at FROM pg_stat_activity WHERE datname = current_database() AND (query ILIKE '%position_event%' OR query ILIKE '%outcome_message%') AND pid <> pg_backend_pid()`;

/** The names of all commands that do something, `wave submit` as two words; the paper ones are below. */
function commandNames(): string[] {
  const commands = buildProgram(() => {}).commands.filter((command) => !command.name().startsWith('paper'));
  return commands.flatMap((command) => (command.commands.length === 0 ? [command.name()] : command.commands.map((one) => `${command.name()} ${one.name()}`)));
}

describe('every example of --help works as it is written', { timeout: 180_000 }, () => {
  let cli: Cli;
  let staging: string;
  let inbox: string;
  let legacy: LegacyDatabase;
  let wavesText: string;
  let receiver: http.Server;
  beforeAll(async () => {
    cli = await openCli(EXCHANGES);
    legacy = await openLegacyDatabase();
    await legacy.addPosition({ id: 583, status: 'entry_placed' });
    receiver = http.createServer((_request, response) => response.writeHead(204).end()).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const webhook = { source: 'default', url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, secret: 'secret-of-the-default-webhook' };
    fs.appendFileSync(cli.environment['BREAKWATER_CONFIG'] ?? '', `outcomeWebhooks: [${JSON.stringify(webhook)}]\npageReceivers: [${JSON.stringify({ name: 'on-call', type: 'webhook', url: webhook.url, secret: webhook.secret })}]\nrateGovernor: none\nbounds: { notFindableMs: 500, entryWindowMs: 500, protectionWindowMs: 500 }\n`);
    staging = cli.write('staging.yaml', fs.readFileSync(cli.environment['BREAKWATER_CONFIG'] ?? '', 'utf8'));
    const wave = { source: 'ats', id: '2025-10-17T19:15Z', at: '2025-10-17T19:20:05Z', signals: [{ id: 's-600', action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.87' }] };
    wavesText = JSON.stringify(wave);
    inbox = fs.mkdtempSync(path.join(path.dirname(staging), 'inbox-'));
    await cli.run(['wave', 'submit', cli.write('waves.ndjson', wavesText)]);
    for (const id of ['3f9c1b7e-0000-4000-8000-000000000001', '77aa01c2-0000-4000-8000-000000000002']) await cli.query(`INSERT INTO page (id, subject, text) VALUES ($1::uuid, $1, 'Look here.')`, [id]);
  });
  afterAll(async () => {
    await new Promise((resolve) => receiver.close(resolve));
    await legacy.close();
    await cli.close();
  });

  test.each(commandNames())('breakwater %s', async (name) => {
    const help = await cli.run([...name.split(' '), '--help']);
    const at = help.lines.indexOf('Examples:');
    const examples = help.lines.slice(at + 1).filter((line) => line.startsWith('  breakwater ')).map((line) => line.trim().slice('breakwater '.length));
    expect({ name, hasExamples: at > 0 && examples.length > 0 }).toEqual({ name, hasExamples: true });
    // The first as a process of its own, which must come to its end by itself.
    for (const [index, example] of examples.entries()) expect(await (index === 0 ? end(example) : endHere(example))).toEqual({ example, exitCode: ENDS[example] ?? 0, said: [] });
  });

  interface End {
    readonly example: string;
    readonly exitCode: unknown;
    readonly said: readonly string[];
  }

  const wordsOf = (example: string): string[] => example.split(' ').map((word) => ({ 'staging.yaml': staging, inbox, [BOT_URL]: legacy.url })[word] ?? word);

  async function endHere(example: string): Promise<End> {
    if (example.includes(' < ') || example.includes('--follow') || example.startsWith('wave watch')) return end(example);
    const { exitCode, lines } = await cli.run(wordsOf(example));
    return { example, exitCode, said: exitCode === (ENDS[example] ?? 0) ? [] : lines };
  }

  async function end(example: string): Promise<End> {
    const words = wordsOf(example);
    if (example.includes(' < ')) {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words.slice(0, words.indexOf('<'))], { input: wavesText, env: { ...cli.environment }, encoding: 'utf8' });
      return { example, exitCode: status, said: stderr.split('\n').filter((line) => line !== '') };
    }
    const ran = cli.start(words);
    if (words.includes('--follow')) {
      const asked = new Set<string>();
      // It looks again and again: by the third look it listens for the interruption.
      await until(async () => {
        for (const { at } of await cli.query<{ at: string }>(FOLLOWED)) asked.add(at);
        return asked.size >= 3;
      }, { what: 'the story to be followed', timeoutMs: 60_000 });
      await ran.kill('SIGINT');
    }
    const exitCode = await ran.ended;
    return { example, exitCode, said: exitCode === (ENDS[example] ?? 0) ? [] : ran.lines };
  }
});

describe('every example of paper … --help works as it is written', { timeout: 180_000 }, () => {
  // Modes change only while nothing is open, what is delisted is gone, and nothing answers during an outage.
  const commands = [...accountCommands, ...worldCommands].toSorted((a, b) => rank(a.name) - rank(b.name));
  let folder: string;
  let paper: TestProcess;
  let url: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-paper-'));
    paper = startProcess(MAIN, { arguments: ['paper-exchange', '--clock', 'virtual', '--state', path.join(folder, 'world.json')] });
    ({ url } = JSON.parse(await paper.untilLine('"url"')) as { url: string });
  });
  afterAll(async () => {
    await paper.stop();
    fs.rmSync(folder, { recursive: true });
  });

  const admin = (at: string, body: object) => fetch(`${url}/admin/${at}`, { method: 'POST', body: JSON.stringify(body) });

  test.each(commands.flatMap(({ name, examples, isOfAccount }) => examples.map((example) => ({ name, example, isOfAccount }))))('$example', async ({ name, example, isOfAccount }) => {
    if (isOfAccount && rank(name) > 0) {
      await admin('trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '40000' });
      await admin('stop', { symbol: 'TAGUSDT', side: 'SELL', triggerPrice: '0.0003', quantity: '20000', clientOrderId: 'bws-1f0c9e' });
    }
    if (name === 'clear') await admin('faults', { id: 'fault-1', kind: 'drop-reply', match: { path: '/fapi/v1/nowhere' } });
    const words = [...example.matchAll(/'([^']+)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1);
    const { exitCode, lines } = await runHere(words, { BREAKWATER_BINANCE_MAIN_URL: url });
    expect({ exitCode, said: exitCode === 0 ? [] : lines }).toEqual({ exitCode: 0, said: [] });
  });
});

function rank(name: string): number {
  return ['hedge', 'leverage', 'margin'].includes(name) ? 0 : { delist: 2, outage: 3 }[name] ?? 1;
}
