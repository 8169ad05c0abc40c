import type { AccountConfig } from '../connected-exchange.ts';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { BybitMarkets } from './parse-markets.ts';
import { readIsHedged } from './read-position-mode.ts';
import { readResult } from './read-result.ts';
import type { Session } from './session.ts';

/**
 * What the key may do, from Bybit v5's GET /v5/user/query-api, and the position mode, which Bybit tells of a symbol only: the first
 * one that trades stands for all. Throws `Unreadable` when either does not answer in full.
 */
export async function readAccountConfig(session: Session, markets: BybitMarkets): Promise<AccountConfig> {
  const symbol = [...markets.values()].find(({ isTrading }) => isTrading)?.symbol;
  if (symbol === undefined) throw new Unreadable('no market trades, so nothing tells the position mode');
  const [key, isHedged] = await Promise.all([session.read('readKeyInfo', {}), readIsHedged(session, symbol)]);
  const info = readResult(key, 'key information');
  const permissions = new Row(info.value('permissions'), 'permissions').value('ContractTrade');
  const isPermitted = Array.isArray(permissions) && permissions.includes('Order') && permissions.includes('Position');
  return { canTrade: info.integer('readOnly') === 0 && isPermitted, isHedged };
}
