import { startProcess, type TestProcess } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountCommands } from '../src/paper/account-commands.ts';
import { worldCommands } from '../src/paper/world-commands.ts';
import { type Ran, runHere } from './run-here.ts';
import { shapeOf } from './shape-of.ts';

const TOKEN = 'open-sesame-of-the-test';
const MAIN = 'apps/cli/src/main.ts';

let paper: TestProcess;
let url: string;
beforeAll(async () => {
  paper = startProcess(MAIN, { arguments: ['paper-exchange', '--port', '0', '--clock', 'virtual', '--admin-token', TOKEN, '--json'] });
  ({ url } = JSON.parse(await paper.untilLine('"url"')) as { url: string });
});
afterAll(() => paper.stop());

const run = (words: readonly string[]): Promise<Ran> => runHere(['paper', ...words], { NO_COLOR: '1' });

const hand = (...words: readonly string[]): Promise<Ran> => run([...words, '--url', url, '--admin-token', TOKEN]);

/** Runs one command with --json, which is one line of the shape that its help promises. */
async function act(...words: readonly string[]): Promise<any> {
  const { exitCode, lines } = await hand(...words, '--json');
  expect({ words, exitCode, lines: lines.length, said: exitCode === 0 ? '' : lines[0] }).toEqual({ words, exitCode: 0, lines: 1, said: '' });
  const promised = [...worldCommands, ...accountCommands].find(({ name }) => name === words[0])?.json;
  const answer: unknown = JSON.parse(lines[0] ?? '');
  if (!OPEN_SHAPES.has(words[0] ?? '')) expect(promised).toContain(shapeOf(answer));
  return answer;
}

/** Their help names the fields that there may be. */
const OPEN_SHAPES: ReadonlySet<string> = new Set(['state', 'journal', 'fault', 'faults']);

const account = async (): Promise<any> => (await act('state')).accounts[0];

