import { describe, expect, test } from 'vitest';
import { LINE_BYTES_MAX, parseWaveLine, SIGNALS_MAX } from './wave-file.ts';

const AT = { file: 'waves.ndjson', line: 7 };
const SIGNAL = { id: 's-1', action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.87' };
const WAVE = { source: 'ats', id: '2025-10-17T19:15Z', at: '2025-10-17T19:20:05Z', signals: [SIGNAL] };

const parse = (wave: unknown) => parseWaveLine(JSON.stringify(wave), AT);
const parsed = (wave: unknown) => {
  const result = parse(wave);
  if (result.type !== 'parsed') throw new Error(`refused: ${JSON.stringify(result.refusals)}`);
  return result;
};
const withSignal = (changes: Record<string, unknown>) => ({ ...WAVE, signals: [{ ...SIGNAL, ...changes }, { ...SIGNAL, id: 's-good' }] });

describe('parseWaveLine', () => {
  test('reads a wave, and leaves to the policy what the sender left out', () => {
    expect(parsed(WAVE)).toEqual({
      type: 'parsed',
      refusals: [],
      wave: {
        source: 'ats',
        externalId: '2025-10-17T19:15Z',
        atMs: 1_760_728_805_000,
        contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        exits: [],
        signals: [
          { index: 0, externalId: 's-1', action: 'open', exchange: 'binance', account: null, symbol: 'TAGUSDT', side: 'short', score: '0.87', notional: null, leverage: null, stop: null },
        ],
      },
    });
  });

  test('reads every field of a signal, digit by digit', () => {
    const full = { account: 'main', notional: '200.10', leverage: 3, stop: { price: '0.00035440' }, symbol: ' TAG/USDT:USDT ', exchange: 'BinanceUSDM', score: '-0.5' };
    expect(parsed(withSignal(full)).wave.signals[0]).toMatchObject({ ...full, symbol: 'TAG/USDT:USDT', exchange: 'binance' });
    const follows = { breakEven: { atPercent: '1', keepPercent: '0.1' }, trailing: { atPercent: '1.5', behindPercent: '1', stepPercent: '0.2' }, age: { fromMs: 1, costPercent: '0.1', breakEvenForMs: 0, lossPercentPerHour: '0.5', closeAtMs: 2 } };
    expect(parsed(withSignal({ stop: { price: '1', ...follows } })).wave.signals[0]?.stop).toEqual({ price: '1', ...follows });
    expect(parsed(withSignal({ leverage: '3', stop: { percent: '0.75' } })).wave.signals[0]).toMatchObject({ leverage: 3, stop: { percent: '0.75' } });
  });

  test('knows the same content by the same hash however it is laid out, and other content by another', () => {
    const hash = parsed(WAVE).wave.contentHash;
    const { score, ...rest } = SIGNAL;
    expect(parsed({ signals: [{ score, ...rest, symbol: 'TAGUSDT ' }], at: '2025-10-17T21:20:05+02:00', id: WAVE.id, source: 'ats' }).wave.contentHash).toBe(hash);
    expect(parsed({ ...WAVE, signals: [{ ...SIGNAL, score: '0.88' }] }).wave.contentHash).not.toBe(hash);
  });

  test('takes a single signal for the wave of one that has its id, and names its fields as they were written', () => {
    const { source, at } = WAVE;
    const bare = { source, at, ...SIGNAL };
    const ofOne = parsed({ ...WAVE, id: SIGNAL.id });
    expect(parsed(bare)).toEqual({ ...ofOne, wave: { ...ofOne.wave, isBare: true } });
    expect(parse({ ...bare, stop: { price: '-1' } })).toEqual({ type: 'refused', refusals: [{ ...AT, field: 'stop.price', reason: 'must be above zero, not -1' }] });
    expect(parse({ ...bare, source: undefined })).toMatchObject({ refusals: [{ field: 'source', reason: 'is missing' }] });
    expect(parse({ ...bare, at: undefined })).toMatchObject({ refusals: [{ field: 'at', reason: 'is missing' }] });
    expect(parse({ ...bare, id: undefined })).toMatchObject({ refusals: [{ field: 'id', reason: 'is missing' }] });
    expect(parse({ ...bare, quantity: '1' })).toMatchObject({ refusals: [{ field: 'quantity', reason: expect.stringContaining('is not known') }] });
    // Not even a signal's fields: somebody meant a wave.
    expect(parse({ source, at, id: 'w' })).toMatchObject({ refusals: [{ field: 'signals', reason: 'is missing' }] });
    expect(parse({ ...bare, signals: [SIGNAL] })).toMatchObject({ type: 'refused', refusals: [{ field: 'action' }] });
  });

  test('gives a wave without an instant the one that it is told, which changes nothing of its content', () => {
    const { at: _at, ...undated } = WAVE;
    const read = (defaultAtMs: number) => {
      const result = parseWaveLine(JSON.stringify(undated), AT, defaultAtMs);
      if (result.type !== 'parsed') throw new Error('refused');
      return result.wave;
    };
    expect(read(1_000).atMs).toBe(1_000);
    expect(read(2_000).contentHash).toBe(read(1_000).contentHash);
    expect(parseWaveLine(JSON.stringify(WAVE), AT, 1_000)).toEqual(parse(WAVE));
  });
});

describe('a line that is no wave is refused whole', () => {
  test.each([
    ['not JSON', '{"source":', '', 'is not JSON'],
    ['an empty line', '', '', 'is not JSON'],
    ['a list', '[]', '', 'must be an object'],
    ['no source', JSON.stringify({ ...WAVE, source: undefined }), 'source', 'is missing'],
    ['no id', JSON.stringify({ ...WAVE, id: null }), 'id', 'is missing'],
    ['a blank id', JSON.stringify({ ...WAVE, id: '  ' }), 'id', 'is empty'],
    ['an id that would break a terminal', JSON.stringify({ ...WAVE, id: 'a\u001b[31mb' }), 'id', 'holds control characters'],
    ['no instant', JSON.stringify({ ...WAVE, at: undefined }), 'at', 'is missing'],
    ['an instant without zone', JSON.stringify({ ...WAVE, at: '2025-10-17T19:20:05' }), 'at', 'must be an instant with its time zone, such as "2025-10-17T19:20:05Z"'],
    ['an instant that never was', JSON.stringify({ ...WAVE, at: '2025-13-17T19:20:05Z' }), 'at', 'must be an instant with its time zone, such as "2025-10-17T19:20:05Z"'],
    ['no signals', JSON.stringify({ ...WAVE, signals: undefined }), 'signals', 'is missing'],
    ['an empty list', JSON.stringify({ ...WAVE, signals: [] }), 'signals', 'is empty'],
    ['no list', JSON.stringify({ ...WAVE, signals: { 0: SIGNAL } }), 'signals', 'must be a list'],
    ['an unknown field', JSON.stringify({ ...WAVE, sigmals: [] }), 'sigmals', 'is not known; the fields are source, id, at, signals'],
  ])('%s', (_what, text, field, reason) => {
    expect(parseWaveLine(text, AT)).toEqual({ type: 'refused', refusals: [{ ...AT, field, reason }] });
  });

  test('too many signals, and just not too many', () => {
    const signals = Array.from({ length: SIGNALS_MAX + 1 }, (_, index) => ({ ...SIGNAL, id: `s-${index}` }));
    expect(parse({ ...WAVE, signals })).toMatchObject({ type: 'refused', refusals: [{ field: 'signals', reason: 'holds 501 signals, at most 500 are allowed' }] });
    expect(parsed({ ...WAVE, signals: signals.slice(1) }).wave.signals).toHaveLength(SIGNALS_MAX);
  });

  test('a line that is too long, measured in bytes', () => {
    const padded = JSON.stringify(WAVE).padEnd(LINE_BYTES_MAX);
    expect(parseWaveLine(padded, AT).type).toBe('parsed');
    expect(parseWaveLine(`${padded} `, AT)).toMatchObject({ refusals: [{ field: '', reason: 'is longer than 1048576 bytes' }] });
    expect(parseWaveLine('币'.repeat(LINE_BYTES_MAX / 2), AT)).toMatchObject({ refusals: [{ reason: 'is longer than 1048576 bytes' }] });
  });

  test('a wave without one good signal, each with its reason', () => {
    expect(parse({ ...WAVE, signals: [{ ...SIGNAL, side: 'up' }, 5] })).toEqual({
      type: 'refused',
      refusals: [
        { ...AT, field: 'signals[0].side', reason: 'must be "long" or "short", not "up"' },
        { ...AT, field: 'signals[1]', reason: 'must be an object' },
        { ...AT, field: 'signals', reason: 'none is left that could be worked on' },
      ],
    });
  });
});

describe('a bad signal is refused alone, and the rest of the wave goes on', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['no id', { id: undefined }, 'id', 'is missing'],
    ['an id that is a number', { id: 5 }, 'id', 'must be a text in quotes'],
    ['an unknown action', { action: 'flip' }, 'action', 'must be "open" or "close" or "reduce" or "set_stop", not "flip"'],
    ['an exit with what only an entry has', { action: 'close' }, 'score', 'is not known; the fields are id, action, exchange, account, symbol, side, leg'],
    ['an unknown exchange', { exchange: 'mtgox' }, 'exchange', '"mtgox" is not known; the exchanges are binance, bybit'],
    ['a bad account', { account: 'Main 1' }, 'account', '"Main 1" is no account name (lower case letters, digits, hyphens)'],
    ['no symbol', { symbol: '' }, 'symbol', 'is empty'],
    ['no side', { side: undefined }, 'side', 'is missing'],
    ['a score that is a number', { score: 0.87 }, 'score', 'must be a decimal in quotes, such as "0.25"'],
    ['a score with an exponent', { score: '1e5' }, 'score', 'must be a decimal in quotes, such as "0.25", not "1e5"'],
    ['a score of endless digits', { score: `0.${'1'.repeat(60)}` }, 'score', `must be a decimal in quotes, such as "0.25", not "0.${'1'.repeat(38)}"`],
    ['a negative size', { notional: '-200' }, 'notional', 'must be above zero, not -200'],
    ['a size of zero', { notional: '0.00' }, 'notional', 'must be above zero, not 0.00'],
    ['half a leverage', { leverage: 1.5 }, 'leverage', 'must be a whole number from 1 to 125'],
    ['no leverage at all', { leverage: '0' }, 'leverage', 'must be a whole number from 1 to 125'],
    ['a negative stop price', { stop: { price: '-0.01' } }, 'stop.price', 'must be above zero, not -0.01'],
    ['a stop price of zero', { stop: { price: '0' } }, 'stop.price', 'must be above zero, not 0'],
    ['a stop of everything', { stop: { percent: '100' } }, 'stop.percent', 'must be below 100, not 100'],
    ['a stop of two minds', { stop: { percent: '2', price: '1' } }, 'stop', 'must be either {"percent": "2"} or {"price": "0.0123"}'],
    ['a stop that keeps more than it waits for', { stop: { percent: '2', breakEven: { atPercent: '1', keepPercent: '1' } } }, 'stop.breakEven.keepPercent', 'must be below atPercent (1), not 1: the price has to be beyond the stop'],
    ['a trailing stop without its step', { stop: { percent: '2', trailing: { atPercent: '1', behindPercent: '1' } } }, 'stop.trailing.stepPercent', 'is missing'],
    ['an age in words', { stop: { percent: '2', age: { fromMs: '1 h' } } }, 'stop.age.fromMs', 'must be a whole number of milliseconds from 0 to 8640000000'],
    ['a stop that follows nothing that is known', { stop: { percent: '2', chase: {} } }, 'stop.chase', 'is not known; the fields are percent, price, breakEven, trailing, age'],
    ['a stop of nothing', { stop: {} }, 'stop', 'must be either {"percent": "2"} or {"price": "0.0123"}'],
    ['a stop that is a number', { stop: 2 }, 'stop', 'must be an object'],
    ['an unknown field', { takeProfit: '5' }, 'takeProfit', 'is not known; the fields are id, action, exchange, account, symbol, side, score, notional, leverage, stop'],
  ])('%s', (_what, changes, field, reason) => {
    const { wave, refusals } = parsed(withSignal(changes));
    expect(refusals).toEqual([{ ...AT, field: `signals[0].${field}`, reason }]);
    expect(wave.signals.map((signal) => signal.externalId)).toEqual(['s-good']);
  });

  test('an id that is repeated within the wave', () => {
    const { wave, refusals } = parsed({ ...WAVE, signals: [SIGNAL, { ...SIGNAL, symbol: 'OTHERUSDT' }, { ...SIGNAL, id: 's-2' }] });
    expect(refusals).toEqual([{ ...AT, field: 'signals[1].id', reason: '"s-1" is repeated within the wave' }]);
    expect(wave.signals.map((signal) => `${signal.externalId} ${signal.symbol}`)).toEqual(['s-1 TAGUSDT', 's-2 TAGUSDT']);
  });
});

