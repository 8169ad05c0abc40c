import fs from 'node:fs';
import path from 'node:path';
import { decimal, DEFAULT_BOUNDS } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { accountRulesOf, describeConfig, readConfig, toAccountRules, wavePolicyOf } from '../src/index.ts';
import { ENV, folder, read, refusal, SECRET, VALID, write } from './config-files.ts';

describe('readConfig', () => {
  test('fills in every default', () => {
    const config = read(VALID);
    expect(config).toMatchObject({ deployment: 'breakwater', bounds: DEFAULT_BOUNDS, resyncIntervalMs: 60_000, concurrency: {}, lock: 'redlock', logLevel: 'info' });
    expect(config.lockRedisUrls).toEqual([ENV.REDIS_URL]);
    expect(config.accounts).toEqual([
      {
        key: { exchange: 'binance', account: 'main' },
        mode: 'trade',
        positionMode: 'one-way',
        positionsMax: 5,
        credentials: { apiKey: SECRET, apiSecret: SECRET },
        url: null,
        streamUrl: null,
        stop: { percent: '2' },
        stopTrigger: 'mark',
        marginMode: 'cross',
        foreignPositions: 'protect-only',
        attachStop: false,
        stopFirst: false,
      },
    ]);
    expect(toAccountRules(config)).toEqual([
      { key: { exchange: 'binance', account: 'main' }, mode: 'trade', positionMode: 'one-way', positionsMax: 5, stop: { percent: '2' }, stopTrigger: 'mark', marginMode: 'cross', foreignPositions: 'protect-only', attachStop: false, stopFirst: false },
    ]);
  });

  test('reads the position mode of an account, which the engine and the intake are told alike', () => {
    const config = read(VALID.replace('positionsMax: 5', 'positionsMax: 5\n    positionMode: hedge'));
    expect(toAccountRules(config)[0]?.positionMode).toBe('hedge');
    expect(accountRulesOf(config, { exchange: 'binance', account: 'main' }).positionMode).toBe('hedge');
    expect(() => accountRulesOf(config, { exchange: 'bybit', account: 'main' })).toThrow('no account bybit.main is configured');
  });

  test('has entries bring a stop along where the exchange knows such, unless the file says otherwise', () => {
    const at = (text: string) => read(text, { ...ENV, BREAKWATER_BYBIT_MAIN_API_KEY: SECRET, BREAKWATER_BYBIT_MAIN_API_SECRET: SECRET }).accounts[0]?.attachStop;
    const bybit = VALID.replace('binance', 'bybit');
    const env = (text: string) => text.replace('positionsMax: 5', 'positionsMax: 5\n    attachStop: false');
    expect([at(VALID), at(bybit), at(env(bybit))]).toEqual([false, true, false]);
  });

  test('reads the limits of an account, and those that accounts share', () => {
    const limited = VALID.replace('positionsMax: 5', 'positionsMax: 5\n    exposureMax: "1000"\n    dailyLossMax: "50.5"').concat('limits: { positionsMax: 8, exchanges: { binance: { exposureMax: "800" } } }\n');
    const config = read(limited);
    expect(toAccountRules(config)[0]?.limits).toEqual({ exposureMax: decimal('1000'), dailyLossMax: decimal('50.5') });
    expect(config.limits).toEqual({ positionsMax: 8, exchanges: { binance: { exposureMax: decimal('800') } } });
    expect(read(VALID).limits).toEqual({});
    expect(JSON.stringify(describeConfig(config))).toContain('"exposureMax":"1000"');
  });

  test('accepts the example at the root of the repository', () => {
    const env = { ...ENV, BREAKWATER_BYBIT_MAIN_API_KEY: SECRET, BREAKWATER_BYBIT_MAIN_API_SECRET: SECRET };
    const config = readConfig({ path: new URL('../../../breakwater.config.yaml', import.meta.url).pathname, env });
    expect(config.accounts.map((account) => account.key)).toEqual([
      { exchange: 'binance', account: 'main' },
      { exchange: 'bybit', account: 'main' },
    ]);
  });

  test('gives a source its own policy over the default one, and any other source the default', () => {
    const config = read(VALID);
    expect(wavePolicyOf(config, 'ats')).toEqual({ ...config.wavePolicies.default, open: 7, stopList: ['BTCDOMUSDT'] });
    expect(wavePolicyOf(config, 'elsewhere')).toBe(config.wavePolicies.default);
    expect(wavePolicyOf(config, 'constructor')).toBe(config.wavePolicies.default);
  });

  test('reads all of a policy, and lets a source size its positions in another way than the default', () => {
    const full = 'open: 7, reserve: 3, whiteList: [BTC/USDT], openPerExchange: { binance: 3 }, cooldownMs: 60000, filters: { notionalMin: "50", openInterestMin: "1000000", volume1hMin: "50000", move5mPercentMax: "3", spreadPercentMax: "0.2" }';
    const config = read(VALID.replace('open: 7', `${full}, balanceFraction: "0.05", notionalMax: "500"`));
    expect(wavePolicyOf(config, 'ats')).toMatchObject({
      ...{ notional: null, balanceFraction: '0.05', notionalMax: '500', reserve: 3, openPerExchange: { binance: 3 }, cooldownMs: 60_000, whiteList: ['BTC/USDT'] },
      filters: { notionalMin: '50', openInterestMin: '1000000', volume1hMin: '50000', move5mPercentMax: '3', spreadPercentMax: '0.2' },
    });
    const other = read(VALID.replace('notional: "200"', 'balanceFraction: "0.05", notionalMax: "500"').replace('open: 7', 'notional: "20"'));
    expect(wavePolicyOf(other, 'ats')).toMatchObject({ notional: '20' });
    expect(Object.keys(wavePolicyOf(other, 'ats'))).not.toContain('notionalMax');
    expect(wavePolicyOf(other, 'elsewhere')).toMatchObject({ notional: null, balanceFraction: '0.05', notionalMax: '500' });
  });

  test('brings every spelling of an exchange to one', () => {
    expect(read(VALID.replace('binance', 'BinanceUSDM')).accounts[0]?.key.exchange).toBe('binance');
  });

  test('lets the environment override an address, and name the file', () => {
    const config = readConfig({ env: { ...ENV, BREAKWATER_CONFIG: write(`${VALID}`), BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:8090' } });
    expect(config.accounts[0]?.url).toBe('http://127.0.0.1:8090');
  });

  test.each([
    ['where nothing is said, nothing', '', {}, null],
    ['the file', 'wss://file.example.org', {}, 'wss://file.example.org'],
    ['the variable, before the file', 'wss://file.example.org', { BREAKWATER_BINANCE_MAIN_STREAM_URL: 'ws://127.0.0.1:1' }, 'ws://127.0.0.1:1'],
    ['nothing, where the variable of the account points elsewhere', 'wss://file.example.org', { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:8090' }, null],
    ['the variable, wherever that of the account points', '', { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:8090', BREAKWATER_BINANCE_MAIN_STREAM_URL: 'ws://127.0.0.1:1' }, 'ws://127.0.0.1:1'],
  ])('takes the address of a stream from %s', (_what, inFile, variables, expected) => {
    const text = inFile === '' ? VALID : VALID.replace('    mode: trade', `    streamUrl: ${inFile}\n    mode: trade`);
    expect(read(text, { ...ENV, ...variables }).accounts[0]?.streamUrl).toBe(expected);
  });

  test('reads a secret from a file', () => {
    const secretFile = path.join(folder, 'secret');
    fs.writeFileSync(secretFile, `${SECRET}\n`);
    const text = VALID.replace('    mode: trade', `    credentials: { apiKey: "file:${secretFile}", apiSecret: literal }\n    mode: trade`);
    expect(read(text).accounts[0]?.credentials).toEqual({ apiKey: SECRET, apiSecret: 'literal' });
  });

  test('asks for nothing that is not needed', () => {
    const config = readConfig({ path: write(VALID), env: {}, needs: [] });
    expect(config).toMatchObject({ databaseUrl: '', redisUrl: '', lockRedisUrls: [], accounts: [{ credentials: { apiKey: '', apiSecret: '' } }] });
  });
});

describe('a refusal names the setting, its line, what is wrong and what to do', () => {
  test.each([
    ['a missing setting', VALID.replace('    mode: trade\n', ''), 'The setting accounts[0].mode (FILE line 3) is missing: write one of observe, protect, trade.'],
    ['a wrong choice', VALID.replace('mode: trade', 'mode: full'), 'The setting accounts[0].mode (FILE line 5) is not valid: write one of observe, protect, trade.'],
    ['an unknown exchange', VALID.replace('binance', 'mtgox'), 'The setting accounts[0].exchange (FILE line 4) is not valid: write one of binance, bybit.'],
    ['a misspelt setting', VALID.replace('positionsMax', 'positionMax'), 'The setting accounts[0].positionMax (FILE line 6) is not known: did you mean positionsMax?'],
    ['a setting far from any', `${VALID}webhook: x\n`, 'The setting webhook (FILE line 10) is not known: remove it.'],
    ['a misspelt bound', `${VALID}bounds: { leaseMS: 5 }\n`, 'The setting bounds.leaseMS (FILE line 10) is not known: did you mean leaseMs?'],
    ['money as a float', VALID.replace('"200"', '200.10'), 'The setting wavePolicies.default.notional (FILE line 8) is a number without quotes, which would lose digits: write an amount above zero in quotes, such as "200" or "12.5".'],
    ['a percentage as a float', VALID.replace('{ percent: "2" }', '{ percent: 2 }'), 'The setting wavePolicies.default.stop.percent (FILE line 8) is a number without quotes, which would lose digits: write a percentage between 0 and 100 in quotes, such as "2" or "0.75".'],
    ['a negative amount', VALID.replace('"200"', '"-200"'), 'The setting wavePolicies.default.notional (FILE line 8) is not valid: write an amount above zero in quotes, such as "200" or "12.5".'],
    ['a stop of everything', VALID.replace('percent: "2"', 'percent: "100"'), 'The setting wavePolicies.default.stop.percent (FILE line 8) is not valid: write a percentage between 0 and 100 in quotes, such as "2" or "0.75".'],
    ['a stop that keeps more than it waits for', VALID.replace('percent: "2"', 'percent: "2", breakEven: { atPercent: "1", keepPercent: "1.5" }'), 'The setting wavePolicies.default.stop.breakEven.keepPercent (FILE line 8) must be below atPercent (1), not 1.5: the price has to be beyond the stop.'],
    ['an age that ends before it begins', VALID.replace('percent: "2"', 'percent: "2", age: { fromMs: 5, costPercent: "0.1", breakEvenForMs: 0, lossPercentPerHour: "1", closeAtMs: 4 }'), 'The setting wavePolicies.default.stop.age.closeAtMs (FILE line 8) must be at least fromMs (5), not 4.'],
    ['an exposure without quotes', VALID.replace('positionsMax: 5', 'positionsMax: 5\n    exposureMax: 1000'), 'The setting accounts[0].exposureMax (FILE line 7) is a number without quotes, which would lose digits: write an amount above zero in quotes, such as "200" or "12.5".'],
    ['limits of an exchange that is not known', `${VALID}limits: { exchanges: { okx: { positionsMax: 1 } } }`, 'The setting limits.exchanges.okx (FILE line 10) is not known: remove it.'],
    ['a stop that an order of the exchange cannot bring along', VALID.replace('positionsMax: 5', 'positionsMax: 5\n    attachStop: true'), 'The setting accounts[0].attachStop (FILE line 7) is true, and an order at binance cannot bring a stop along: leave it out.'],
    ['a stop before its entry where the exchange refuses that', VALID.replace('exchange: binance', 'exchange: bybit').replace('positionsMax: 5', 'positionsMax: 5\n    stopFirst: true'), 'The setting accounts[0].stopFirst (FILE line 7) is true, and bybit refuses a reduce-only order without a position: leave it out, an entry there brings its stop along.'],
    ['a half number of positions', VALID.replace('positionsMax: 5', 'positionsMax: 5.5'), 'The setting accounts[0].positionsMax (FILE line 6) is not valid: write a whole number from 0 to 10000.'],
    ['two accounts of one name', VALID.replace('wavePolicies', '  - { name: main, exchange: Binance, mode: observe, positionsMax: 1 }\nwavePolicies'), 'The setting accounts[1].name (FILE line 7) is taken by another account of the same exchange: choose another name.'],
    ['no default policy', VALID.replace('default:', 'defaults:'), 'The setting wavePolicies.default (FILE line 8) is missing: write a policy with open, leverage, stop, stopList, signalAgeMsMax, and notional or balanceFraction.'],
    ['a default policy without a size', VALID.replace('notional: "200", ', ''), 'The setting wavePolicies.default.notional (FILE line 8) is missing: write an amount above zero in quotes, such as "200" or "12.5", or a balanceFraction.'],
    ['two sizes', VALID.replace('open: 7', 'notional: "5", balanceFraction: "0.1"'), 'The setting wavePolicies.ats.balanceFraction (FILE line 9) stands beside notional, and only one of them can say how large a position is: remove one.'],
    ['a bound of a size that is fixed', VALID.replace('open: 7', 'notionalMax: "5"'), 'The setting wavePolicies.ats.notionalMax (FILE line 9) bounds what balanceFraction comes to, and there is none: remove it, or write a balanceFraction instead of notional.'],
    ['more than the whole balance', VALID.replace('open: 7', 'balanceFraction: "1.01"'), 'The setting wavePolicies.ats.balanceFraction (FILE line 9) is not valid: write a fraction above 0 and at most 1 in quotes, such as "0.05".'],
    ['a filter as a float', VALID.replace('open: 7', 'filters: { volume1hMin: 50000.5 }'), 'The setting wavePolicies.ats.filters.volume1hMin (FILE line 9) is a number without quotes, which would lose digits: write an amount above zero in quotes, such as "200" or "12.5".'],
    ['a misspelt filter', VALID.replace('open: 7', 'filters: { volumeMin: "5" }'), 'The setting wavePolicies.ats.filters.volumeMin (FILE line 9) is not known: did you mean volume1hMin?'],
    ['a cap at an unknown exchange', VALID.replace('open: 7', 'openPerExchange: { mtgox: 1 }'), 'The setting wavePolicies.ats.openPerExchange.mtgox (FILE line 9) is not known: remove it.'],
    ['an empty white list', VALID.replace('open: 7', 'whiteList: []'), 'The setting wavePolicies.ats.whiteList (FILE line 9) is not valid: write a list of at least one symbol.'],
    ['a fence that lets late requests pass', `${VALID}bounds: { fenceSkewMs: 100 }\n`, 'The setting bounds.fenceSkewMs (FILE line 10) is smaller than bounds.clockErrorMsMax, so that a late request could pass the fence: make it at least 500.'],
    ['a key twice', `${VALID}accounts: []\n`, 'FILE line 10 holds a setting a second time: remove one of the two.'],
    ['no account', 'accounts: []\nwavePolicies: {}\n', 'The setting accounts (FILE line 1) is not valid: write a list of at least one account.'],
    ['an empty file', '', 'The setting accounts (FILE line 1) is missing: write a list of at least one account.'],
  ])('%s', (_what, text, sentence) => {
    expect(refusal(text)).toBe(sentence);
  });

  test('a file that is no YAML', () => {
    expect(refusal('accounts:\n  - name: [main\n')).toMatch(/^FILE line \d is not YAML: .+\.$/);
  });

  test('a file that is not there', () => {
    expect(() => readConfig({ path: '/nowhere/b.yaml', env: ENV })).toThrow('There is no configuration file /nowhere/b.yaml: create it, or name another one in BREAKWATER_CONFIG.');
  });

  test.each([
    ['DATABASE_URL', undefined, 'The environment variable DATABASE_URL is not set: set it to an address such as postgresql://user:password@127.0.0.1:5432/breakwater.'],
    ['REDIS_URL', `http://${SECRET}`, 'The environment variable REDIS_URL is not an address of the right kind: set it to one such as redis://127.0.0.1:6379.'],
    ['LOCK_REDIS_URLS', `redis://a, ${SECRET}`, 'The environment variable LOCK_REDIS_URLS is not an address of the right kind: set it to one such as redis://127.0.0.1:6379.'],
    ['LOG_LEVEL', 'wran', 'The environment variable LOG_LEVEL is not a level: set it to warn.'],
    ['BREAKWATER_BINANCE_MAIN_API_SECRET', ' ', 'The setting accounts[0].credentials.apiSecret (FILE line 3) points to the environment variable BREAKWATER_BINANCE_MAIN_API_SECRET, which is not set or empty: provide it.'],
  ])('%s', (name, value, sentence) => {
    const env: Record<string, string> = { ...ENV };
    if (value === undefined) delete env[name];
    else env[name] = value;
    expect(refusal(VALID, env)).toBe(sentence);
  });

  test('an address may stand in a file that NAME_FILE names', () => {
    const file = path.join(folder, 'database-url');
    fs.writeFileSync(file, `${ENV.DATABASE_URL}\n`);
    expect(read(VALID, { ...ENV, DATABASE_URL: '', DATABASE_URL_FILE: file }).databaseUrl).toBe(ENV.DATABASE_URL);
    const sentence = 'The environment variable DATABASE_URL_FILE names /nowhere/url, which cannot be read: provide the file.';
    expect(refusal(VALID, { ...ENV, DATABASE_URL: '', DATABASE_URL_FILE: '/nowhere/url' })).toBe(sentence);
  });

  test('no sentence repeats a value, which may be a secret in the wrong place', () => {
    for (const text of [VALID.replace('mode: trade', `mode: ${SECRET}`), VALID.replace('"200"', `"${SECRET}"`), VALID.replace('name: main', `name: "${SECRET}!"`)]) {
      expect(refusal(text)).not.toContain(SECRET);
    }
  });
});

describe('the token of those who deliver waves', () => {
  test('is nobody’s unless it is set, comes from the environment, a file or the text, and is never shown', () => {
    expect(read(VALID).intake).toEqual({ token: '' });
    const fromFile = read(`${VALID}intake: { token: "file:${write(`${SECRET}\n`)}" }\n`, { ...ENV, BREAKWATER_INTAKE_TOKEN: 'of-the-environment' });
    const fromEnvironment = read(VALID, { ...ENV, BREAKWATER_INTAKE_TOKEN: SECRET });
    for (const config of [fromFile, fromEnvironment]) {
      expect(config.intake).toEqual({ token: SECRET });
      expect(describeConfig(config)).toMatchObject({ intake: { token: 'set' } });
      expect(JSON.stringify(describeConfig(config))).not.toContain(SECRET);
    }
  });
});

describe('the board and the health of a process', () => {
  test('are off the network and read-only, and have no password, unless somebody says otherwise', () => {
    const { board, health } = read(VALID);
    expect(board).toEqual({ host: '127.0.0.1', port: 8_091, user: 'operator', password: '', token: '', writable: false });
    expect(health).toEqual({ host: '127.0.0.1', port: null });
  });

  test('are set by the file, secrets by reference, and the environment wins', () => {
    const secretFile = write(`${SECRET}\n`);
    const text = `${VALID}board: { port: 9000, user: ops, password: "file:${secretFile}", writable: true }\nhealth: { host: 0.0.0.0, port: 9464 }\n`;
    expect(read(text)).toMatchObject({ board: { port: 9_000, user: 'ops', password: SECRET, writable: true }, health: { host: '0.0.0.0', port: 9_464 } });
    const env = { ...ENV, BREAKWATER_BOARD_TOKEN: SECRET, BREAKWATER_BOARD_WRITABLE: 'FALSE', BREAKWATER_BOARD_PORT: '0', BREAKWATER_HEALTH_PORT: '9465', BREAKWATER_HEALTH_HOST: '::1' };
    expect(read(text, env)).toMatchObject({ board: { port: 0, token: SECRET, writable: false }, health: { host: '::1', port: 9_465 } });
    expect(JSON.stringify(describeConfig(read(text, env)))).not.toContain(SECRET);
  });

  test.each([
    ['BREAKWATER_BOARD_WRITABLE', '1'],
    ['BREAKWATER_BOARD_PORT', '70000'],
    ['BREAKWATER_HEALTH_PORT', 'off'],
  ])('refuse %s=%s in a sentence that names it', (name, value) => {
    expect(refusal(VALID, { ...ENV, [name]: value })).toContain(name);
  });
});

describe('describeConfig', () => {
  test('shows what is in effect, and no secret', () => {
    const shown = describeConfig(read(VALID, { ...ENV, BREAKWATER_BINANCE_MAIN_URL: `http://user:${SECRET}@127.0.0.1:8090/?token=${SECRET}`, BREAKWATER_BINANCE_MAIN_STREAM_URL: `ws://user:${SECRET}@127.0.0.1:8090` }));
    expect(JSON.stringify(shown)).not.toContain(SECRET);
    expect(shown).toMatchObject({
      databaseUrl: 'postgresql://breakwater:***@127.0.0.1:5432/breakwater',
      accounts: [{ key: 'binance.main', mode: 'trade', credentials: { apiKey: 'set', apiSecret: 'set' } }],
    });
  });
});