describe('the hand of the world', { timeout: 120_000 }, () => {
  test('trades, moves and cancels stops, and takes positions away', async () => {
    await act('trade', 'TAG/USDT', 'buy', '40000');
    const stop = await act('stop', 'tagusdt', 'SELL', '0.0003', '40000');
    const moved = await act('move-stop', 'TAGUSDT', stop.clientOrderId, '0.00033');
    await act('trade', 'TAGUSDT', 'sell', '10000', 'reduce', '--account', 'main');
    expect(await account()).toMatchObject({ positions: [{ quantity: '30000' }], conditionalOrders: [{ triggerPrice: '0.00033' }] });
    const told = (await hand('state')).lines.join('\n');
    expect(told).toMatch(/TAGUSDT +long +30000 /);
    expect(told).toMatch(/TAGUSDT +stop +SELL +STOP_MARKET +40000 +0\.00033 /);
    await act('cancel', 'TAGUSDT', 'stop', moved.clientOrderId);
    expect((await hand('state')).lines.join('\n')).toMatch(/TAGUSDT +long .* bare for /);
    await act('adl', 'TAGUSDT', '5000');
    expect(await act('liquidate', 'TAGUSDT')).toMatchObject({ executedQuantity: '25000' });
    expect((await account()).positions).toEqual([]);
  });

  test('sets prices, modes and the clock, and has contracts delisted', async () => {
    expect(await act('price', 'TAG/USDT:USDT', '0.0004')).toEqual({ prices: [{ symbol: 'TAGUSDT', last: '0.0004', mark: '0.0004' }] });
    expect((await hand('price', 'TAGUSDT', '0.00041', '0.0004')).lines).toEqual(['TAGUSDT is at 0.00041, its mark price at 0.0004.']);
    expect(await act('leverage', 'TAGUSDT', '5')).toEqual({ account: 'main', dual: false });
    await act('margin', 'TAGUSDT', 'Isolated');
    expect(await act('hedge', 'on')).toEqual({ account: 'main', dual: true });
    await act('walk', 'off');
    const { nowMs } = await act('state');
    expect(await act('advance', '60000')).toEqual({ nowMs: nowMs + 60_000 });
    expect(await act('delist', 'SOLUSDT', 'settle')).toEqual({ symbol: 'SOLUSDT', status: 'closed' });
  });

  test('puts lies in force and takes them back', async () => {
    expect(await act('fault', 'drop-reply', 'path=/fapi/v1/order', 'symbol=TAG/USDT', 'times=2', 'id=f')).toMatchObject({ id: 'f', kind: 'drop-reply', match: { path: '/fapi/v1/order', symbol: 'TAGUSDT' }, timesLeft: 2 });
    await act('fault', '{"kind":"lag","delayMs":5000,"lists":["positions"]}');
    expect((await hand('faults')).lines.map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['FAULT', 'KIND', 'ON', 'LEFT'],
      ['f', 'drop-reply', 'path=/fapi/v1/order symbol=TAGUSDT', '2'],
      [expect.any(String), 'lag', 'every request', 'until cleared'],
    ]);
    expect((await act('faults')).faults).toHaveLength(2);
    expect(await act('clear', 'f')).toEqual({ removed: 1 });
    expect((await hand('clear')).lines).toEqual(['Removed: 1.']);
    expect((await hand('faults')).lines).toEqual(['No fault is in force.']);
  });

  test('does to one venue what it is told, and leaves the other alone', async () => {
    const before = await act('state');
    await act('trade', 'ETH/USDT', 'buy', '1', '--venue', 'bybit');
    const stop = await act('stop', 'ETHUSDT', 'sell', '2900', '--venue', 'bybit');
    expect(await act('price', 'SHIB1000/USDT:USDT', '0.0091', '--venue', 'bybit')).toEqual({ prices: [{ symbol: 'SHIB1000USDT', last: '0.0091', mark: '0.0091' }] });
    expect((await act('state', '--venue', 'bybit')).accounts[0]).toMatchObject({ positions: [{ symbol: 'ETHUSDT', quantity: '1' }], conditionalOrders: [{ clientOrderId: stop.clientOrderId }] });
    expect((await act('journal', 'ETHUSDT', '--venue', 'bybit')).entries.map(({ kind }: { kind: string }) => kind)).toContain('fill');
    expect((await act('state')).accounts).toEqual(before.accounts);
    const { venues, total } = await act('judge');
    expect(venues.map(({ venue }: { venue: string }) => venue)).toEqual(['binance', 'bybit']);
    expect(total.positions).toBe(venues[0].positions + venues[1].positions);
    expect((await hand('judge')).lines.map((line) => line.split(/ {2,}/)[0])).toEqual(['VENUE', 'binance', 'bybit', 'together']);
    expect(await act('fault', 'drop-event', 'venue=bybit', 'symbol=SHIB1000/USDT', 'id=mute')).toMatchObject({ match: { venue: 'bybit', symbol: 'SHIB1000USDT' } });
    await act('clear', 'mute');
  });

  test('shows who is connected to the user streams', async () => {
    expect((await hand('streams')).lines).toEqual(['Nobody is connected to a user stream.']);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v5/private`);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    expect((await act('streams')).streams).toMatchObject([{ venue: 'bybit', path: '/v5/private', account: null, sent: 0 }]);
    expect((await hand('streams')).lines[1]).toMatch(/bybit +- +\/v5\/private/);
    socket.close();
  });

  test('shows the journal from where it is asked for', async () => {
    await fetch(`${url}/fapi/v1/ticker/price?symbol=BTCUSDT`);
    await act('price', 'BTCUSDT', '60000');
    const { entries } = await act('journal', 'BTCUSDT');
    expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual(['request', 'price-changed']);
    expect((await act('journal', 'BTCUSDT', String(entries[0].index))).entries).toHaveLength(1);
    expect((await hand('journal', 'BTCUSDT')).lines[1]).toMatch(/BTCUSDT +request +GET \/fapi\/v1\/ticker\/price, told 200/);
  });

  test.each<[string, readonly string[], number, string | RegExp]>([
    ['an unknown market', ['price', 'NOSUCHUSDT', '1'], 4, 'The paper exchange refused: There is no market NOSUCHUSDT.'],
    ['a market in no spelling', ['price', 'NO/SUCH', '1'], 2, '"NO/SUCH" is not a market that the paper exchange lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.'],
    ['an unknown account', ['trade', 'TAGUSDT', 'buy', '1000', '--account', 'second'], 4, 'The paper exchange refused: There is no account second.'],
    ['a venue that is none', ['state', '--venue', 'kraken'], 2, /^error: option '--venue <name>' argument 'kraken' is invalid\. Allowed choices are binance, bybit\.$/],
    ['a market of the other venue', ['price', 'SHIB1000USDT', '1'], 4, 'The paper exchange refused: There is no market SHIB1000USDT.'],
    ['a misspelt fault', ['fault', 'drop-replay'], 4, /^The paper exchange refused: kind: .+"drop-reply"/],
    ['a field that is none', ['fault', 'drop-reply', 'symbol'], 2, '"symbol" is no field of a fault: write it as NAME=VALUE, such as symbol=TAGUSDT.'],
    ['a fault without what it needs', ['fault', 'lag'], 4, 'The paper exchange refused: delayMs: this kind needs delayMs.'],
    ['a fault that is half JSON', ['fault', '{"kind"'], 2, /^"\{"kind"" is not JSON: /],
    ['a state file that there is not', ['save'], 4, /^The paper exchange refused: There is no state file: start with --state FILE\.$/],
    ['a missing argument', ['price', 'TAGUSDT'], 2, "error: missing required argument 'last'"],
    ['a side that is none', ['trade', 'TAGUSDT', 'up', '1'], 2, "error: command-argument value 'up' is invalid for argument 'side'. It must be buy or sell."],
    ['a price that is none', ['price', 'TAGUSDT', '-1e5'], 2, "error: command-argument value '-1e5' is invalid for argument 'last'. It must be a decimal above zero, such as 0.0003473."],
    ['a price of nothing', ['price', 'TAGUSDT', '0.0'], 2, /It must be a decimal above zero, such as 0\.0003473\.$/],
    ['a misspelt command', ['jurnal'], 2, "error: unknown command 'jurnal'"],
  ])('tells %s in one sentence', async (_what, words, code, sentence) => {
    const { exitCode, lines } = await hand(...words);
    expect({ exitCode, first: lines[0] }).toEqual({ exitCode: code, first: typeof sentence === 'string' ? sentence : expect.stringMatching(sentence) });
    expect(lines.length).toBeLessThanOrEqual(code === 2 ? 3 : 1);
  });

  test('needs the right token, an address where a paper exchange is, or a configuration that says where', async () => {
    expect(await run(['state', '--url', url])).toEqual({ exitCode: 4, lines: [`The paper exchange at ${url} wants the token of its admin API: give it with --admin-token.`] });
    expect(await run(['state', '--url', url, '--admin-token', 'wrong'])).toMatchObject({ exitCode: 4 });
    expect(await run(['state', '--url', url, '--admin-token', 'file:/nowhere'])).toEqual({ exitCode: 2, lines: ['The file /nowhere of --admin-token cannot be read (ENOENT): provide it.'] });
    expect(await run(['state', '--url', 'http://127.0.0.1:1'])).toEqual({ exitCode: 5, lines: ['No paper exchange answers at http://127.0.0.1:1: start one with `breakwater paper-exchange`, or say with --url where it is.'] });
    expect(await run(['state', '--url', 'nowhere'])).toMatchObject({ exitCode: 2, lines: [expect.stringMatching(/^"nowhere" is no address/)] });
    expect(await run(['state'])).toMatchObject({ exitCode: 2, lines: [expect.stringMatching(/^No account in breakwater\.config\.yaml sends its requests to a paper exchange/)] });
    const told = startProcess(MAIN, { arguments: ['paper', 'state', '--url', url], environment: { BREAKWATER_PAPER_ADMIN_TOKEN: TOKEN } });
    expect(await told.ended).toBe(0);
    const configured = startProcess(MAIN, { arguments: ['paper', 'state', '--admin-token', TOKEN], environment: { BREAKWATER_BINANCE_MAIN_URL: url } });
    expect(await configured.ended).toBe(0);
  });

  test.each([...worldCommands, ...accountCommands].map(({ name }) => name))('paper %s --help shows examples and the shape of its JSON', async (name) => {
    const { exitCode, lines } = await run([name, '--help']);
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toMatch(new RegExp(`Examples:\\n  breakwater paper ${name}\\b[\\s\\S]*With --json:\\n  \\{ `));
  });
});

describe('paper-exchange', () => {
  test('is the paper exchange itself: its flags, its complaints, its signals and its exit codes', async () => {
    const help = startProcess(MAIN, { arguments: ['paper-exchange', '--help'] });
    expect(await help.ended).toBe(0);
    expect(help.lines.join('\n')).toMatch(/--latency-ms <number>[\s\S]*Examples:\n  breakwater paper-exchange --port 8080/);
    const refused = startProcess(MAIN, { arguments: ['paper-exchange', '--prot', '0'] });
    expect(await refused.ended).toBeGreaterThan(0);
    expect(refused.lines.slice(0, 2)).toEqual(["error: unknown option '--prot'", '(Did you mean --port?)']);
    for (const [signal, end] of [['SIGTERM', 0], ['SIGINT', 0], ['SIGKILL', 'SIGKILL']] as const) {
      const started = startProcess(MAIN, { arguments: ['paper-exchange'] });
      const { url: at } = JSON.parse(await started.untilLine('"url"')) as { url: string };
      await started.kill(signal);
      expect([signal, await started.ended]).toEqual([signal, end]);
      await expect(fetch(at)).rejects.toThrow('fetch failed');
      expect(started.lines).toHaveLength(1);
    }
  });
});
