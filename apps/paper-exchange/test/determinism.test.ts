import { expect, test } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { createAdminCaller } from './fixture.ts';
import { signQuery } from './signed-request.ts';

const requests: readonly [method: string, path: string, query: string][] = [
  ['POST', '/fapi/v1/order', 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=20000&newOrderRespType=RESULT'],
  ['POST', '/fapi/v1/algoOrder', 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&type=STOP_MARKET&quantity=20000&triggerPrice=0.0003'],
  ['POST', '/fapi/v1/order', 'symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.01&price=99999'],
  ['POST', '/fapi/v1/listenKey', ''],
  ['GET', '/fapi/v3/positionRisk', ''],
  ['GET', '/fapi/v3/account', ''],
  ['GET', '/fapi/v1/openOrders', ''],
  ['GET', '/fapi/v1/openAlgoOrders', ''],
  ['GET', '/fapi/v1/userTrades', 'symbol=TAGUSDT'],
  ['GET', '/fapi/v1/exchangeInfo', ''],
];

/** Runs the same requests against a fresh exchange. Returns every byte that came back, but the date that HTTP adds. */
async function run(seed: number): Promise<string> {
  const paper = await startPaperExchange({ seed, clock: 'virtual', prices: 'walk', markets: 80 });
  const admin = createAdminCaller(paper.url);
  const bytes: string[] = [];
  await admin('POST', 'faults', { kind: 'unknown-reply', probability: 0.4, times: 5 });
  for (const [method, path, query] of requests) {
    const isSigned = !path.endsWith('listenKey') && !path.endsWith('exchangeInfo');
    const text = `${query}${query === '' ? '' : '&'}timestamp=${paper.world.clock.nowMs()}`;
    const signed = isSigned ? `?${text}&signature=${signQuery(text, paper.apiSecret)}` : '';
    const response = await fetch(`${paper.url}${path}${signed}`, { method, headers: { 'X-MBX-APIKEY': paper.apiKey } });
    const headers = [...response.headers].filter(([name]) => name !== 'date');
    bytes.push(`${response.status} ${JSON.stringify(headers)} ${await response.text()}`);
    await admin('POST', 'clock', { advanceMs: 700 });
  }
  bytes.push(JSON.stringify(await admin('GET', 'state')));
  await paper.stop();
  return bytes.join('\n');
}

test('the same seed and the same requests give the same bytes, another seed gives others', async () => {
  const first = await run(11);
  expect(await run(11)).toBe(first);
  expect(await run(12)).not.toBe(first);
});
