import { type ExchangeId, EXCHANGES } from '@breakwater/core';
import { startProcess, until } from '@breakwater/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { type PaperWorld, startPaperWorld } from './paper-world.ts';
import { type CardResult, chooseCards, runCards } from './run-cards.ts';

const MAIN = 'scripts/cards/main.ts';
const SYMBOL = 'BTCUSDT';
let world: PaperWorld | null = null;
afterEach(async () => {
  await world?.stop();
  world = null;
});

async function start(venue: ExchangeId, rules: readonly string[] = []): Promise<PaperWorld> {
  world = await startPaperWorld(venue, rules);
  return world;
}

/** Asks the cards with these names, or all, of a paper exchange. */
async function ask(venue: ExchangeId, paper: PaperWorld, ids: readonly string[] = [], more: { readonly usedId?: string; readonly waitMs?: number } = {}): Promise<readonly CardResult[]> {
  const way = { ...paper.access, pushPrice: paper.pushPrice, symbol: SYMBOL, waitMs: more.waitMs ?? 20_000, settleMs: 50, usedId: more.usedId ?? null };
  return runCards(venue, way, chooseCards(venue, ids), new AbortController().signal, () => {});
}

interface AdminAccount {
  readonly positions: readonly unknown[];
  readonly orders: readonly { readonly clientOrderId: string }[];
  readonly conditionalOrders: readonly unknown[];
}

