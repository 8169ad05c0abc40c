import { describe, expect, test } from 'vitest';
import { type LogOptions, openLog, withLogContext } from './index.ts';

const SECRET = 'Zx81kQpLmN4vB7tRaW2e';

function open(options: Partial<LogOptions> = {}) {
  const written: string[] = [];
  const log = openLog({ name: 'stop-worker', level: 'info', destination: { write: (line: string) => void written.push(line) }, ...options });
  return { log, written, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('a log line', () => {
  test('is one JSON object with its event, level, time, process and fields', () => {
    const { log, written, lines } = open();
    log.warn('stop_refused', { key: 'binance.main.TAGUSDT', code: '-2021', tries: 2 });
    expect(written[0]?.endsWith('}\n')).toBe(true);
    expect(lines()).toEqual([
      { level: 'warn', time: expect.stringMatching(/^\d{4}-.*Z$/), name: 'stop-worker', pid: process.pid, event: 'stop_refused', key: 'binance.main.TAGUSDT', code: '-2021', tries: 2 },
    ]);
  });

  test('is left out below the level', () => {
    const { log, written } = open({ level: 'warn' });
    log.info('job_finished', {});
    log.debug('looked', {});
    log.error('job_failed', {});
    expect(written).toHaveLength(1);
  });

  test('keeps a field that is named like one of its own', () => {
    const { log, lines } = open();
    log.info('wave_accepted', { name: 'ats', level: 3 });
    expect(lines()[0]).toMatchObject({ level: 'info', name: 'stop-worker', name_: 'ats', level_: 3 });
  });

  test('is written for values that JSON has no word for', () => {
    const { log, lines } = open();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    log.info('odd', { big: 12n, error: new TypeError('no'), circle, map: new Map([['a', 1]]), nothing: undefined, decimal: { toJSON: () => '0.1' } });
    expect(lines()[0]).toMatchObject({ big: '12', error: { type: 'TypeError', message: 'no' }, map: [['a', 1]], decimal: '0.1' });
  });
});

describe('a bound context', () => {
  test('stands on every line within, across awaits, and on none outside', async () => {
    const { log, lines } = open();
    const work = (key: string) =>
      withLogContext({ key, jobId: `${key}.1` }, async () => {
        log.info('began', {});
        await Promise.resolve();
        await withLogContext({ correlationId: `c-${key}`, jobId: 'inner' }, async () => log.info('acted', { step: 1 }));
        log.info('ended', {});
      });
    await Promise.all([work('a'), work('b')]);
    log.info('outside', {});
    const of = (event: string) => lines().filter((line) => line['event'] === event).map(({ key, jobId, correlationId }) => ({ key, jobId, correlationId }));
    expect(of('began')).toEqual([{ key: 'a', jobId: 'a.1' }, { key: 'b', jobId: 'b.1' }]);
    expect(of('acted')).toEqual([{ key: 'a', jobId: 'inner', correlationId: 'c-a' }, { key: 'b', jobId: 'inner', correlationId: 'c-b' }]);
    expect(of('ended')).toEqual([{ key: 'a', jobId: 'a.1' }, { key: 'b', jobId: 'b.1' }]);
    expect(of('outside')).toEqual([{}]);
  });
});

describe('a secret never reaches a line', () => {
  test.each<[string, Record<string, unknown>]>([
    ['by its name', { apiKey: SECRET }],
    ['by its name in another spelling', { api_secret: SECRET, 'X-MBX-APIKEY': SECRET, Authorization: `Bearer ${SECRET}`, 'X-BAPI-SIGN': SECRET }],
    ['deep inside', { request: { headers: [{ listenKey: SECRET }], body: { credentials: { any: SECRET } } } }],
    ['in the query of an address', { url: `https://fapi.binance.com/fapi/v1/order?symbol=TAGUSDT&signature=${SECRET}&apiKey=${SECRET}` }],
    ['in a percent-encoded query', { url: `https://proxy/?to=a%3Fsignature%3D${SECRET}` }],
    ['in the path of a user stream', { url: `wss://fstream.binance.com/ws/${SECRET}${SECRET}` }],
    ['as a password in an address', { error: `connect ECONNREFUSED postgresql://breakwater:${SECRET}@db:5432/b` }],
    ['as a redis password', { url: `redis://:${SECRET}@redis:6379` }],
    ['in a header that was put into a message', { message: `sent X-MBX-APIKEY: ${SECRET}, authorization: Bearer ${SECRET}` }],
    ['in JSON inside a text', { body: `{"apiKey":"${SECRET}","secret": "${SECRET}","symbol":"TAGUSDT"}` }],
    ['in JSON inside JSON', { body: JSON.stringify({ inner: JSON.stringify({ listenKey: SECRET }) }) }],
    ['in an exception and its cause', { error: new Error(`GET ?signature=${SECRET}`, { cause: new Error(`token=${SECRET}`) }) }],
  ])('%s', (_where, fields) => {
    const { log, written } = open();
    log.error('request_failed', fields);
    withLogContext(fields, () => log.info('within', {}));
    expect(written).toHaveLength(2);
    expect(written.join('')).not.toContain(SECRET);
    expect(written.join('')).toContain('[redacted]');
  });

  test('by value, wherever it stands', () => {
    const { log, written } = open({ secrets: [SECRET, ''] });
    log.error('request_failed', { path: `/odd/${SECRET}/place`, list: [`x${SECRET}y`] });
    expect(written.join('')).not.toContain(SECRET);
  });

  test('and what is no secret stays readable', () => {
    const { log, lines } = open();
    const fields = { url: 'https://fapi.binance.com/fapi/v1/order?symbol=TAGUSDT&quantity=5', key: 'binance.main.TAGUSDT', design: 'kept', clientOrderId: 'bws0123', note: 'assigned: 5 stops' };
    log.info('sent', fields);
    expect(lines()[0]).toMatchObject(fields);
  });
});