describe('a signal that exits', () => {
  const exitOf = (changes: Record<string, unknown>) => ({ id: 's-1', exchange: 'binance', symbol: 'TAGUSDT', ...changes });
  const bare = { account: null, leg: null, side: null, quantity: null, fraction: null, stop: null, mayLoosen: false };

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['closes whatever our row holds', { action: 'close' }, { action: 'close' }],
    ['closes one side', { action: 'close', side: 'short', leg: 'short' }, { action: 'close', side: 'short', leg: 'short' }],
    ['takes an amount off', { action: 'reduce', quantity: '0.500' }, { action: 'reduce', quantity: '0.500' }],
    ['takes a part off', { action: 'reduce', fraction: '1' }, { action: 'reduce', fraction: '1' }],
    ['moves a stop', { action: 'set_stop', stop: { price: '99' }, mayLoosen: true }, { action: 'set_stop', stop: { price: '99' }, mayLoosen: true }],
  ])('%s', (_what, written, read) => {
    const { wave } = parsed({ ...WAVE, signals: [exitOf(written)] });
    expect(wave.signals).toEqual([]);
    expect(wave.exits).toEqual([{ index: 0, externalId: 's-1', exchange: 'binance', symbol: 'TAGUSDT', ...bare, ...read }]);
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    ['reduces by nothing', { action: 'reduce' }, '', 'must hold either "quantity" or "fraction"'],
    ['reduces by two minds', { action: 'reduce', quantity: '1', fraction: '0.5' }, '', 'must hold either "quantity" or "fraction"'],
    ['reduces by more than all', { action: 'reduce', fraction: '1.01' }, '.fraction', 'must be at most 1 (all of it), not 1.01'],
    ['has a stop that is set follow the price', { action: 'set_stop', stop: { price: '1', trailing: {} } }, '.stop.trailing', 'is not known; the fields are percent, price'],
    ['sets no stop', { action: 'set_stop' }, '.stop', 'is missing'],
    ['sets a stop perhaps', { action: 'set_stop', stop: { price: '1' }, mayLoosen: 'yes' }, '.mayLoosen', 'must be true or false'],
    ['closes the long side of the short leg', { action: 'close', side: 'long', leg: 'short' }, '.leg', 'is short, and the side is long'],
  ])('is refused when it %s', (_what, written, field, reason) => {
    expect(parsed({ ...WAVE, signals: [exitOf(written), { ...SIGNAL, id: 's-good' }] }).refusals).toEqual([{ ...AT, field: `signals[0]${field}`, reason }]);
  });

  test('changes the hash of its wave by what it wants', () => {
    const hashOf = (changes: Record<string, unknown>) => parsed({ ...WAVE, signals: [exitOf(changes)] }).wave.contentHash;
    expect(hashOf({ action: 'reduce', fraction: '0.5' })).not.toBe(hashOf({ action: 'reduce', fraction: '0.25' }));
    expect(hashOf({ action: 'close' })).toBe(hashOf({ action: 'close' }));
  });
});