async function call<T>(paper: PaperWorld, what: string, body?: object): Promise<T> {
  const response = await fetch(`${paper.access.url}/admin/${what}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

/** What the account holds, by the paper exchange's own word. */
async function holdings(paper: PaperWorld, venue: ExchangeId): Promise<AdminAccount> {
  const { accounts } = await call<{ accounts: AdminAccount[] }>(paper, `state?venue=${venue}`);
  return accounts[0]!;
}

const NOTHING = { positions: [], orders: [], conditionalOrders: [] };
const answerOf = ({ card, seen }: CardResult): readonly [string, string] => [card.id, seen.type === 'seen' ? seen.answer : `? ${seen.why}`];

describe.each(EXCHANGES)('the paper exchange as %s', (venue) => {
  test('differs from no card, and is left as it was found', { timeout: 120_000 }, async () => {
    const paper = await start(venue);
    const results = await ask(venue, paper);
    expect(results.filter(({ verdict }) => verdict === 'differs').map(answerOf)).toEqual([]);
    // Of an id of long ago nothing is known in a world that has just begun.
    expect(results.filter(({ verdict }) => verdict === 'cannot tell').map(({ card }) => card.id)).toEqual(venue === 'bybit' ? ['client-order-id-of-long-ago'] : []);
    expect(results).toHaveLength(chooseCards(venue, []).length);
    expect(await holdings(paper, venue)).toMatchObject(NOTHING);
  });
});

/** Rules set to something else, each with the card that must then answer with that; by exchange, as far as they can stand together. */
const OTHERWISE: readonly (readonly [venue: ExchangeId, settings: readonly (readonly [rule: string, card: string])[]])[] = [
  ['binance', [
    ['reduceOnlyExcess=refuse', 'reduce-only-excess'],
    ['childClientOrderId=made', 'child-client-order-id'],
    ['closePositionEnds=never', 'close-position-ends'],
    ['quantityStopEnds=with-position', 'quantity-stop-ends'],
    ['clientOrderIdReuse=never', 'client-order-id-reuse'],
    ['unknownParameters=ignore', 'unknown-parameters'],
    ['maxConditionalOrders=50', 'conditional-orders-max'],
    ['maintenanceRate=0.004', 'maintenance-rate'],
    ['priceBeyondBand=adjust', 'price-beyond-band'],
    ['countdownCancels=all', 'countdown-cancels'],
    ['fillEvents=order-first', 'fill-events'],
    ['linkEvents=before-child', 'link-events'],
    ['unknownListenKey=silence', 'unknown-listen-key'],
  ]],
  // A stop keeps the closing of its position out.
  ['binance', [['reduceOnlyCounts=all', 'reduce-only-counts']]],
  ['binance', [['reduceOnlyCounts=none', 'reduce-only-counts']]],
  ['bybit', [
    ['reduceOnlyExcess=refuse', 'reduce-only-excess'],
    ['closePositionEnds=with-position', 'close-position-ends'],
    ['quantityStopEnds=with-position', 'quantity-stop-ends'],
    ['clientOrderIdReuse=when-ended', 'client-order-id-reuse'],
    ['unknownParameters=refuse', 'unknown-parameters'],
    ['maxConditionalOrders=4', 'conditional-orders-max'],
    ['priceBeyondBand=refuse', 'price-beyond-band'],
    ['fillEvents=account-first', 'fill-events'],
  ]],
  // The form alone is looked at before it is acknowledged, nothing that the other rules are about.
  ['bybit', [['gatewayChecks=form', 'reduce-only-without-position']]],
  ['bybit', [['reduceOnlyCounts=plain', 'reduce-only-counts']]],
  ['bybit', [['reduceOnlyCounts=all', 'reduce-only-counts']]],
];

describe('a paper exchange that is set otherwise', () => {
  test.each(OTHERWISE)('is noticed by the card of each rule, which answers with the setting: %s, %#', { timeout: 120_000 }, async (venue, settings) => {
    const paper = await start(venue, settings.map(([rule]) => (venue === 'binance' ? rule : `${venue}.${rule}`)));
    const results = await ask(venue, paper, settings.map(([, card]) => card));
    const wanted = Object.fromEntries(settings.map(([rule, card]) => [card, rule.split('=')[1]!]));
    expect(Object.fromEntries(results.map(answerOf))).toEqual(wanted);
    expect(results.every(({ verdict }) => verdict === 'differs')).toBe(true);
    expect(await holdings(paper, venue)).toMatchObject(NOTHING);
  });
});

describe('a card', () => {
  test('measures how late an exchange matches what it has acknowledged', async () => {
    const [result] = await ask('bybit', await start('bybit', ['bybit.matchAfterMs=80']), ['match-after-acknowledgement']);
    expect(result).toMatchObject({ verdict: 'differs' });
    expect(Number(answerOf(result!)[1])).toBeGreaterThan(1);
  });

  test('measures how long what has come about cannot be found', async () => {
    const paper = await start('binance');
    await call(paper, 'faults', { kind: 'hide', delayMs: 400, lists: ['orders'] });
    const [result] = await ask('binance', paper, ['read-lag']);
    expect(result).toMatchObject({ verdict: 'differs', seen: { answer: 'later', detail: expect.stringMatching(/^the order after \d+ ms$/) } });
  });

  test('finds out whether an id of long ago is taken, once an id that the history has forgotten is named', async () => {
    const paper = await start('bybit', ['bybit.retainUnfilledMs=1']);
    await ask('bybit', paper, ['client-order-id-while-open']);
    const { detail } = (await call<{ kind: string; detail: { clientOrderId?: string } }[]>(paper, 'journal?venue=bybit')).find((entry) => entry.detail.clientOrderId?.startsWith('card-'))!;
    const [result] = await ask('bybit', paper, ['client-order-id-of-long-ago'], { usedId: detail.clientOrderId! });
    expect(result).toMatchObject({ verdict: 'agrees', seen: { answer: 'never' } });
  });

  test('cannot tell where its preparation is refused, or the market does not come', async () => {
    const paper = await start('binance');
    await call(paper, 'faults', { kind: 'refuse', code: -2019, message: 'Margin is insufficient.', match: { path: '/fapi/v1/order', method: 'POST' }, times: 1 });
    const [result] = await ask('binance', paper, ['two-full-stops']);
    expect(result).toMatchObject({ verdict: 'cannot tell', seen: { why: 'the position was not opened: -2019 Margin is insufficient.' } });
    const [unreached] = await ask('binance', { ...paper, pushPrice: async () => {} }, ['child-client-order-id'], { waitMs: 300 });
    expect(unreached).toMatchObject({ verdict: 'cannot tell', seen: { why: expect.stringMatching(/^the market did not reach the stop within 300 ms/) } });
    expect(await holdings(paper, 'binance')).toMatchObject(NOTHING);
  });

  test('clears away what it opened when the exchange answers nothing any more in the middle of it', async () => {
    const paper = await start('binance');
    await call(paper, 'faults', { kind: 'drop-reply', match: { path: '/fapi/v1/algoOrder', method: 'POST' }, times: 1 });
    const [result] = await ask('binance', paper, ['close-beside-a-stop']);
    expect(result?.verdict).toBe('cannot tell');
    expect(await holdings(paper, 'binance')).toMatchObject(NOTHING);
  });
});

describe('the command', () => {
  const runAt = ({ access }: PaperWorld, ...more: readonly string[]) => startProcess(MAIN, { arguments: ['--venue', 'binance', '--url', access.url, ...more], environment: { BREAKWATER_CARDS_API_KEY: access.apiKey, BREAKWATER_CARDS_API_SECRET: access.apiSecret } });

  test('sends nothing without --yes, and says what it would do', async () => {
    const paper = await start('binance');
    const command = runAt(paper);
    expect(await command.ended).toBe(2);
    expect(command.lines.join('\n')).toMatch(/^cards: \d+ cards would open and close positions and orders of BTCUSDT at http:\/\/127\.0\.0\.1:\d+, .* add --yes if that is meant\. Nothing was sent\.$/);
    const journal = await call<{ kind: string; detail: { path?: string } }[]>(paper, 'journal');
    expect(journal.filter(({ kind, detail }) => kind === 'request' && !detail.path?.startsWith('/admin'))).toEqual([]);
  });

  test('asks for its keys by name, and goes to no host that may trade real money', async () => {
    const keyless = startProcess(MAIN, { arguments: ['--venue', 'bybit', '--yes'], environment: { BREAKWATER_CARDS_API_KEY: '' } });
    expect(await keyless.ended).toBe(2);
    expect(keyless.lines).toEqual(['cards: The environment variable BREAKWATER_CARDS_API_KEY is not set: set it to that of a testnet account.']);
    const real = startProcess(MAIN, { arguments: ['--venue', 'bybit', '--yes', '--url', 'https://api.bybit.com'] });
    expect(await real.ended).toBe(1);
    expect(real.lines).toEqual([expect.stringMatching(/^cards: --url names api\.bybit\.com, which may trade real money: /)]);
  });

  test('ends with the answers as JSON, and prints no key', async () => {
    const paper = await start('binance');
    const command = runAt(paper, '--yes', '--json', '--card', 'stop-without-position', '--card', 'flat-positions');
    expect({ code: await command.ended, lines: command.lines.length }).toEqual({ code: 0, lines: 5 });
    expect(JSON.parse(command.lines.at(-1)!)).toEqual({
      ...{ venue: 'binance', url: paper.access.url, symbol: SYMBOL, cards: 2, agree: 2, differ: 0, cannotTell: 0 },
      answers: { 'stop-without-position': { verdict: 'agrees', answer: 'taken', detail: null, assumed: ['taken'] }, 'flat-positions': { verdict: 'agrees', answer: 'version 2', detail: null, assumed: ['version 2'] } },
    });
    for (const secret of [paper.access.apiKey, paper.access.apiSecret]) expect(command.lines.join('\n')).not.toContain(secret);
  });

  test('says of a difference what it means for the paper exchange, and ends with 1', async () => {
    const command = startProcess(MAIN, { arguments: ['--venue', 'bybit', '--paper', '--rule', 'bybit.gatewayChecks=form', '--card', 'reduce-only-without-position'] });
    expect(await command.ended).toBe(1);
    expect(command.lines.join('\n')).toContain("The paper exchange's setting: --rule bybit.gatewayChecks=form.");
  });

  test('touches nothing that it finds: it refuses an account that holds something', async () => {
    const paper = await start('binance');
    await call(paper, 'trade', { symbol: SYMBOL, side: 'BUY', quantity: '0.01' });
    const command = runAt(paper, '--yes');
    expect(await command.ended).toBe(1);
    expect(command.lines).toEqual(['cards: The account has a position of 0.01 in BTCUSDT, which no card put there: name a contract that is empty with --symbol, or use another account.']);
    expect((await holdings(paper, 'binance')).positions).toHaveLength(1);
  });

  test('closes what it opened when it is interrupted', async () => {
    const paper = await start('binance');
    const command = runAt(paper, '--yes', '--wait-seconds', '2', '--card', 'child-client-order-id', '--card', 'fill-events');
    await until(async () => (await holdings(paper, 'binance')).conditionalOrders.length > 0, { what: 'the stop of the card' });
    await command.kill('SIGTERM');
    expect(await command.ended).toBe(1);
    expect(command.lines.at(-1)).toBe('cards: stopped by SIGTERM; what was opened is closed again.');
    expect(command.lines.join('\n')).not.toContain('fill-events');
    expect(await holdings(paper, 'binance')).toMatchObject(NOTHING);
  });
});
